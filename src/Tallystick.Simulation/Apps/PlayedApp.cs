using Tallystick.Core.Records;
using Tallystick.Simulation.Faults;
using Tallystick.Simulation.Laws;
using Tallystick.Simulation.Mappings;
using Tallystick.Simulation.Time;

namespace Tallystick.Simulation.Apps;

/// <summary>An app of the user's pairing, played: its object types, its clock and its limits.</summary>
internal sealed class PlayedApp : ILineEnd
{
    private readonly SortedDictionary<string, PlayedTable> _tables = new(StringComparer.Ordinal);
    private readonly CallMeter _meter;
    private readonly Watch _watch;

    public PlayedApp(Side side, Stage stage, PlayedTraits traits, SimLoop loop, Watch watch)
    {
        (Side, Traits, Name, _watch) = (side, traits, stage.NameOf(side), watch);
        Clock = new AppClock(loop, traits.ClockSkew, traits.CoarseTimes);
        foreach (var type in stage.TypesOf(side))
            _tables[type] = new PlayedTable(this, stage[side, type], watch);
        _meter = new CallMeter(
            loop,
            [.. _tables.Values.SelectMany(t => t.Facts.Capabilities.Limits).Distinct()],
            (limit, isOwnDoing) =>
            {
                if (isOwnDoing)
                    watch.Break(
                        Law.Limits,
                        $"One process made more than {limit.Calls} calls within {limit.Window.TotalSeconds:0} s to {Name}."
                    );
            }
        );
    }

    public Side Side { get; }

    public PlayedTraits Traits { get; }

    public AppClock Clock { get; }

    public string Name { get; }

    public IEnumerable<PlayedTable> Tables => _tables.Values;

    IEnumerable<RecordTable> ILineEnd.Tables => Tables;

    public PlayedTable this[string type] => _tables[type];

    public PlayedTable? Find(string type) => _tables.GetValueOrDefault(type);

    /// <summary>The letter that ids of a type carry.</summary>
    public static char LetterOf(string type) => char.ToUpperInvariant(type[0]);

    public TimeSpan LatencyMax => Traits.LatencyMax;

    public bool IsOneTooMany(SimProcess caller) => _meter.IsOneTooMany(caller);

    public void OnCall(string operation, Fault fault)
    {
        _watch.Lived.Calls++;
        if (fault is Fault.None)
            return;
        _watch.Lived.Faults++;
        _watch.Tell($"({WordsOf(fault, operation)})");
    }

    public string OnSpell(Spell spell)
    {
        _watch.Lived.Faults++;
        return $"{Name} is out of order.";
    }

    /// <summary>What belongs to a record goes with it.</summary>
    public void GoWith(PlayedTable table, SimRecord gone, bool byPeople)
    {
        foreach (var children in _tables.Values)
            if (children.Facts.Parent is { } parent && parent.RefersTo == table.Facts.Type)
                foreach (
                    var child in children
                        .All.Where(c => c[parent.Key].Text == gone.Id)
                        .Select(c => c.Id)
                        .ToArray()
                )
                    children.GoWithParent(child, byPeople);
    }

    public SimRecord? ParentOf(PlayedTable table, SimRecord child) =>
        table.Facts.Parent is { RefersTo: { } type } parent && child[parent.Key].Text is { } id
            ? Find(type)?.Find(id)
            : null;

    public void TouchParentOf(PlayedTable table, SimRecord child)
    {
        if (Traits.ChildrenTouchParents && ParentOf(table, child) is { } parent)
            _tables[table.Facts.Parent!.RefersTo!].Touch(parent.Id);
    }

    private string WordsOf(Fault fault, string operation) =>
        fault switch
        {
            Fault.TooMany => $"{Name} answers 429 to a {operation}",
            Fault.ServerError => $"{Name} answers 500 to a {operation}",
            Fault.TimeoutBefore => $"a {operation} never reaches {Name}",
            Fault.TimeoutAfter => $"the answer of {Name} to a {operation} is lost",
            Fault.RefusedYetKept => $"{Name} refuses a {operation}, and has kept it all the same",
            _ => $"{Name} takes 8 s to answer a {operation}",
        };
}

/// <summary>Both apps.</summary>
internal sealed record PlayedPair(PlayedApp Left, PlayedApp Right)
{
    public PlayedApp this[Side side] => side is Side.Left ? Left : Right;

    /// <summary>The store has what the process was shown so far, or what came of it.</summary>
    public void Noted(SimProcess process)
    {
        foreach (var table in Left.Tables.Concat(Right.Tables))
            table.Noted(process);
    }
}
