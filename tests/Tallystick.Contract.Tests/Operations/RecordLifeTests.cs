using System.Text.Json.Nodes;
using Tallystick.Catalogs;

namespace Tallystick.Contract.Tests.Operations;

/// <summary>What can be created is created, read, changed, read again and listed, with every field that its document has.</summary>
public sealed class RecordLifeTests
{
    [Theory]
    [InlineData("2021")]
    [InlineData("v3")]
    public async Task A_record_is_answered_as_documented_in_every_step_of_its_life(string surface)
    {
        var catalog = surface == "v3" ? BuiltInCatalogs.HighLevelV3 : BuiltInCatalogs.HighLevel2021;
        await using var calls = await OperationCalls.StartAsync();
        var strange = new List<string>();

        foreach (var create in catalog.Operations.Where(o => o.Method == "POST"))
            if (ItemOf(catalog, create) is { } item)
                await LiveAsync(calls, catalog, create, item, strange);

        strange.ShouldBeEmpty(string.Join('\n', strange));
        calls.Handler.Deviations.ShouldBeEmpty(string.Join('\n', calls.Handler.Deviations));
    }

    private static async Task LiveAsync(
        OperationCalls calls,
        Catalog catalog,
        CatalogOperation create,
        string item,
        List<string> strange
    )
    {
        var made = await SendAsync(calls, catalog, create, strange);
        if (made is null || IdOf(made) is not { } id)
            return;
        var path = new Dictionary<string, string> { [item[(item.LastIndexOf('{') + 1)..^1]] = id };
        var get = On(catalog, "GET", item);
        var update = On(catalog, "PUT", item) ?? On(catalog, "PATCH", item);
        await SendAsync(calls, catalog, get, strange, path);
        JsonObject sent = [];
        if (await SendAsync(calls, catalog, update, strange, path, b => sent = b) is not null)
        {
            var kept = await SendAsync(calls, catalog, get, strange, path);
            strange.AddRange(
                Lost(sent, kept).Select(l => $"{get!.Name} after {update!.Name}: {l}")
            );
        }
        foreach (
            var part in catalog.Operations.Where(o =>
                o.Method is "PUT" or "PATCH"
                && o.Path.StartsWith(item + "/", StringComparison.Ordinal)
                && o.Path.Count(c => c == '{') == item.Count(c => c == '{')
            )
        )
            await SendAsync(calls, catalog, part, strange, path);
        await SendAsync(calls, catalog, get, strange, path);
        await SendAsync(calls, catalog, On(catalog, "GET", create.Path), strange);
        await SendAsync(calls, catalog, On(catalog, "DELETE", item), strange, path);
    }

    private static async Task<JsonObject?> SendAsync(
        OperationCalls calls,
        Catalog catalog,
        CatalogOperation? operation,
        List<string> strange,
        IReadOnlyDictionary<string, string>? path = null,
        Action<JsonObject>? look = null
    )
    {
        if (operation is null)
            return null;
        var name = $"{operation.Name} {operation.Method} {operation.Path}";
        int status;
        string text;
        try
        {
            (status, text) = await calls.SendAsync(
                catalog,
                operation,
                body =>
                {
                    new FullBody(catalog).Fill(body, operation.Body!.Type);
                    look?.Invoke(body);
                },
                path
            );
        }
        catch (HttpRequestException e)
        {
            strange.Add($"{name}: {e.Message}");
            return null;
        }
        // A refusal is fine where a full body says what cannot be together; a fault is not.
        if (status >= 500)
            strange.Add($"{name}: {status} {text}");
        return status is >= 200 and < 300 && text.Length > 0
            ? JsonNode.Parse(text) as JsonObject
            : null;
    }

    /// <summary>Single values that were sent and are shown otherwise, but for case: tags are lower.</summary>
    private static IEnumerable<string> Lost(JsonObject sent, JsonObject? answer)
    {
        var record = answer
            ?.Select(p => p.Value)
            .OfType<JsonObject>()
            .Prepend(answer)
            .FirstOrDefault(o => o.ContainsKey("id") || o.ContainsKey("_id"));
        foreach (var (name, value) in sent)
            if (
                value is JsonValue
                && record?[name] is JsonValue shown
                && !value.ToString().Equals(shown.ToString(), StringComparison.OrdinalIgnoreCase)
            )
                yield return $"{name} is {shown.ToJsonString()}, {value.ToJsonString()} was sent";
    }

    private static string? ItemOf(Catalog catalog, CatalogOperation create) =>
        catalog
            .Operations.Select(o => o.Path)
            .FirstOrDefault(p =>
                p.StartsWith(create.Path.TrimEnd('/') + "/{", StringComparison.Ordinal)
                && !p[(create.Path.TrimEnd('/').Length + 1)..]
                    .Contains('/', StringComparison.Ordinal)
            );

    private static CatalogOperation? On(Catalog catalog, string method, string path) =>
        catalog.Operations.FirstOrDefault(o =>
            o.Method == method && o.Path.TrimEnd('/') == path.TrimEnd('/')
        );

    private static string? IdOf(JsonObject made) =>
        (made["id"] ?? made["_id"]) is JsonValue id
            ? id.ToString()
            : made.Select(p => p.Value)
                .OfType<JsonObject>()
                .Select(IdOf)
                .FirstOrDefault(found => found is not null);
}
