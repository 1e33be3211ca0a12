using Tallystick.Core.Records;
using Tallystick.Engine.Waiting;

namespace Tallystick.Engine.Scheduling;

/// <summary>A record that may have changed, by somebody's word.</summary>
/// <param name="Stream">The stream's full name.</param>
public readonly record struct Hint(string Stream, Side Side, string Id);

/// <summary>What waits to be looked at.</summary>
/// <param name="IsFlood">There was more than is looked at one by one: a listing is cheaper.</param>
public sealed record HintBatch(IReadOnlyList<Hint> Hints, bool IsFlood);

/// <summary>
/// Gathers hints for one sync, each record once, in the order in which they came. It is bounded: of a
/// flood only that it came is remembered.
/// </summary>
public sealed class HintInbox
{
    /// <summary>A listing shows hundreds of records in one call, a look is a call for each.</summary>
    public const int HintsMax = 200;

    private readonly Lock _gate = new();
    private readonly HashSet<Hint> _known = [];
    private readonly List<Hint> _waiting = [];
    private bool _isFlood;
    private bool _isWoken;
    private TaskCompletionSource? _waiter;
    private bool _isWaiterForWakeOnly;

    public bool HasAny
    {
        get
        {
            lock (_gate)
                return _isFlood || _waiting.Count > 0;
        }
    }

    /// <summary>Something happened that a run is to find out about at once, even after failures.</summary>
    public bool IsWoken
    {
        get
        {
            lock (_gate)
                return _isWoken;
        }
    }

    /// <summary>A run is due now: for what concerns the connection itself.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            _isFlood = _isWoken = true;
            Clear();
            _waiter?.TrySetResult();
        }
    }

    public void Put(Hint hint)
    {
        lock (_gate)
        {
            if (!_isFlood && _known.Add(hint))
                _waiting.Add(hint);
            if (_waiting.Count > HintsMax)
            {
                _isFlood = true;
                Clear();
            }
            if (!_isWaiterForWakeOnly)
                _waiter?.TrySetResult();
        }
    }

    /// <summary>Everything that waits, which waits no more.</summary>
    public HintBatch Take()
    {
        lock (_gate)
        {
            var batch = new HintBatch([.. _waiting], _isFlood);
            _isFlood = _isWoken = false;
            Clear();
            return batch;
        }
    }

    /// <summary>
    /// Until something waits, which may be at once, or the time is over. One at a time waits, in the
    /// context it awaited in, so that a simulation can replay every step.
    /// </summary>
    /// <param name="isWakeOnly">Hints do not count.</param>
    internal async Task WaitAsync(
        TimeSpan max,
        bool isWakeOnly,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var signal = Signal.New();
        lock (_gate)
        {
            if (isWakeOnly ? _isWoken : _isFlood || _waiting.Count > 0)
                return;
            (_waiter, _isWaiterForWakeOnly) = (signal, isWakeOnly);
        }
        using var alarm = time.CreateTimer(
            static state => ((TaskCompletionSource)state!).TrySetResult(),
            signal,
            max,
            Timeout.InfiniteTimeSpan
        );
        await Signal.WaitAsync(signal, cancellationToken);
    }

    private void Clear()
    {
        _waiting.Clear();
        _known.Clear();
    }
}
