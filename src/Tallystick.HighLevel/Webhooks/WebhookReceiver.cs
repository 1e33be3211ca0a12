namespace Tallystick.HighLevel.Webhooks;

/// <summary>
/// Takes webhooks: bounded, verified over the raw bytes, no older than allowed, and each once. It
/// knows no web server: hand it the body's stream and the two signature headers.
/// </summary>
public sealed class WebhookReceiver(
    WebhookReceiverOptions options,
    IWebhookMemory memory,
    TimeProvider time
) : IDisposable
{
    private const int ReadBytes = 16_384;

    private readonly WebhookVerifier _verifier = new(options.Keys);

    /// <summary>
    /// Reads, verifies and hands an event to <paramref name="keep"/>. Answer 200 only after this has
    /// returned; what <paramref name="keep"/> throws leaves the event to its next delivery.
    /// </summary>
    /// <param name="signature">The header X-GHL-Signature.</param>
    /// <param name="legacySignature">The header X-WH-Signature.</param>
    /// <param name="keep">Makes the event safe.</param>
    /// <param name="eventName">The event that this address was subscribed for, where there is one address per event.</param>
    public async Task<WebhookReceipt> ReceiveAsync(
        Stream body,
        string? signature,
        string? legacySignature,
        Func<Webhook, CancellationToken, Task> keep,
        string? eventName = null,
        CancellationToken cancellationToken = default
    )
    {
        if (await ReadAsync(body, cancellationToken) is not { } bytes)
            return Refused(WebhookRefusal.TooLarge);
        var (webhook, refusal) = Check(bytes, signature, legacySignature, eventName);
        if (refusal is { } reason)
            return Refused(reason);
        var (id, sentAt) = (webhook!.WebhookId!, webhook.SentAt!.Value);
        if (!await memory.ClaimAsync(id, sentAt, cancellationToken))
            return Refused(WebhookRefusal.Replayed);
        var isKept = false;
        try
        {
            await keep(webhook, cancellationToken);
            isKept = true;
        }
        finally
        {
            if (!isKept)
                await memory.ReleaseAsync(id, sentAt, CancellationToken.None);
        }
        await memory.KeepAsync(id, sentAt, cancellationToken);
        return new WebhookReceipt { Webhook = webhook };
    }

    public void Dispose() => _verifier.Dispose();

    /// <summary>Everything but the memory.</summary>
    private (Webhook? Webhook, WebhookRefusal? Refusal) Check(
        byte[] body,
        string? signature,
        string? legacySignature,
        string? eventName
    )
    {
        var now = time.GetUtcNow();
        if (_verifier.Verify(body, signature, legacySignature, now) is { } refusal)
            return (null, refusal);
        if (WebhookParser.TryParse(body, eventName) is not { } webhook)
            return (null, WebhookRefusal.NotAnEvent);
        if (string.IsNullOrEmpty(webhook.WebhookId) || webhook.SentAt is not { } sentAt)
            return (null, WebhookRefusal.Unidentified);
        if (now - sentAt > options.AgeMax)
            return (null, WebhookRefusal.TooOld);
        return sentAt - now > options.AheadMax ? (null, WebhookRefusal.TooEarly) : (webhook, null);
    }

    private async Task<byte[]?> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        using var read = new MemoryStream();
        var buffer = new byte[ReadBytes];
        while (await body.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            if (read.Length + count > options.BodyBytesMax)
                return null;
            read.Write(buffer, 0, count);
        }
        return read.ToArray();
    }

    private static WebhookReceipt Refused(WebhookRefusal refusal) => new() { Refusal = refusal };
}
