using System.Diagnostics.CodeAnalysis;

namespace Tallystick.HighLevel.Webhooks;

/// <summary>What became of a delivery: an event, or the reason why it was refused.</summary>
public sealed record WebhookReceipt
{
    /// <summary>Set where it was taken.</summary>
    public Webhook? Webhook { get; init; }

    /// <summary>Set where it was not.</summary>
    public WebhookRefusal? Refusal { get; init; }

    [MemberNotNullWhen(true, nameof(Webhook))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool IsTaken => Refusal is null;

    /// <summary>
    /// What to answer. A replay is answered like the first delivery, so that the sender stops; it is
    /// the receiver that does nothing more.
    /// </summary>
    public int StatusCode =>
        Refusal switch
        {
            null or WebhookRefusal.Replayed => 200,
            WebhookRefusal.TooLarge => 413,
            WebhookRefusal.NotAnEvent or WebhookRefusal.Unidentified => 400,
            WebhookRefusal.NotSigned
            or WebhookRefusal.BadSignature
            or WebhookRefusal.LegacyEnded
            or WebhookRefusal.TooOld
            or WebhookRefusal.TooEarly => 401,
            _ => 401,
        };
}
