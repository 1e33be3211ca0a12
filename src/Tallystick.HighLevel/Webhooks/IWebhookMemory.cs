namespace Tallystick.HighLevel.Webhooks;

/// <summary>
/// Remembers which webhooks were taken, so that none is taken twice. An id is claimed first and kept
/// when its event is safe; one that could not be kept is released, and its next delivery is taken.
/// </summary>
public interface IWebhookMemory
{
    /// <summary>False for an id that is kept or claimed, or so old that it may have been forgotten.</summary>
    ValueTask<bool> ClaimAsync(
        string webhookId,
        DateTimeOffset sentAt,
        CancellationToken cancellationToken = default
    );

    /// <summary>Its event is safe: every further delivery of it is a replay.</summary>
    ValueTask KeepAsync(
        string webhookId,
        DateTimeOffset sentAt,
        CancellationToken cancellationToken = default
    );

    /// <summary>Its event was not kept.</summary>
    ValueTask ReleaseAsync(
        string webhookId,
        DateTimeOffset sentAt,
        CancellationToken cancellationToken = default
    );
}
