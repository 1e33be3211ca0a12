using Tallystick.Simulation.Time;

namespace Tallystick.Simulation.Apps;

/// <summary>
/// Which version of each record the sync has been shown, and when. A process that ends before it has
/// noted what it was shown takes that with it: the next one has not seen it.
/// </summary>
internal sealed class Sight
{
    private readonly Dictionary<string, (int Version, TimeSpan At)> _noted = [];
    private readonly Dictionary<
        SimProcess,
        Dictionary<string, (int Version, TimeSpan At)>
    > _inHand = [];

    /// <summary>An answer has shown the record to the process.</summary>
    public void Show(SimProcess process, SimRecord record, TimeSpan at)
    {
        if (!_inHand.TryGetValue(process, out var hand))
            _inHand[process] = hand = [];
        Take(hand, record.Id, (record.Version, at));
    }

    /// <summary>The store has what the process was shown so far, or what came of it.</summary>
    public void Note(SimProcess process)
    {
        if (!_inHand.TryGetValue(process, out var hand))
            return;
        foreach (var (id, seen) in hand)
            Take(_noted, id, seen);
        hand.Clear();
    }

    /// <summary>What the process knows of a record; for null, what any process has been shown.</summary>
    public (int Version, TimeSpan At) Of(string id, SimProcess? process)
    {
        var best = _noted.GetValueOrDefault(id);
        foreach (var (owner, hand) in _inHand)
            if ((process is null || owner == process) && hand.TryGetValue(id, out var seen))
                best = Newest(best, seen);
        return best;
    }

    private static void Take(
        Dictionary<string, (int Version, TimeSpan At)> known,
        string id,
        (int Version, TimeSpan At) seen
    ) => known[id] = Newest(known.GetValueOrDefault(id), seen);

    private static (int Version, TimeSpan At) Newest(
        (int Version, TimeSpan At) one,
        (int Version, TimeSpan At) other
    ) =>
        (
            Math.Max(one.Version, other.Version),
            TimeSpan.FromTicks(Math.Max(one.At.Ticks, other.At.Ticks))
        );
}
