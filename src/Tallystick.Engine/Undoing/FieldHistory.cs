using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;

namespace Tallystick.Engine.Undoing;

/// <summary>What the selected entries did to one field, oldest first, and what others did after them.</summary>
internal sealed class FieldHistory(string name)
{
    private readonly List<JournalField> _writes = [];
    private readonly List<JournalField> _later = [];
    private long _newest;

    public string Name => name;

    /// <summary>What it held before all of them.</summary>
    public Value Before => _writes[0].Before;

    /// <summary>What the last of them left there.</summary>
    public Value After => _writes[^1].After;

    public bool IsChangedLater => _later.Count > 0;

    /// <summary>In the order of the journal.</summary>
    public void Add(JournalField write, long number)
    {
        _writes.Add(write);
        _newest = number;
    }

    public void AddLater(JournalField write, long number)
    {
        if (number > _newest)
            _later.Add(write);
    }

    /// <summary>
    /// What is to be added to and removed from a set: elements that the writes removed and that are
    /// missing still, and those they added that are there still. What others did is left alone.
    /// </summary>
    /// <param name="isHeldBack">A later run has touched some of the elements.</param>
    public (IReadOnlyList<string> Add, IReadOnlyList<string> Remove) Reverse(
        FieldPlan field,
        Side side,
        Value now,
        out bool isHeldBack
    )
    {
        var form = field[side].Form;
        var first = new Dictionary<string, (bool WasThere, string Spelling)>();
        var left = new Dictionary<string, bool>();
        foreach (var write in _writes)
        foreach (var (key, spelling, wasThere) in Touched(write, form.OfElement))
        {
            first.TryAdd(key, (wasThere, spelling));
            left[key] = !wasThere;
        }
        var later = _later
            .SelectMany(w => Touched(w, form.OfElement))
            .Select(t => t.Key)
            .ToHashSet();
        var there = now.Items.DistinctBy(form.OfElement).ToDictionary(form.OfElement);
        // Where it is not as the last of the writes left it, somebody has changed it since.
        var open = first
            .Where(e => there.ContainsKey(e.Key) is var isThere && isThere == left[e.Key])
            .Where(e => left[e.Key] != e.Value.WasThere)
            .ToArray();
        isHeldBack = open.Any(e => later.Contains(e.Key));
        open = [.. open.Where(e => !later.Contains(e.Key))];
        return (
            [.. open.Where(e => e.Value.WasThere).Select(e => e.Value.Spelling)],
            [.. open.Where(e => !e.Value.WasThere).Select(e => there[e.Key])]
        );
    }

    /// <summary>
    /// What the record holds if nobody but the writes had a hand in it. A write of a set tells of what
    /// others have put there as well, and that is not the writes' doing.
    /// </summary>
    public Value Expected(FieldPlan field, Side side)
    {
        if (!field.IsSet)
            return After;
        var form = field[side].Form;
        var there = _writes[0].After.Items.DistinctBy(form.OfElement).ToDictionary(form.OfElement);
        foreach (var write in _writes.Skip(1))
        foreach (var (key, spelling, wasThere) in Touched(write, form.OfElement))
            if (wasThere)
                there.Remove(key);
            else
                there[key] = spelling;
        return Value.OfSet(there.Values);
    }

    private static IEnumerable<(string Key, string Spelling, bool WasThere)> Touched(
        JournalField write,
        Func<string, string> form
    )
    {
        var before = write.Before.Items.Select(form).ToHashSet();
        var after = write.After.Items.Select(form).ToHashSet();
        foreach (var item in write.Before.Items.Where(i => !after.Contains(form(i))))
            yield return (form(item), item, true);
        foreach (var item in write.After.Items.Where(i => !before.Contains(form(i))))
            yield return (form(item), item, false);
    }
}
