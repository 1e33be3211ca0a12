using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tallystick.Catalogs;
using Tallystick.Catalogs.Calls;

namespace Tallystick.HighLevel;

/// <summary>Every operation of the API by its name in the catalog.</summary>
public sealed partial class HighLevelClient
{
    /// <summary>Names in what comes in and goes out are the API's own.</summary>
    private static readonly JsonSerializerOptions AsWritten = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = null,
    };

    /// <summary>
    /// Calls an operation, such as "opportunities.search". The values are held against the catalog
    /// first; the location's id is filled in where it is required and missing.
    /// </summary>
    /// <param name="values">An object, a dictionary or JSON: parameters and fields of the body by their names.</param>
    /// <returns>The answer; undefined where it had no body.</returns>
    /// <exception cref="CallException">The values do not fit; nothing was sent.</exception>
    /// <exception cref="HighLevelException">The API refused it or answered with something else than JSON.</exception>
    public async Task<JsonElement> CallAsync(
        string operation,
        object? values = null,
        CancellationToken cancellationToken = default
    )
    {
        var (catalog, found) = Find(operation);
        var request = Build(catalog, found, values, NothingMore);
        return await AnswerAsync(request, cancellationToken);
    }

    /// <summary>As <see cref="CallAsync(string, object?, CancellationToken)"/>, read as a type of the caller's.</summary>
    public async Task<T?> CallAsync<T>(
        string operation,
        object? values = null,
        CancellationToken cancellationToken = default
    )
    {
        var answer = await CallAsync(operation, values, cancellationToken);
        return answer.ValueKind is JsonValueKind.Undefined
            ? default
            : answer.Deserialize<T>(AsWritten);
    }

    /// <summary>The rows of a listing, page after page, each page asked for when its rows are wanted.</summary>
    /// <exception cref="CallException">The values do not fit; nothing was sent.</exception>
    /// <exception cref="CatalogException">The listing does not go on as its documents say.</exception>
    public async IAsyncEnumerable<JsonElement> ListAsync(
        string operation,
        object? values = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var (catalog, found) = Find(operation);
        var walk = new PageWalk(catalog, Build(catalog, found, values, PageWalk.Starts));
        while (walk.Next is { } request)
            foreach (var row in walk.Take(await AnswerAsync(request, cancellationToken)))
                yield return row;
    }

    /// <summary>Sends a call that was built already, of whatever content.</summary>
    /// <exception cref="HighLevelException">The API refused it.</exception>
    public async Task<HighLevelContent> SendAsync(
        CallRequest request,
        CancellationToken cancellationToken = default
    )
    {
        using var response = await SendAsync(
            OperationOf(request.Operation),
            () => CallMessage.Of(request, _base, File.OpenRead),
            cancellationToken
        );
        return new HighLevelContent(
            (int)response.StatusCode,
            response.Content.Headers.ContentType?.MediaType,
            await response.Content.ReadAsByteArrayAsync(cancellationToken)
        );
    }

    /// <summary>An operation of the catalog in this client's words.</summary>
    public static Operation OperationOf(CatalogOperation operation) =>
        new(
            operation.Name,
            new HttpMethod(operation.Method),
            operation.Version ?? "",
            operation.Scopes.Count > 0
                ? string.Join(", ", operation.Scopes)
                : $"for {operation.Group}",
            operation.IsRead
        );

    private static Dictionary<string, string> NothingMore { get; } = [];

    private CallRequest Build(
        Catalog catalog,
        CatalogOperation operation,
        object? values,
        IReadOnlyDictionary<string, string> more
    )
    {
        var data = values switch
        {
            null => null,
            JsonNode node => node,
            _ => JsonSerializer.SerializeToNode(values, AsWritten),
        };
        var input = new CallInput { Data = data, Known = KnownOf(LocationId, more) };
        return CallBuilder.Build(catalog, operation, input).Checked(operation);
    }

    /// <summary>What is known of an account, under each of the names that the API has for it.</summary>
    public static Dictionary<string, string> KnownOf(
        string locationId,
        IReadOnlyDictionary<string, string>? more = null
    ) =>
        new(more ?? NothingMore)
        {
            ["locationId"] = locationId,
            ["location_id"] = locationId,
            ["altId"] = locationId,
            ["altType"] = "location",
        };

    private (Catalog, CatalogOperation) Find(string name)
    {
        Catalog[] catalogs =
            options.Surface is HighLevelSurface.V3
                ? [BuiltInCatalogs.HighLevelV3, BuiltInCatalogs.HighLevel2021]
                : [BuiltInCatalogs.HighLevel2021, BuiltInCatalogs.HighLevelV3];
        foreach (var catalog in catalogs)
            if (catalog.Find(name) is { } operation)
                return (catalog, operation);
        throw new CatalogException($"HighLevel has no operation '{name}'.");
    }

    private async Task<JsonElement> AnswerAsync(
        CallRequest request,
        CancellationToken cancellationToken
    )
    {
        var operation = OperationOf(request.Operation);
        using var response = await SendAsync(
            operation,
            () => CallMessage.Of(request, _base, File.OpenRead),
            cancellationToken
        );
        var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        if (bytes.Length == 0)
            return default;
        try
        {
            return JsonElement.Parse(bytes);
        }
        catch (JsonException)
        {
            throw ErrorReader.NotJson(operation, response, bytes);
        }
    }
}

/// <summary>An answer as it came, JSON or not.</summary>
public sealed record HighLevelContent(int Status, string? ContentType, byte[] Body);
