using System.Text.Json;

namespace Tallystick.Contract.Tests.OpenApi;

/// <summary>The documented operations of both generations that contact sync meets.</summary>
internal sealed class OpenApiCatalog
{
    private static readonly string[] Apps =
    [
        "contacts",
        "locations",
        "users",
        "businesses",
        "calendars",
        "oauth",
    ];
    private static readonly Lazy<OpenApiCatalog?> Loaded = new(() =>
        OpenApiFolder.Find() is { } folder ? new OpenApiCatalog(folder) : null
    );

    private readonly Dictionary<OpenApiGeneration, List<OpenApiOperation>> _operations = [];

    private OpenApiCatalog(string folder)
    {
        var files = new OpenApiFiles();
        foreach (
            var (generation, below) in new[]
            {
                (OpenApiGeneration.V2021, "apps"),
                (OpenApiGeneration.V3, "apps/v3"),
            }
        )
        {
            var operations = new List<OpenApiOperation>();
            foreach (var app in Apps)
            {
                var path = new[] { $"{app}.json", $"{app}-v3.json" }
                    .Select(name => Path.Combine(folder, below, name))
                    .FirstOrDefault(File.Exists);
                if (path is not null)
                    operations.AddRange(OperationsOf(files.Open(path, generation)));
            }
            _operations[generation] = operations;
        }
    }

    /// <summary>Null where the documents are not at hand.</summary>
    public static OpenApiCatalog? Instance => Loaded.Value;

    public OpenApiOperation? Find(OpenApiGeneration generation, string method, string path)
    {
        var segments = OpenApiOperation.Split(path);
        return _operations[generation]
            .Where(o => o.Method == method && o.Match(segments) is not null)
            .MaxBy(o => o.LiteralCount);
    }

    private static IEnumerable<OpenApiOperation> OperationsOf(OpenApiDocument document)
    {
        foreach (var path in document.Root.GetProperty("paths").EnumerateObject())
        foreach (var method in path.Value.EnumerateObject())
            if (method.Value.ValueKind is JsonValueKind.Object)
                yield return new OpenApiOperation(document, method.Name, path.Name, method.Value);
    }
}
