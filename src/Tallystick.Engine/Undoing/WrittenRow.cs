using Tallystick.Core.Mapping;
using Tallystick.Core.Records;

namespace Tallystick.Engine.Undoing;

/// <summary>What a record holds after a write, as far as that is known.</summary>
internal static class WrittenRow
{
    /// <summary>What the side shows of itself, and what was sent where it does not say.</summary>
    public static Value[] Of(StreamPlan plan, Side side, Patch patch, Record? after)
    {
        var values = new Value[plan[side].Fields.Count];
        after?.Values.CopyTo(values, 0);
        foreach (var change in patch.Changes)
            if (values[change.Ordinal].IsUnknown)
                values[change.Ordinal] = change.New;
        return values;
    }

    /// <summary>The row as a look at the record should show it from now on.</summary>
    public static Value[] AsRead(
        StreamPlan plan,
        Side side,
        Value[] before,
        Patch patch,
        Record? after
    )
    {
        var now = Of(plan, side, patch, after);
        var row = (Value[])before.Clone();
        for (var i = 0; i < row.Length; i++)
            if (!now[i].IsUnknown)
                row[i] = now[i];
        return row;
    }

    /// <summary>The row as a listing should show it from now on.</summary>
    public static Value[] AsListed(
        StreamPlan plan,
        Side side,
        Value[] before,
        Patch patch,
        Record? after
    ) => plan[side].AsListed(AsRead(plan, side, before, patch, after));
}
