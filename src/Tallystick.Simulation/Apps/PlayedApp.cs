using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.Simulation.Laws;
using Tallystick.Simulation.Mappings;
using Tallystick.Simulation.Time;

namespace Tallystick.Simulation.Apps;

/// <summary>An app of the user's pairing, played: its object types, its clock and its limits.</summary>
internal sealed class PlayedApp
{
    private readonly SortedDictionary<string, PlayedTable> _tables = new(StringComparer.Ordinal);
    private readonly Watch _watch;
    private readonly RateLimit[] _limits;
    private readonly Queue<(TimeSpan At, SimProcess Caller)> _calls = new();

    public PlayedApp(Side side, Stage stage, PlayedTraits traits, SimLoop loop, Watch watch)
    {
        (Side, Traits, Loop, _watch) = (side, traits, loop, watch);
        Name = stage.NameOf(side);
        foreach (var type in stage.TypesOf(side))
            _tables[type] = new PlayedTable(this, stage[side, type], watch);
        _limits = [.. _tables.Values.SelectMany(t => t.Facts.Capabilities.Limits).Distinct()];
    }

    public Side Side { get; }

    public PlayedTraits Traits { get; }

    public SimLoop Loop { get; }

    public string Name { get; }

    public IEnumerable<PlayedTable> Tables => _tables.Values;

    public PlayedTable this[string type] => _tables[type];

    public PlayedTable? Find(string type) => _tables.GetValueOrDefault(type);

    public DateTimeOffset ClockNow
    {
        get
        {
            var now = Loop.Now + Traits.ClockSkew;
            return Traits.CoarseTimes
                ? DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds())
                : now;
        }
    }

    /// <summary>The letter that ids of a type carry.</summary>
    public static char LetterOf(string type) => char.ToUpperInvariant(type[0]);

    /// <summary>The app's own limits, counted by itself over all who call.</summary>
    public bool IsOneTooMany(SimProcess caller)
    {
        var longest = _limits.Length == 0 ? TimeSpan.Zero : _limits.Max(l => l.Window);
        while (_calls.TryPeek(out var call) && Loop.Elapsed - call.At >= longest)
            _calls.Dequeue();
        foreach (var limit in _limits)
        {
            var within = _calls.Where(c => Loop.Elapsed - c.At < limit.Window).ToArray();
            if (within.Length < limit.Calls)
                continue;
            // A new process does not know what the one before it has spent; each knows its own.
            if (within.All(c => c.Caller == caller))
                _watch.Break(
                    Law.Limits,
                    $"One process made more than {limit.Calls} calls within {limit.Window.TotalSeconds:0} s to {Name}."
                );
            return true;
        }
        _calls.Enqueue((Loop.Elapsed, caller));
        return false;
    }

    /// <summary>What belongs to a record goes with it.</summary>
    public void GoWith(PlayedTable table, PlayedRecord gone, bool byPeople)
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

    public PlayedRecord? ParentOf(PlayedTable table, PlayedRecord child) =>
        table.Facts.Parent is { RefersTo: { } type } parent && child[parent.Key].Text is { } id
            ? Find(type)?.Find(id)
            : null;

    public void TouchParentOf(PlayedTable table, PlayedRecord child)
    {
        if (Traits.ChildrenTouchParents && ParentOf(table, child) is { } parent)
            _tables[table.Facts.Parent!.RefersTo!].Touch(parent.Id);
    }
}

/// <summary>Both apps.</summary>
internal sealed record PlayedPair(PlayedApp Left, PlayedApp Right)
{
    public PlayedApp this[Side side] => side is Side.Left ? Left : Right;
}
