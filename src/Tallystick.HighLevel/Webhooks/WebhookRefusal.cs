namespace Tallystick.HighLevel.Webhooks;

/// <summary>Why a delivery was not taken.</summary>
public enum WebhookRefusal
{
    /// <summary>The body is longer than a webhook may be.</summary>
    TooLarge,

    /// <summary>It carries no signature.</summary>
    NotSigned,

    /// <summary>The signature is not that of these bytes by a known key.</summary>
    BadSignature,

    /// <summary>Signed in the old way only, which has ended.</summary>
    LegacyEnded,

    /// <summary>Signed, and not an object in JSON.</summary>
    NotAnEvent,

    /// <summary>Without an id or a time it could not be told from a replay.</summary>
    Unidentified,

    /// <summary>Sent so long ago that its id may have been forgotten.</summary>
    TooOld,

    /// <summary>Sent in the future, by its own word.</summary>
    TooEarly,

    /// <summary>Taken before, or being taken.</summary>
    Replayed,
}
