using System.Text.Json.Nodes;
using Tallystick.Catalogs.Calls;

namespace Tallystick.Catalogs.Export;

/// <summary>A catalog as a Postman collection (v2.1), a folder for each group.</summary>
public static class PostmanExport
{
    private const string Schema =
        "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";

    public static string Write(Catalog catalog, CatalogHelp help, ExportOptions options)
    {
        var samples = new ExportSamples(catalog, help);
        var folders = new JsonArray();
        foreach (
            var group in options
                .Chosen(catalog)
                .GroupBy(o => o.Group)
                .OrderBy(g => g.Key, StringComparer.Ordinal)
        )
            folders.Add(
                new JsonObject
                {
                    ["name"] = group.Key,
                    ["item"] = new JsonArray([.. group.Select(o => Item(samples, o))]),
                }
            );
        var text = folders.ToJsonString(ExportSamples.Pretty);
        var variables = ExportSamples
            .VariablesIn(text)
            .Where(v => v is not ("baseUrl" or "token"))
            .Distinct()
            .Order(StringComparer.Ordinal)
            .Select(v => Pair(v, ""));
        var collection = new JsonObject
        {
            ["info"] = new JsonObject
            {
                ["name"] = $"{options.Title} {catalog.Surface}",
                ["schema"] = Schema,
            },
            ["auth"] = new JsonObject
            {
                ["type"] = "bearer",
                ["bearer"] = new JsonArray(
                    new JsonObject
                    {
                        ["key"] = "token",
                        ["value"] = "{{token}}",
                        ["type"] = "string",
                    }
                ),
            },
            ["variable"] = new JsonArray([
                Pair("baseUrl", options.BaseUrl),
                Pair("token", ""),
                .. variables,
            ]),
            ["item"] = folders,
        };
        return collection.ToJsonString(ExportSamples.Pretty) + "\n";
    }

    private static JsonNode Item(ExportSamples samples, CatalogOperation operation)
    {
        var call = samples.Of(operation);
        var request = new JsonObject
        {
            ["method"] = operation.Method,
            ["header"] = new JsonArray([.. call.Headers.Select(h => Pair(h.Key, h.Value))]),
            ["url"] = Url(operation, call),
        };
        if (Body(call.Body) is { } body)
            request["body"] = body;
        if (samples.HelpOf(operation) is { } help)
            request["description"] = help;
        return new JsonObject
        {
            ["name"] = $"{operation.Title} ({operation.Name})",
            ["request"] = request,
            ["response"] = new JsonArray(),
        };
    }

    /// <summary>With the parameters that may be left out, switched off.</summary>
    private static JsonObject Url(CatalogOperation operation, CallRequest call)
    {
        var path = ExportSamples.WithVariables(call.Path);
        var given = call.Query.Select(q => q.Key).ToHashSet(StringComparer.Ordinal);
        var more = operation
            .Parameters.Where(p => p.In is ParameterPlace.Query && !given.Contains(p.Name))
            .Select(p => Pair(p.Name, "", isDisabled: true));
        var url = new JsonObject
        {
            ["raw"] = "{{baseUrl}}" + ExportSamples.WithVariables(call.Target),
            ["host"] = new JsonArray("{{baseUrl}}"),
            ["path"] = new JsonArray([
                .. path.TrimStart('/').Split('/').Select(s => JsonValue.Create(s)),
            ]),
        };
        var query = call.Query.Select(q => Pair(q.Key, q.Value)).Concat(more).ToArray();
        if (query.Length > 0)
            url["query"] = new JsonArray([.. query]);
        return url;
    }

    private static JsonObject? Body(CallBody? body) =>
        body switch
        {
            CallBody.Json json => new JsonObject
            {
                ["mode"] = "raw",
                ["raw"] = json.Value?.ToJsonString(ExportSamples.Pretty) ?? "null",
                ["options"] = new JsonObject { ["raw"] = new JsonObject { ["language"] = "json" } },
            },
            CallBody.Form form => new JsonObject
            {
                ["mode"] = "urlencoded",
                ["urlencoded"] = new JsonArray([.. form.Values.Select(v => Pair(v.Key, v.Value))]),
            },
            CallBody.Multipart multipart => new JsonObject
            {
                ["mode"] = "formdata",
                ["formdata"] = new JsonArray([.. multipart.Parts.Select(Part)]),
            },
            _ => null,
        };

    private static JsonNode Part(CallPart part) =>
        part.FilePath is { } path
            ? new JsonObject
            {
                ["key"] = part.Name,
                ["type"] = "file",
                ["src"] = path,
            }
            : new JsonObject
            {
                ["key"] = part.Name,
                ["type"] = "text",
                ["value"] = part.Text,
            };

    private static JsonNode Pair(string key, string value, bool isDisabled = false)
    {
        var pair = new JsonObject { ["key"] = key, ["value"] = value };
        if (isDisabled)
            pair["disabled"] = true;
        return pair;
    }
}
