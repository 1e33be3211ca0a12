using Tallystick.Core.Records;
using Tallystick.Core.Stores;

namespace Tallystick.Core.Matching;

/// <summary>Records that a person said are different people: they are never matched with each other.</summary>
public sealed class ApartList
{
    private readonly Dictionary<(Side, string), List<int>> _groups = [];

    public static ApartList None { get; } = new([]);

    public ApartList(IEnumerable<Decision> decisions)
    {
        var number = 0;
        foreach (var decision in decisions.Where(d => d.Verb == DecisionVerb.Apart))
        {
            if (PairDecision.Read(decision) is not { } pair)
                continue;
            number++;
            foreach (var id in pair.Left)
                Add((Side.Left, id), number);
            foreach (var id in pair.Right)
                Add((Side.Right, id), number);
        }
    }

    public bool IsEmpty => _groups.Count == 0;

    public bool Contains(Side side, string recordId, Side otherSide, string otherId) =>
        _groups.TryGetValue((side, recordId), out var groups)
        && _groups.TryGetValue((otherSide, otherId), out var others)
        && groups.Exists(others.Contains);

    private void Add((Side, string) record, int group)
    {
        if (!_groups.TryGetValue(record, out var groups))
            _groups[record] = groups = [];
        groups.Add(group);
    }
}
