namespace Tallystick.Contract.Tests.OpenApi;

/// <summary>The documents read so far, each once.</summary>
internal sealed class OpenApiFiles
{
    private readonly Dictionary<string, OpenApiDocument> _documents = [];
    private readonly Lock _lock = new();

    public OpenApiDocument Open(string path, OpenApiGeneration generation)
    {
        var full = Path.GetFullPath(path);
        lock (_lock)
        {
            if (!_documents.TryGetValue(full, out var document))
            {
                document = new OpenApiDocument(full, generation, this);
                _documents[full] = document;
            }
            return document;
        }
    }

    /// <summary>
    /// Opens what another document refers to. The references are relative to where the documents
    /// are published; where that is not how they are kept, the folder above is tried as well.
    /// </summary>
    public OpenApiDocument Open(OpenApiDocument from, string reference)
    {
        var folder = Path.GetDirectoryName(from.Path)!;
        var near = Path.Combine(folder, reference);
        var path = File.Exists(near) ? near : Path.Combine(folder, "..", reference);
        return Open(path, from.Generation);
    }
}
