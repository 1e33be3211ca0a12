using System.Text.Json;
using System.Text.Json.Serialization;
using Tallystick.Sandbox.Contacts;
using Tallystick.Sandbox.Http;

namespace Tallystick.Sandbox.Hooks;

/// <summary>The desk's doors for webhooks, under <c>/_sandbox/hooks</c>.</summary>
internal sealed class HookAdmin(HookDesk desk)
{
    private const int DeliveriesMax = 200;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <param name="path">Behind <c>hooks</c>.</param>
    public Reply Answer(string method, string[] path, JsonElement body) =>
        (method, path) switch
        {
            ("GET", []) => List(),
            ("POST", []) => Subscribe(Read<HookRequest>(body)),
            ("DELETE", []) => UnsubscribeAll(),
            ("GET", ["keys"]) => Keys(),
            ("GET", ["deliveries"]) => Deliveries(),
            ("GET", ["faults"]) => Faults(),
            ("POST" or "PUT", ["faults"]) => SetFaults(Read<HookFaults>(body)),
            ("DELETE", ["faults"]) => SetFaults(new HookFaults()),
            ("PATCH" or "PUT", [var id]) => Change(id, Read<HookRequest>(body)),
            ("DELETE", [var id]) => Unsubscribe(id),
            _ => throw Refusal.NotFound(
                $"The sandbox's desk has no {method} of this for webhooks."
            ),
        };

    public Reply List() =>
        Reply.Plain(
            200,
            w =>
            {
                w.WriteStartObject();
                w.WriteString("retries", desk.Retries.ToString());
                w.WriteStartArray("receivers");
                desk.Look(receivers =>
                {
                    foreach (var receiver in receivers)
                        Write(w, receiver);
                    return true;
                });
                w.WriteEndArray();
                w.WriteEndObject();
            }
        );

    private Reply Subscribe(HookRequest request)
    {
        if (request.Retries is { } retries)
            desk.Retries = retries;
        if (request.Url is { } url)
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out var address))
                throw Refusal.BadRequest($"'{url}' is no address.");
            desk.Subscribe(address, request.Types ?? [], request.LocationId);
        }
        return List();
    }

    private Reply Change(string id, HookRequest request)
    {
        if (request.Paused is { } isPaused)
            desk.Pause(id, isPaused);
        return List();
    }

    private Reply Unsubscribe(string id) =>
        desk.Unsubscribe(id) ? List() : throw Refusal.NotFound($"There is no receiver {id}.");

    private Reply UnsubscribeAll()
    {
        desk.UnsubscribeAll();
        return List();
    }

    private Reply Keys() =>
        Reply.Plain(
            200,
            w =>
            {
                w.WriteStartObject();
                w.WriteString("ed25519", desk.Signer.PublicKey);
                w.WriteString("rsa", desk.Signer.LegacyPublicKey);
                w.WriteEndObject();
            }
        );

    /// <summary>The newest first.</summary>
    private Reply Deliveries() =>
        Reply.Plain(
            200,
            w =>
            {
                w.WriteStartArray();
                desk.Look(receivers =>
                {
                    var newest = receivers
                        .SelectMany(r => r.Log.Select(d => (r.Id, Delivery: d)))
                        .OrderByDescending(p => p.Delivery.At)
                        .Take(DeliveriesMax);
                    foreach (var (id, delivery) in newest)
                        Write(w, id, delivery);
                    return true;
                });
                w.WriteEndArray();
            }
        );

    private Reply Faults() => new(200, JsonSerializer.SerializeToUtf8Bytes(desk.Faults, Json));

    private Reply SetFaults(HookFaults faults)
    {
        desk.Faults = faults;
        return Faults();
    }

    private static T Read<T>(JsonElement body)
        where T : new() =>
        body.ValueKind is JsonValueKind.Undefined ? new T() : body.Deserialize<T>(Json) ?? new T();

    private static void Write(Utf8JsonWriter w, HookReceiver receiver)
    {
        w.WriteStartObject();
        w.WriteString("id", receiver.Id);
        w.WriteString("url", receiver.Address.AbsoluteUri);
        ContactJson.WriteTexts(w, "types", receiver.Types.Order(StringComparer.Ordinal));
        if (receiver.LocationId is { } location)
            w.WriteString("locationId", location);
        w.WriteNumber("waiting", receiver.Waiting.Count);
        w.WriteBoolean("warned", receiver.Health.IsWarned);
        w.WriteBoolean("paused", receiver.Health.IsPaused);
        w.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter w, string receiver, HookDelivery delivery)
    {
        w.WriteStartObject();
        w.WriteString("receiver", receiver);
        w.WriteString("webhookId", delivery.WebhookId);
        w.WriteString("type", delivery.Type);
        w.WriteString("at", Times.Iso(delivery.At));
        w.WriteString("state", delivery.State.ToString());
        if (delivery.State is HookState.Waiting)
            w.WriteString("dueAt", Times.Iso(delivery.DueAt));
        if (delivery.Fault is { } fault)
            w.WriteString("fault", fault);
        w.WriteStartArray("answers");
        foreach (var answer in delivery.Answers)
            w.WriteNumberValue(answer);
        w.WriteEndArray();
        w.WriteEndObject();
    }
}

internal sealed record HookRequest
{
    public string? Url { get; init; }

    public IReadOnlyList<string>? Types { get; init; }

    public string? LocationId { get; init; }

    public bool? Paused { get; init; }

    public HookRetries? Retries { get; init; }
}
