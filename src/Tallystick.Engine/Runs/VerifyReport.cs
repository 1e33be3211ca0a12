using Tallystick.Core.Records;

namespace Tallystick.Engine.Runs;

/// <summary>How alike the two sides of a stream are, field by field, as read just now.</summary>
public sealed record VerifyReport
{
    public required string Stream { get; init; }

    public DateTimeOffset At { get; init; }

    /// <summary>How much older than <see cref="At"/> anything compared can be: since the first page was read, and what listings lag behind.</summary>
    public TimeSpan OldestAge { get; init; }

    /// <summary>Every linked pair has been compared as it was then or later.</summary>
    public DateTimeOffset? OldestProof { get; init; }

    /// <summary>Rows read from each side.</summary>
    public PerSide Read { get; init; }

    /// <summary>Linked pairs that were compared.</summary>
    public long Compared { get; init; }

    public long Equal { get; init; }

    /// <summary>
    /// Pairs that differ only in what an open issue, the canary or the mode holds back, or that was
    /// undone, and pairs whose missing record nobody has decided about.
    /// </summary>
    public long Held { get; init; }

    public long Different { get; init; }

    /// <summary>Linked records that are no longer there.</summary>
    public PerSide Missing { get; init; }

    /// <summary>Linked pairs that were not compared: a record of theirs has left its side's filter, and is not kept in step.</summary>
    public long OutsideFilter { get; init; }

    /// <summary>Records without partner that no issue explains.</summary>
    public PerSide Unlinked { get; init; }

    /// <summary>Records without partner that an open issue holds, or that are to stay without one.</summary>
    public PerSide HeldUnlinked { get; init; }

    /// <summary>Records that share a match key with a linked record of their own side.</summary>
    public long Duplicates { get; init; }

    /// <summary>Nothing is missing, unlinked or different but for what is held.</summary>
    public bool InSync => Different == 0 && Missing.Total == 0 && Unlinked.Total == 0;

    /// <summary>The first differences.</summary>
    public IReadOnlyList<Difference> Differences { get; init; } = [];

    public CallReport LeftCalls { get; init; } = CallReport.None;

    public CallReport RightCalls { get; init; } = CallReport.None;

    public TimeSpan Duration { get; init; }
}

/// <param name="Kind">"different", "held", "missing" or "unlinked".</param>
public sealed record Difference(
    string Kind,
    string? LeftId,
    string? RightId,
    string Field,
    string Left,
    string Right,
    string? Why
)
{
    public const string IsDifferent = "different";
    public const string IsHeld = "held";
    public const string IsMissing = "missing";

    public Side? On { get; init; }
}
