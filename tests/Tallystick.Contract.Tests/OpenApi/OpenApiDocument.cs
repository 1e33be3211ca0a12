using System.Text.Json;

namespace Tallystick.Contract.Tests.OpenApi;

/// <summary>One file, and its references into itself and into other files.</summary>
internal sealed class OpenApiDocument(string path, OpenApiGeneration generation, OpenApiFiles files)
{
    public string Path => path;

    public OpenApiGeneration Generation => generation;

    public JsonElement Root { get; } = Read(path);

    /// <summary>Follows <c>$ref</c> to the schema itself and the document it stands in.</summary>
    public (OpenApiDocument Document, JsonElement Schema) Follow(JsonElement schema)
    {
        var document = this;
        while (
            schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("$ref", out var to)
        )
        {
            var (file, pointer) = Split(to.GetString()!);
            document = file.Length == 0 ? document : files.Open(document, file);
            schema = pointer
                .Split('/', StringSplitOptions.RemoveEmptyEntries)
                .Aggregate(document.Root, (at, name) => at.GetProperty(name));
        }
        return (document, schema);
    }

    private static (string File, string Pointer) Split(string reference)
    {
        var hash = reference.IndexOf('#', StringComparison.Ordinal);
        return (reference[..hash], reference[(hash + 1)..]);
    }

    private static JsonElement Read(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return document.RootElement.Clone();
    }
}
