using System.Text.Json;

namespace Tallystick.Connectors.Rest;

/// <summary>A good answer: its JSON, where it has one, and its version header.</summary>
internal sealed record RestAnswer(JsonDocument? Document, string? ETag, Uri? NextLink) : IDisposable
{
    /// <summary>Where it came from; links in it are relative to that.</summary>
    public required Uri Address { get; init; }

    /// <summary>The record in it; null when there is none.</summary>
    public JsonElement? RecordAt(JsonPath? path) =>
        Document is null ? null
        : (path is null ? Document.RootElement : path.Find(Document.RootElement))
            is { ValueKind: JsonValueKind.Object } record
            ? record
        : null;

    public void Dispose() => Document?.Dispose();
}
