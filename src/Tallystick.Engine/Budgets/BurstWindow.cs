using Tallystick.Core.Connectors;

namespace Tallystick.Engine.Budgets;

/// <summary>
/// One burst limit. A slot that was taken comes back one window after its *answer*: the app counted
/// the call no later than that, so neither network jitter nor a sliding window on the app's side can
/// turn a granted call into one too many.
/// </summary>
internal sealed class BurstWindow(RateLimit limit)
{
    /// <summary>Room for clocks that do not tick alike.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(20);

    private readonly Queue<DateTimeOffset> _answers = new();

    /// <summary>May be corrected at work: answers are remembered by their own time.</summary>
    public RateLimit Limit { get; set; } = limit;

    public int InFlight { get; private set; }

    public int Available(DateTimeOffset now)
    {
        while (_answers.TryPeek(out var at) && at + Limit.Window <= now)
            _answers.Dequeue();
        return Limit.Calls - InFlight - _answers.Count;
    }

    /// <summary>When more than <paramref name="reserve"/> slots are free; null when only an answer can free them.</summary>
    public DateTimeOffset? FreeAt(DateTimeOffset now, int reserve)
    {
        var missing = reserve + 1 - Available(now);
        if (missing <= 0)
            return now;
        return missing <= _answers.Count ? _answers.ElementAt(missing - 1) + Limit.Window : null;
    }

    public void Enter() => InFlight++;

    public void Exit(DateTimeOffset now)
    {
        InFlight--;
        _answers.Enqueue(now + Margin);
    }

    /// <summary>When the calls that still count were answered.</summary>
    public IReadOnlyList<DateTimeOffset> Answers(DateTimeOffset now)
    {
        Available(now);
        return [.. _answers];
    }

    /// <summary>Calls that a process before this one made, oldest first, before any of its own.</summary>
    public void Recall(IEnumerable<DateTimeOffset> answers)
    {
        foreach (var at in answers)
            _answers.Enqueue(at);
    }

    /// <summary>Calls that somebody else made.</summary>
    public void Foreign(int calls, DateTimeOffset now)
    {
        for (var i = 0; i < calls && _answers.Count < Limit.Calls; i++)
            _answers.Enqueue(now + Margin);
    }

    /// <summary>Another limit on the same calls.</summary>
    public BurstWindow With(RateLimit limit)
    {
        var twin = new BurstWindow(limit) { InFlight = InFlight };
        foreach (var at in _answers)
            twin._answers.Enqueue(at);
        return twin;
    }
}
