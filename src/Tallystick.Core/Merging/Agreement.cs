using Tallystick.Core.Comparison;
using Tallystick.Core.Mapping;
using Tallystick.Core.Records;

namespace Tallystick.Core.Merging;

/// <summary>Whether a pair of fields is the same on both sides, as its mapping means it.</summary>
public static class Agreement
{
    public static bool IsEqual(StreamPlan plan, FieldPlan field, Value[] left, Value[] right)
    {
        var l = left[field.Left.Ordinal];
        var r = right[field.Right.Ordinal];
        if (!field.EmptyOverwrites && (l.IsEmpty || r.IsEmpty))
            return true;
        if (field.FillOnly)
            return (!field.FlowsTo(Side.Right) || r.HasContent || l.IsEmpty)
                && (!field.FlowsTo(Side.Left) || l.HasContent || r.IsEmpty);
        if (field.IsSet)
            return IsSetEqual(plan, field, left, right);
        if (IsSilent(field, l, r))
            return true;
        if (field.Left.Outgoing is null && field.Right.Outgoing is null)
            return l == r || field.FormOf(Side.Left, l) == field.FormOf(Side.Right, r);
        return IsTranslated(plan, field, left, right);
    }

    /// <summary>The source of a one-way field has nothing to say about what the other side has.</summary>
    private static bool IsSilent(FieldPlan field, Value left, Value right) =>
        field.Direction switch
        {
            Direction.ToRight => left.IsEmpty && right.HasContent,
            Direction.ToLeft => right.IsEmpty && left.HasContent,
            Direction.Both => false,
        };

    private static bool IsTranslated(StreamPlan plan, FieldPlan field, Value[] left, Value[] right)
    {
        if (field.FlowsTo(Side.Right))
        {
            var toRight = field.Translate(Side.Left, left, plan.Left);
            return toRight.Problem is null
                && field.AreEqual(Side.Right, toRight.Value, right[field.Right.Ordinal]);
        }
        var toLeft = field.Translate(Side.Right, right, plan.Right);
        return toLeft.Problem is null
            && field.AreEqual(Side.Left, toLeft.Value, left[field.Left.Ordinal]);
    }

    /// <summary>Both ways: the same elements; one way: the receiving side has at least the source's.</summary>
    private static bool IsSetEqual(StreamPlan plan, FieldPlan field, Value[] left, Value[] right)
    {
        var atLeft = Folded(field, Side.Left, left[field.Left.Ordinal]);
        var atRight = Folded(field, Side.Right, right[field.Right.Ordinal]);
        var carriedRight = Folded(
            field,
            Side.Right,
            field.Translate(Side.Left, left, plan.Left).Value
        );
        var carriedLeft = Folded(
            field,
            Side.Left,
            field.Translate(Side.Right, right, plan.Right).Value
        );
        return (!field.FlowsTo(Side.Right) || carriedRight.IsSubsetOf(atRight))
            && (!field.FlowsTo(Side.Left) || carriedLeft.IsSubsetOf(atLeft));
    }

    private static HashSet<string> Folded(FieldPlan field, Side side, Value value) =>
        [.. ComparisonForm.ElementsOf(value).Select(field[side].Form.OfElement)];
}
