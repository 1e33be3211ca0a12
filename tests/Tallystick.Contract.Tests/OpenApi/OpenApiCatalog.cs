using System.Text.Json;

namespace Tallystick.Contract.Tests.OpenApi;

/// <summary>The documented operations of both generations, all of them.</summary>
internal sealed class OpenApiCatalog
{
    private static readonly Lazy<OpenApiCatalog?> Loaded = new(() =>
        OpenApiFolder.Find() is { } folder ? new OpenApiCatalog(folder) : null
    );

    private readonly Dictionary<
        OpenApiGeneration,
        ILookup<(string Method, int Segments), OpenApiOperation>
    > _operations = [];

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
            _operations[generation] = Directory
                .GetFiles(Path.Combine(folder, below), "*.json")
                .Order(StringComparer.Ordinal)
                .SelectMany(path => OperationsOf(files.Open(path, generation)))
                .ToLookup(operation => (operation.Method, operation.SegmentCount));
        }
    }

    /// <summary>Null where the documents are not at hand.</summary>
    public static OpenApiCatalog? Instance => Loaded.Value;

    public OpenApiOperation? Find(OpenApiGeneration generation, string method, string path)
    {
        var segments = OpenApiOperation.Split(path);
        return _operations[generation]
            [(method, segments.Length)]
            .Where(o => o.Match(segments) is not null)
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
