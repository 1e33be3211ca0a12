using Tallystick.Core.Mapping;
using Tallystick.Core.Records;

namespace Tallystick.Engine.Explaining;

/// <summary>Whom the question of a brake is about, as far as can be told now.</summary>
/// <param name="Side">Of deletes, the side that misses the records; of changes, the one that would be written.</param>
/// <param name="Count">How many pairs there are in all.</param>
/// <param name="Records">The first of them.</param>
public sealed record Concerned(Side Side, long Count, IReadOnlyList<ConcernedPair> Records)
{
    /// <summary>The field that would change; null for deletes.</summary>
    public string? Field { get; init; }

    /// <summary>What becomes of the partners when the deletes are approved; null for changes.</summary>
    public DeletePolicy? Deletes { get; init; }

    /// <summary>The values would be cleared, and not overwritten.</summary>
    public bool IsBlank { get; init; }

    /// <summary>The side's listing takes some records only: who is missing may only have left the filter.</summary>
    public bool IsFiltered { get; init; }
}

/// <summary>One pair that a brake asks about.</summary>
public sealed record ConcernedPair(string LeftId, string RightId)
{
    /// <summary>What the field holds on the side that would be written; null for deletes.</summary>
    public string? Before { get; init; }

    public string? After { get; init; }
}
