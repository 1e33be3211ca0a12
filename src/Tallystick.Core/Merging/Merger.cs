using Tallystick.Core.Comparison;
using Tallystick.Core.Mapping;
using Tallystick.Core.Records;

namespace Tallystick.Core.Merging;

/// <summary>
/// The three-way merge of one linked pair, field by field. A side has changed a field when its
/// value in comparison form differs from that side's own shadow. One side changed: the other is
/// written. Both changed to the same: they agree. Both changed differently: the field's policy.
/// Sets merge by element. Without a shadow (the first meeting) equal values agree, an empty side
/// is filled, and different values go by the policy. Pure: same input, same result.
/// </summary>
public static class Merger
{
    public static MergeResult Merge(MergeInput input)
    {
        var state = new MergeState(input);
        foreach (var field in input.Plan.Fields)
            Merge(state, field);
        return state.Result();
    }

    private static void Merge(MergeState state, FieldPlan field)
    {
        var left = state.ValueOf(Side.Left, field);
        var right = state.ValueOf(Side.Right, field);
        if (left.IsUnknown || right.IsUnknown)
            return;
        if (field.IsSet && state.RulingOf(field) is { Kind: RulingKind.Skip } skip)
            state.Accept(field, skip);
        else if (field.IsSet)
            SetMerge.Merge(state, field, left, right);
        else
            Decide(state, field, left, right);
    }

    private static void Decide(MergeState state, FieldPlan field, Value left, Value right)
    {
        var toRight = field.Translate(Side.Left, state.RowOf(Side.Left), state.Plan.Left);
        var toLeft = field.Translate(Side.Right, state.RowOf(Side.Right), state.Plan.Right);
        if (Agree(field, left, right, toRight, toLeft))
        {
            state.Agreed(field, left, right);
            return;
        }
        if (
            state.RulingOf(field) is { } ruling
            && Rulings.Apply(state, field, ruling, toRight, toLeft)
        )
            return;
        switch (ChangeOf(state, field, left, right))
        {
            case Change.None:
                // Unlike, but knowingly so: a normalised, refused or invalid value.
                return;
            case Change.FirstMeeting:
                Meet(state, field, toRight, toLeft);
                return;
            case Change.Left:
                Carry(state, field, Side.Left, toRight);
                return;
            case Change.Right:
                Carry(state, field, Side.Right, toLeft);
                return;
            case Change.Both:
                Clash(state, field, toRight, toLeft);
                return;
        }
    }

    /// <summary>A value compared in its own side's form, or as the transform would write it.</summary>
    private static bool Agree(
        FieldPlan field,
        Value left,
        Value right,
        CoercionResult toRight,
        CoercionResult toLeft
    )
    {
        if (field.Left.Outgoing is null && field.Right.Outgoing is null)
            return left == right
                || field.FormOf(Side.Left, left) == field.FormOf(Side.Right, right);
        if (field.FlowsTo(Side.Right) && toRight.Problem is null)
            return field.AreEqual(Side.Right, toRight.Value, right);
        return toLeft.Problem is null && field.AreEqual(Side.Left, toLeft.Value, left);
    }

    private static Change ChangeOf(MergeState state, FieldPlan field, Value left, Value right)
    {
        var leftShadow = state.ShadowOf(Side.Left, field);
        var rightShadow = state.ShadowOf(Side.Right, field);
        if (leftShadow.IsUnknown || rightShadow.IsUnknown)
            return Change.FirstMeeting;
        var leftChanged = !field.AreEqual(Side.Left, left, leftShadow);
        var rightChanged = !field.AreEqual(Side.Right, right, rightShadow);
        return (leftChanged, rightChanged) switch
        {
            (false, false) => Change.None,
            (true, false) => Change.Left,
            (false, true) => Change.Right,
            (true, true) => Change.Both,
        };
    }

