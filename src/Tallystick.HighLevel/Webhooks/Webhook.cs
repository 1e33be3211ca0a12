using System.Text.Json;

namespace Tallystick.HighLevel.Webhooks;

/// <summary>
/// One event as HighLevel tells it. Bodies hold filled fields only, and no actor: what is absent may
/// have been cleared or not sent, and the change may be the app's own. It is a reason to look.
/// </summary>
public sealed record Webhook
{
    /// <summary>The name of the published event, or whatever the body calls itself.</summary>
    public required string Type { get; init; }

    public required WebhookKind Kind { get; init; }

    /// <summary>Null for one that is not published.</summary>
    public WebhookEvent? Event { get; init; }

    /// <summary>The same for each delivery of this event.</summary>
    public string? WebhookId { get; init; }

    public DateTimeOffset? SentAt { get; init; }

    public string? LocationId { get; init; }

    public string? CompanyId { get; init; }

    /// <summary>The id of what it tells of.</summary>
    public string? RecordId { get; init; }

    public string? AppId { get; init; }

    public required WebhookPayload Payload { get; init; }

    /// <summary>The whole body.</summary>
    public required JsonElement Json { get; init; }

    /// <summary>The body as it came, byte by byte.</summary>
    public required ReadOnlyMemory<byte> Raw { get; init; }

    public override string ToString() => $"{Type} {RecordId}".TrimEnd();
}
