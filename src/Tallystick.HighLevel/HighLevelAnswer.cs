using System.Text.Json;

namespace Tallystick.HighLevel;

/// <summary>A successful answer; its JSON lives until it is disposed.</summary>
public sealed class HighLevelAnswer(JsonDocument document, DateTimeOffset? date) : IDisposable
{
    public JsonElement Root => document.RootElement;

    /// <summary>The API's id of the exchange, for its support.</summary>
    public string? TraceId =>
        Root.ValueKind is JsonValueKind.Object && Root.TryGetProperty("traceId", out var id)
            ? id.GetString()
            : null;

    /// <summary>The server's clock when it answered.</summary>
    public DateTimeOffset? Date => date;

    /// <summary>The named property; an undefined element where it is absent.</summary>
    public JsonElement this[string name] =>
        Root.ValueKind is JsonValueKind.Object && Root.TryGetProperty(name, out var value)
            ? value
            : default;

    public void Dispose() => document.Dispose();
}