    private static void Meet(
        MergeState state,
        FieldPlan field,
        CoercionResult toRight,
        CoercionResult toLeft
    )
    {
        var left = state.ValueOf(Side.Left, field);
        var right = state.ValueOf(Side.Right, field);
        if (left.IsEmpty)
            Fill(state, field, Side.Right, toLeft);
        else if (right.IsEmpty)
            Fill(state, field, Side.Left, toRight);
        else if (
            field.FillOnly
            || IsCut(field, Side.Right, toRight, right)
            || IsCut(field, Side.Left, toLeft, left)
        )
            state.Agreed(field, left, right);
        else
            Clash(state, field, toRight, toLeft);
    }

    /// <summary>A side has as much of the other's text as it takes.</summary>
    private static bool IsCut(FieldPlan field, Side to, CoercionResult carried, Value there) =>
        field.FlowsTo(to)
        && carried is { Problem: null, Truncated: true }
        && field.AreEqual(to, carried.Value, there);

    /// <summary>The other side is empty and has no history: it takes the value, where that is allowed.</summary>
    private static void Fill(MergeState state, FieldPlan field, Side from, CoercionResult value)
    {
        if (field.FlowsTo(from.Other))
            state.Write(field, from, value);
        else
            state.Agreed(field, state.ValueOf(Side.Left, field), state.ValueOf(Side.Right, field));
    }

    /// <summary>One side changed: its value goes over, unless the field's rules keep it.</summary>
    private static void Carry(MergeState state, FieldPlan field, Side from, CoercionResult value)
    {
        if (!field.FlowsTo(from.Other))
            // An edit on the receiving end of a one-way field: the source's value is put back.
            state.WriteBack(field, from);
        else if (state.Keeps(field, from, value))
            Keep(state, field, from);
        else
            state.Write(field, from, value);
    }

    /// <summary>Both values stand, except that a field that fills is filled again when it was cleared.</summary>
    private static void Keep(MergeState state, FieldPlan field, Side from)
    {
        if (field.FillOnly && field.FlowsTo(from) && state.ValueOf(from, field).IsEmpty)
            state.Write(
                field,
                from.Other,
                field.Translate(from.Other, state.RowOf(from.Other), state.Plan[from.Other])
            );
        else
            state.Agreed(field, state.ValueOf(Side.Left, field), state.ValueOf(Side.Right, field));
    }

    private static void Clash(
        MergeState state,
        FieldPlan field,
        CoercionResult toRight,
        CoercionResult toLeft
    )
    {
        var left = state.ValueOf(Side.Left, field);
        var right = state.ValueOf(Side.Right, field);
        var winner = WinnerOf(state, field, left, right);
        if (field.Direction is Direction.Both)
            state.Conflict(field, winner);
        if (winner is not { } from)
            return;
        var value = from is Side.Left ? toRight : toLeft;
        if (state.Keeps(field, from, value))
            Keep(state, field, from);
        else
            state.Write(field, from, value);
    }

    private static Side? WinnerOf(MergeState state, FieldPlan field, Value left, Value right)
    {
        if (field.Direction is Direction.ToRight)
            return Side.Left;
        if (field.Direction is Direction.ToLeft)
            return Side.Right;
        // Clearing never beats a value where the author said that empty does not overwrite.
        if ((field.FillOnly || !field.EmptyOverwrites) && left.IsEmpty != right.IsEmpty)
            return left.IsEmpty ? Side.Right : Side.Left;
        return field.Conflict switch
        {
            ConflictPolicy.Left => Side.Left,
            ConflictPolicy.Right => Side.Right,
            ConflictPolicy.Ask => null,
            ConflictPolicy.Newest => NewestOf(state),
        };
    }

    private static Side? NewestOf(MergeState state) =>
        (state.EditedAt(Side.Left), state.EditedAt(Side.Right)) switch
        {
            ({ } l, { } r) when l > r => Side.Left,
            ({ } l, { } r) when r > l => Side.Right,
            _ => null,
        };

    private enum Change
    {
        None,
        FirstMeeting,
        Left,
        Right,
        Both,
    }
}
