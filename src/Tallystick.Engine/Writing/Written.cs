using Tallystick.Core.Mapping;
using Tallystick.Core.Records;

namespace Tallystick.Engine.Writing;

/// <summary>What became of one patch.</summary>
/// <param name="Patch">What was sent, without the fields that were refused.</param>
/// <param name="After">What the app shows now; null when nothing was sent or nothing is known.</param>
internal sealed record Written(
    Side Side,
    Patch Patch,
    Record? After,
    IReadOnlyList<(FieldChange Change, string Message)> Refused,
    bool IsPostponed
)
{
    /// <summary>What is shown was asked for after the write, so others may have had a hand in it.</summary>
    public bool IsReadBack { get; init; }

    /// <summary>The record was no longer at the version that was read.</summary>
    public bool IsStale { get; init; }

    /// <summary>It is not known to have been done, and may have been.</summary>
    public bool MayHaveArrived { get; init; }

    public bool Happened => !IsPostponed && Patch.Changes.Count > 0;

    public bool Has(FieldPlan field) => Patch.Changes.Any(c => c.Ordinal == field[Side].Ordinal);
}
