using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Transforms;
using Tallystick.Simulation.Apps;
using Tallystick.Simulation.Mappings;

namespace Tallystick.Simulation.Laws;

/// <summary>
/// A pair that flows both ways through two transforms must give back what it was given: each value
/// that somebody types is carried over and back again, and compared as the pair compares.
/// </summary>
internal static class RoundTrip
{
    public static void Check(
        StreamPlan plan,
        FieldPlan pair,
        Side side,
        SimRecord record,
        Watch watch
    )
    {
        if (
            pair.Direction is not Direction.Both
            || Stage.IsDirect(pair)
            || !plan.Writes(Side.Left)
            || !plan.Writes(Side.Right)
        )
            return;
        var row = RowOf(plan, side, record);
        var value = row[pair[side].Ordinal];
        if (Carried(plan, side, row) is not { } over || over[pair[side.Other].Ordinal].IsUnknown)
            return;
        watch.Tallies.Add(Note.RoundTrips, plan.Name, pair.Name);
        var back = Translated(plan, pair, side.Other, over);
        if (back is { } same && (same == value || pair.AreEqual(side, same, value)))
            return;
        watch.Tallies.Add(
            Note.RoundTripsBroken,
            plan.Name,
            pair.Name,
            () =>
                $"'{value}' in {watch.AppOf(side).Name} becomes '{over[pair[side.Other].Ordinal]}' in "
                + $"{watch.AppOf(side.Other).Name}, and comes back as {(back is { } b ? $"'{b}'" : "nothing that can be written")}"
        );
        watch.Break(
            Law.RoundTrip,
            $"{pair.Name} does not come back as it went: '{value}' → '{over[pair[side.Other].Ordinal]}' → '{back}'."
        );
    }

    public static Value[] RowOf(StreamPlan plan, Side side, SimRecord record) =>
        [.. plan[side].Fields.Select(f => record[f.Key])];

    /// <summary>The whole record on the other side, since an expression may look at other fields.</summary>
    private static Value[]? Carried(StreamPlan plan, Side side, Value[] row)
    {
        var over = new Value[plan[side.Other].Fields.Count];
        foreach (var field in plan.Fields.Where(f => f.FlowsTo(side.Other)))
            over[field[side.Other].Ordinal] = Translated(plan, field, side, row) ?? Value.Unknown;
        return over;
    }

    /// <summary>Null where the value cannot be written there, which is an issue and no change.</summary>
    private static Value? Translated(StreamPlan plan, FieldPlan field, Side from, Value[] row)
    {
        try
        {
            var result = field.Translate(from, row, plan[from]);
            return result.Problem is null && !result.Truncated && !result.Value.IsUnknown
                ? result.Value
                : null;
        }
        catch (TransformException)
        {
            return null;
        }
    }
}
