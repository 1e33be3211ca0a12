using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;
using Tallystick.Core.Stores;

namespace Tallystick.Engine.Deleting;

/// <summary>What can be said of the record whose partner is gone.</summary>
internal static class Survivor
{
    /// <summary>It holds something else than what both sides last agreed on.</summary>
    public static bool IsEdited(StreamPlan plan, Side side, Link link, Value[] row) =>
        plan.Fields.Any(f => IsEdited(f, side, link, row));

    /// <summary>
    /// It was edited after a run last looked at it, and told a person what it saw: neither as that
    /// run read it, nor as both sides agreed.
    /// </summary>
    public static bool IsEditedSinceSeen(StreamPlan plan, Side side, Link link, Value[] row)
    {
        if (link[side].Hash == 0 || StreamPlan.HashOf(plan[side].AsListed(row)) != link[side].Hash)
            return IsEdited(plan, side, link, row);
        // A listing does not show every field.
        return plan.Fields.Any(f =>
            !f[side].Field.Can(FieldAccess.List) && IsEdited(f, side, link, row)
        );
    }

    private static bool IsEdited(FieldPlan field, Side side, Link link, Value[] row)
    {
        if (link[side].Shadow is not { } shadow)
            return false;
        var (now, agreed) = (row[field[side].Ordinal], shadow[field[side].Ordinal]);
        return !now.IsUnknown && !agreed.IsUnknown && !field.AreEqual(side, now, agreed);
    }
}
