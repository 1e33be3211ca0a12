namespace Tallystick.HighLevel.Webhooks;

/// <summary>
/// The ids of the newest webhooks, in memory. What had to be forgotten for want of room is not taken
/// again either: everything sent before it is refused.
/// </summary>
/// <param name="idsMax">How many are remembered; some 200 bytes each.</param>
public sealed class WebhookMemory(int idsMax = 500_000) : IWebhookMemory
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly SortedSet<(DateTimeOffset SentAt, string Id)> _byTime = new(
        Comparer<(DateTimeOffset SentAt, string Id)>.Create(
            (a, b) =>
                a.SentAt != b.SentAt
                    ? a.SentAt.CompareTo(b.SentAt)
                    : string.CompareOrdinal(a.Id, b.Id)
        )
    );
    private DateTimeOffset _forgottenUntil = DateTimeOffset.MinValue;

    public ValueTask<bool> ClaimAsync(
        string webhookId,
        DateTimeOffset sentAt,
        CancellationToken cancellationToken = default
    )
    {
        lock (_gate)
        {
            if (sentAt <= _forgottenUntil || !_ids.Add(webhookId))
                return ValueTask.FromResult(false);
            _byTime.Add((sentAt, webhookId));
            while (_ids.Count > idsMax)
                ForgetOldest();
            return ValueTask.FromResult(true);
        }
    }

    public ValueTask KeepAsync(
        string webhookId,
        DateTimeOffset sentAt,
        CancellationToken cancellationToken = default
    ) => ValueTask.CompletedTask;

    public ValueTask ReleaseAsync(
        string webhookId,
        DateTimeOffset sentAt,
        CancellationToken cancellationToken = default
    )
    {
        lock (_gate)
        {
            _ids.Remove(webhookId);
            _byTime.Remove((sentAt, webhookId));
        }
        return ValueTask.CompletedTask;
    }

    private void ForgetOldest()
    {
        var oldest = _byTime.Min;
        _byTime.Remove(oldest);
        _ids.Remove(oldest.Id);
        _forgottenUntil = oldest.SentAt;
    }
}
