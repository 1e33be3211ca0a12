using Tallystick.Core.Comparison;
using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;
using Tallystick.Core.Transforms;

namespace Tallystick.Core.Mapping;

/// <summary>One compiled pair of fields.</summary>
public sealed class FieldPlan
{
    internal FieldPlan(FieldPlanSide left, FieldPlanSide right)
    {
        Left = left;
        Right = right;
        Name =
            left.Field.Key == right.Field.Key
                ? left.Field.Key
                : left.Field.Key + FieldPair.Between + right.Field.Key;
    }

    /// <summary>"firstName ↔ given_name", for messages, marks and the journal.</summary>
    public string Name { get; }

    public FieldPlanSide Left { get; }

    public FieldPlanSide Right { get; }

    public required ComparisonKind Kind { get; init; }

    /// <summary>Which way the pair flows; a mode that switches a way off has its say later.</summary>
    public required Direction Direction { get; init; }

    public bool FillOnly { get; init; }

    public required bool EmptyOverwrites { get; init; }

    public ConflictPolicy Conflict { get; init; }

    public bool IsSet => Kind is ComparisonKind.Set;

    public FieldPlanSide this[Side side] => side is Side.Left ? Left : Right;

    /// <summary>Whether news of the other side may reach this one.</summary>
    public bool FlowsTo(Side side) => Direction.FlowsTo(side);

    /// <summary>What <paramref name="from"/>'s value would be on the other side.</summary>
    public CoercionResult Translate(Side from, Value[] row, Projection projection)
    {
        var source = this[from];
        var value = row[source.Ordinal];
        if (source.Outgoing is { } transform)
            value = transform.Apply(value, new RecordView(projection, row));
        return source.Coercion.Apply(value);
    }

    /// <summary>The value in comparison form, as <paramref name="side"/> means it.</summary>
    public string FormOf(Side side, Value value) => this[side].Form.Of(value);

    public bool AreEqual(Side side, Value a, Value b) => a == b || this[side].Form.AreEqual(a, b);
}

/// <summary>One end of a field pair.</summary>
/// <param name="Ordinal">In the side's projection.</param>
/// <param name="Form">How values of this side are compared.</param>
/// <param name="Coercion">Turns a value of this side into one the other side takes.</param>
/// <param name="Outgoing">The author's transform towards the other side; null for none.</param>
public sealed record FieldPlanSide(
    int Ordinal,
    Field Field,
    ComparisonForm Form,
    Coercion Coercion,
    Transform? Outgoing
)
{
    public bool CanCreate => Field.Can(FieldAccess.Create);

    public bool CanUpdate => Field.Can(FieldAccess.Update);
}
