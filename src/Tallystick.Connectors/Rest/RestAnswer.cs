using System.Text.Json;

namespace Tallystick.Connectors.Rest;

/// <summary>A good answer: its JSON, where it has one, and its version header.</summary>
internal sealed record RestAnswer(JsonDocument? Document, string? ETag, Uri? NextLink) : IDisposable
{
    /// <summary>The app's clock by the Date header.</summary>
    public DateTimeOffset? Date { get; init; }

    public void Dispose() => Document?.Dispose();
}
