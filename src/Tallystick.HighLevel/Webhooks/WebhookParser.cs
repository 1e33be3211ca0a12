using System.Text.Json;

namespace Tallystick.HighLevel.Webhooks;

/// <summary>
/// Reads webhooks, of whatever kind. A kind that is not known and a field of an odd type are no
/// errors: the body is kept whole. It does not verify: that is the verifier's and the receiver's.
/// </summary>
public static class WebhookParser
{
    /// <summary>Far deeper than any event; deeper ones are refused.</summary>
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 64 };

    /// <param name="eventName">The event that this address was subscribed for, where there is one address per event; bodies of some kinds do not say.</param>
    /// <exception cref="FormatException">It is not an object in JSON.</exception>
    public static Webhook Parse(ReadOnlyMemory<byte> body, string? eventName = null) =>
        TryParse(body, eventName)
        ?? throw new FormatException("The body of a webhook is an object in JSON; this is none.");

    /// <summary>Null for what is not an object in JSON.</summary>
    public static Webhook? TryParse(ReadOnlyMemory<byte> body, string? eventName = null)
    {
        var json = RootOf(body);
        return json is { ValueKind: JsonValueKind.Object } root
            ? Read(new JsonFields(root), body, eventName)
            : null;
    }

    private static Webhook Read(JsonFields body, ReadOnlyMemory<byte> raw, string? eventName)
    {
        var said = body.Text("type");
        var known = WebhookEvent.Find(said) ?? WebhookEvent.Find(eventName);
        var kind = known?.Kind ?? WebhookEvent.Guess(body.Json);
        return new Webhook
        {
            Type = known?.Name ?? (kind is WebhookKind.Other ? said : null) ?? kind.ToString(),
            Kind = kind,
            Event = known,
            WebhookId = body.Text("webhookId"),
            SentAt = body.Instant("timestamp"),
            LocationId = LocationOf(body, kind),
            CompanyId = body.Text("companyId"),
            RecordId = IdOf(body, kind),
            AppId = body.Text("appId"),
            Payload = WebhookPayloads.Read(body, kind, known),
            Json = body.Json,
            Raw = raw,
        };
    }

    private static string? LocationOf(JsonFields body, WebhookKind kind) =>
        kind is WebhookKind.Location ? body.Text("id")
        : body.Text("locationId") is { } id ? id
        : body.Text("altType") == "location" ? body.Text("altId")
        : null;

    private static string? IdOf(JsonFields body, WebhookKind kind) =>
        kind switch
        {
            WebhookKind.App => body.Text("appId"),
            WebhookKind.Appointment => body.Inside("appointment").Text("id"),
            WebhookKind.Message => body.Text("messageId"),
            _ => body.Text("id") ?? body.Text("_id"),
        };

    private static JsonElement? RootOf(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, Options);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
