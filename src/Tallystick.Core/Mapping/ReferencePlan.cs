using Tallystick.Core.Connectors;
using Tallystick.Core.Records;

namespace Tallystick.Core.Mapping;

/// <summary>
/// A pair of fields that hold each side's own id of a record of another object type. Merge and
/// matching see the left side's ids only: the right side's are translated when they are read and
/// written.
/// </summary>
/// <param name="Streams">The streams whose links tell which id means which; none for users.</param>
/// <param name="IsParent">The record belongs to the one it refers to, and cannot be without it.</param>
public sealed record ReferencePlan(FieldPlan Field, IReadOnlyList<string> Streams, bool IsParent)
{
    public bool IsUser => Streams.Count == 0;

    /// <summary>With what to ask each side whether a parent is there; null for all but parents.</summary>
    public ParentLookups? Lookups { get; init; }

    /// <summary>What a record of that side refers to: "contact", "company"…</summary>
    public string TypeOn(Side side) =>
        Field[side].Field.RefersTo ?? Field[side.Other].Field.RefersTo ?? "record";
}

/// <summary>Where the users of both sides are listed, with their e-mail address as the only field.</summary>
public sealed record UserLists(Projection Left, Projection Right)
{
    public Projection this[Side side] => side is Side.Left ? Left : Right;
}

/// <summary>A projection of the parents' object type on each side, as small as can be.</summary>
public sealed record ParentLookups(Projection Left, Projection Right)
{
    public Projection this[Side side] => side is Side.Left ? Left : Right;
}
