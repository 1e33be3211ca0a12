using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;
using Tallystick.Catalogs;

namespace Tallystick.Connectors.Catalogs;

/// <summary>
/// Makes a catalog of OpenAPI documents (JSON or YAML, 2.0 to 3.1): facts only. Names, places,
/// types and scopes go over; titles are made of the names, and no sentence of the documents is kept.
/// </summary>
public sealed class OpenApiImport(string app, string surface, string source)
{
    private readonly List<CatalogOperation> _operations = [];
    private readonly SortedDictionary<string, CatalogShape> _shapes = new(StringComparer.Ordinal);
    private readonly List<string> _warnings = [];

    /// <summary>What could not be read and was left out or taken for "any".</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <param name="group">The group of the document's operations; null: each one's first tag.</param>
    /// <exception cref="CatalogException">It is no OpenAPI document.</exception>
    public async Task AddAsync(
        Stream document,
        string name,
        string? group,
        CancellationToken cancellationToken
    )
    {
        var settings = new OpenApiReaderSettings { LoadExternalRefs = false };
        settings.AddYamlReader();
        ReadResult read;
        try
        {
            var format = name.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? "json" : null;
            read = await OpenApiDocument.LoadAsync(document, format, settings, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new CatalogException($"{name} is no OpenAPI document: {e.Message}", e);
        }
        if (read.Document is not { Paths.Count: > 0 } paths)
            throw new CatalogException(
                $"{name} is no OpenAPI document with paths. "
                    + string.Join(' ', read.Diagnostic?.Errors.Take(3).Select(e => e.Message) ?? [])
            );
        foreach (var (path, item) in paths.Paths)
        foreach (var (method, operation) in item.Operations ?? [])
            Add(method.Method, path, item, operation, group);
    }

    public Catalog Build()
    {
        // Two documents may use one name; the later ones are told apart by their method.
        var names = new HashSet<string>(StringComparer.Ordinal);
        var operations = _operations
            .OrderBy(o => o.Name, StringComparer.Ordinal)
            .ThenBy(o => o.Path, StringComparer.Ordinal)
            .ThenBy(o => o.Method, StringComparer.Ordinal)
            .Select(o => o with { Name = Unique(o, names) })
            .OrderBy(o => o.Name, StringComparer.Ordinal);
        return new Catalog
        {
            App = app,
            Surface = surface,
            Source = source,
            Operations = [.. operations],
            Shapes = _shapes,
        };
    }

    private static string Unique(CatalogOperation operation, HashSet<string> taken)
    {
        var name = operation.Name;
        for (var i = 2; !taken.Add(name); i++)
            name = $"{operation.Name}-{i}";
        return name;
    }

    private void Add(
        string method,
        string path,
        IOpenApiPathItem item,
        OpenApiOperation operation,
        string? group
    )
    {
        var id = operation.OperationId;
        var tag = operation.Tags?.FirstOrDefault()?.Name;
        var place = OperationNames.Kebab(
            group ?? tag ?? path.Split('/').FirstOrDefault(s => s.Length > 0) ?? app
        );
        var name = OperationNames.Of(place, id, method, path);
        var types = new OpenApiTypes(place, name, _shapes);
        var parameters = (item.Parameters ?? [])
            .Concat(operation.Parameters ?? [])
            .Where(p => p.Name is not null)
            .ToArray();
        var version = parameters.FirstOrDefault(p => IsVersion(p));
        _operations.Add(
            new CatalogOperation
            {
                Name = name,
                Group = place,
                Title = OperationNames.Title(id ?? name),
                Id = id,
                Method = method.ToUpperInvariant(),
                Path = path,
                Version = version?.Schema?.Enum?.FirstOrDefault()?.GetValue<string>(),
                Scopes = Scopes(operation),
                Token = TokenOf(operation),
                Parameters =
                [
                    .. parameters
                        .Where(p => !IsVersion(p) && !IsAuthorization(p))
                        .Select(p => Parameter(p, types)),
                ],
                Body = Body(operation, types),
                Answer = Answer(operation, types),
                Paging = PagingGuess.Of(parameters),
                Deprecated = operation.Deprecated,
            }
        );
    }

    private static CatalogParameter Parameter(IOpenApiParameter parameter, OpenApiTypes types) =>
        new(
            parameter.Name!,
            parameter.In switch
            {
                ParameterLocation.Path => ParameterPlace.Path,
                ParameterLocation.Header => ParameterPlace.Header,
                _ => ParameterPlace.Query,
            },
            types.Of(parameter.Schema, parameter.Name!)
        )
        {
            Required = parameter.Required || parameter.In is ParameterLocation.Path,
            Deprecated = parameter.Deprecated,
        };

    private static CatalogBody? Body(OpenApiOperation operation, OpenApiTypes types)
    {
        if (operation.RequestBody?.Content is not { Count: > 0 } content)
            return null;
        var best = content.FirstOrDefault(c =>
            c.Key.StartsWith("application/json", StringComparison.Ordinal)
        );
        var (type, media) = best.Key is null ? content.First() : best;
        return new CatalogBody(type.Split(';')[0], types.Of(media.Schema, "body"))
        {
            Required = operation.RequestBody.Required,
        };
    }

    private static CatalogAnswer? Answer(OpenApiOperation operation, OpenApiTypes types)
    {
        var good = operation.Responses?.FirstOrDefault(r => r.Key.StartsWith('2'));
        if (good is not { Key: { } status, Value: { } response })
            return null;
        if (
            !int.TryParse(status, System.Globalization.CultureInfo.InvariantCulture, out var number)
        )
            number = 200;
        var schema = response
            .Content?.FirstOrDefault(c => c.Key.Contains("json", StringComparison.Ordinal))
            .Value?.Schema;
        return new CatalogAnswer(number, schema is null ? null : types.Of(schema, "answer"));
    }

    private static string[] Scopes(OpenApiOperation operation) =>
        [
            .. (operation.Security ?? [])
                .SelectMany(requirement => requirement.Values)
                .SelectMany(scopes => scopes)
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>HighLevel names the class of a token in the name of its security scheme.</summary>
    private static TokenClass TokenOf(OpenApiOperation operation)
    {
        if (operation.Security is not { Count: > 0 } security)
            return TokenClass.Unknown;
        var names = security.SelectMany(r => r.Keys).Select(k => k.Reference.Id ?? "").ToArray();
        var isLocation = names.Any(n => n.StartsWith("Location", StringComparison.Ordinal));
        var isAgency = names.Any(n => n.StartsWith("Agency", StringComparison.Ordinal));
        return (isLocation, isAgency) switch
        {
            (true, true) => TokenClass.Either,
            (true, false) => TokenClass.Location,
            (false, true) => TokenClass.Agency,
            (false, false) => TokenClass.Unknown,
        };
    }

    private static bool IsVersion(IOpenApiParameter parameter) =>
        parameter.In is ParameterLocation.Header
        && parameter.Name!.Equals("Version", StringComparison.OrdinalIgnoreCase);

    private static bool IsAuthorization(IOpenApiParameter parameter) =>
        parameter.In is ParameterLocation.Header
        && parameter.Name!.Equals("Authorization", StringComparison.OrdinalIgnoreCase);
}
