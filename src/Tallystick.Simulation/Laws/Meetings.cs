using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Simulation.Time;

namespace Tallystick.Simulation.Laws;

/// <summary>When the store learned of the records of one stream that they were merged with their partners.</summary>
internal sealed class Meetings(SimLoop loop)
{
    private readonly Dictionary<(Side, string Id), TimeSpan> _met = [];

    /// <summary>The store has it that both records were merged.</summary>
    public void Note(Link link)
    {
        _met.TryAdd((Side.Left, link.Left.RecordId), loop.Elapsed);
        _met.TryAdd((Side.Right, link.Right.RecordId), loop.Elapsed);
    }

    /// <summary>The record had been merged with its partner by then, and the store knew.</summary>
    public bool HadMet(Side side, string id, TimeSpan by) =>
        _met.TryGetValue((side, id), out var at) && at <= by;
}
