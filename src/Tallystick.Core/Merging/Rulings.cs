using Tallystick.Core.Comparison;
using Tallystick.Core.Mapping;
using Tallystick.Core.Records;

namespace Tallystick.Core.Merging;

/// <summary>Carries out what a person decided, if both sides still hold what the person saw.</summary>
internal static class Rulings
{
    /// <returns>Whether it was carried out; if not, the field is merged as without it.</returns>
    public static bool Apply(
        MergeState state,
        FieldPlan field,
        Ruling ruling,
        CoercionResult toRight,
        CoercionResult toLeft
    ) =>
        IsAsSeen(state, field, ruling)
        && ruling.Kind switch
        {
            RulingKind.Left => Carry(state, field, ruling, Side.Left, toRight),
            RulingKind.Right => Carry(state, field, ruling, Side.Right, toLeft),
            RulingKind.Value => Give(state, field, ruling),
            RulingKind.Skip => Accept(state, field, ruling),
            RulingKind.Retry => Retry(state, field, ruling, toRight, toLeft),
        };

    private static bool IsAsSeen(MergeState state, FieldPlan field, Ruling ruling) =>
        IsAsSeen(state, field, Side.Left, ruling.SeenLeft)
        && IsAsSeen(state, field, Side.Right, ruling.SeenRight);

    private static bool IsAsSeen(MergeState state, FieldPlan field, Side side, Value seen) =>
        seen.IsUnknown || field.AreEqual(side, state.ValueOf(side, field), seen);

    private static bool Carry(
        MergeState state,
        FieldPlan field,
        Ruling ruling,
        Side from,
        CoercionResult value
    )
    {
        if (!CanWrite(state, field, from.Other) || value.Problem is not null)
            return false;
        state.Rule(field, ruling, from);
        state.Write(field, from, value);
        return true;
    }

    private static bool Accept(MergeState state, FieldPlan field, Ruling ruling)
    {
        state.Accept(field, ruling);
        return true;
    }

    /// <summary>The left side takes the value as it was typed, the right one as its own form of it.</summary>
    private static bool Give(MergeState state, FieldPlan field, Ruling ruling)
    {
        var left = Value.Of(ruling.Text);
        var row = (Value[])state.RowOf(Side.Left).Clone();
        row[field.Left.Ordinal] = left;
        var right = field.Translate(Side.Left, row, state.Plan.Left);
        if (right.Problem is not null)
            return false;
        var given = new[] { (Side.Left, left), (Side.Right, right.Value) };
        if (given.Any(g => IsNews(g.Item1, g.Item2) && !CanWrite(state, field, g.Item1)))
            return false;
        state.Rule(field, ruling, winner: null);
        foreach (var (side, value) in given)
            state.Give(field, side, value, IsNews(side, value));
        return true;

        bool IsNews(Side side, Value value) =>
            !field.AreEqual(side, state.ValueOf(side, field), value);
    }

    /// <summary>Where nothing has changed since, the same value is sent once more.</summary>
    private static bool Retry(
        MergeState state,
        FieldPlan field,
        Ruling ruling,
        CoercionResult toRight,
        CoercionResult toLeft
    )
    {
        if (ruling.Towards is not { } towards || HasNews(state, field))
            return false;
        state.Ruled(ruling);
        state.Write(field, towards.Other, towards is Side.Right ? toRight : toLeft);
        return true;
    }

    private static bool HasNews(MergeState state, FieldPlan field) =>
        new[] { Side.Left, Side.Right }.Any(side =>
            state.ShadowOf(side, field) is var shadow
            && (shadow.IsUnknown || !field.AreEqual(side, state.ValueOf(side, field), shadow))
        );

    private static bool CanWrite(MergeState state, FieldPlan field, Side side) =>
        state.Plan.Writes(side) && field[side].CanUpdate;
}
