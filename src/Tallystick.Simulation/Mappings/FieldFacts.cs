using Tallystick.Core.Comparison;
using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;

namespace Tallystick.Simulation.Mappings;

/// <summary>One field of an object type as people fill it, and what the mapping makes of it.</summary>
internal sealed record FieldFacts(Side Side, Field Field)
{
    /// <summary>The pairs that the field is part of, over all streams.</summary>
    public IReadOnlyList<(StreamPlan Plan, FieldPlan Pair)> Pairs { get; init; } = [];

    /// <summary>What its values are: those of the pair, since both sides must understand them.</summary>
    public ComparisonKind Kind { get; init; }

    /// <summary>The values that both ends of its pair allow; empty for any.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>What both ends of its pair keep whole.</summary>
    public int LengthMax { get; init; } = int.MaxValue;

    public NameKind Name { get; init; }

    /// <summary>Whose national phone numbers are meant; null where neither side says.</summary>
    public string? Country { get; init; }

    /// <summary>Two who are not the same never share it.</summary>
    public bool IsIdentity { get; init; }

    /// <summary>Part of a match rule.</summary>
    public bool IsKey { get; init; }

    public string Key => Field.Key;

    public bool IsMapped => Pairs.Count > 0;

    /// <summary>The record belongs to the one that it refers to.</summary>
    public bool IsParent { get; init; }

    /// <summary>The object type of this side that a translated reference means; null for plain values.</summary>
    public string? RefersTo { get; init; }

    public bool IsSet => Field.Type is FieldType.Set;

    /// <summary>Whether the sync may ever write it.</summary>
    public bool IsTarget => Pairs.Any(p => p.Pair.FlowsTo(Side) && p.Plan.Writes(Side));

    /// <summary>How values are compared in its own app.</summary>
    public required ComparisonForm Form { get; init; }

    /// <summary>How the app spells what it is given.</summary>
    public required Coercion Wire { get; init; }

    public bool AreEqual(Value a, Value b) => a == b || Form.AreEqual(a, b);
}

/// <summary>What a text field is called, as far as that tells how people fill it.</summary>
internal enum NameKind
{
    Other,
    First,
    Last,
    Whole,
    Country,
    Place,
}
