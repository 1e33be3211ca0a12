using Tallystick.Core.Limits;

namespace Tallystick.Engine.Budgets;

/// <summary>
/// Who waits for a slot: higher lanes before lower ones, and within a lane in the order of
/// arrival. One grant in ten goes to whoever has waited longest, so that a lane that never rests
/// starves nobody.
/// </summary>
internal sealed class LaneQueue
{
    private const int OvertakenMax = 9;

    private readonly LinkedList<Waiting>[] _lanes =
    [
        .. Enum.GetValues<Lane>().Select(_ => new LinkedList<Waiting>()),
    ];
    private long _arrivals;
    private int _overtaken;

    public bool IsEmpty => _lanes.All(l => l.Count == 0);

    public Waiting Add(Lane lane, string operation)
    {
        var waiting = new Waiting(lane, operation, _arrivals++);
        _lanes[(int)lane].AddLast(waiting);
        return waiting;
    }

    /// <summary>Whose turn it is, and whether it is because it was overtaken so often.</summary>
    public (Waiting? Waiting, bool IsOwed) Next()
    {
        var first = First;
        if (first is null || _overtaken < OvertakenMax)
            return (first, false);
        var oldest = Oldest!;
        return (oldest, oldest != first);
    }

    /// <summary>Takes the one whose turn it was out of the queue.</summary>
    public void Grant(Waiting waiting)
    {
        _overtaken = waiting == Oldest ? 0 : _overtaken + 1;
        Remove(waiting);
    }

    public void Remove(Waiting waiting) => _lanes[(int)waiting.Lane].Remove(waiting);

    private Waiting? First => _lanes.FirstOrDefault(l => l.Count > 0)?.First!.Value;

    private Waiting? Oldest =>
        _lanes.Where(l => l.Count > 0).Select(l => l.First!.Value).MinBy(w => w.Arrival);
}

/// <summary>One call that waits for its slot.</summary>
internal sealed class Waiting(Lane lane, string operation, long arrival)
{
    public Lane Lane => lane;

    public string Operation => operation;

    public long Arrival => arrival;

    public TaskCompletionSource<CallSlot> Turn { get; } =
        new(TaskCreationOptions.RunContinuationsAsynchronously);
}
