using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;

namespace Tallystick.Engine.Explaining;

/// <summary>Why one record is as it is, from what is remembered.</summary>
public sealed record WhyReport
{
    public required string Stream { get; init; }

    public required Side Side { get; init; }

    public required string RecordId { get; init; }

    public required WhyState State { get; init; }

    /// <summary>The state in a sentence.</summary>
    public required string Explanation { get; init; }

    /// <summary>The way out, where there is something to do.</summary>
    public string? Hint { get; init; }

    public string? PartnerId { get; init; }

    /// <summary>When the two became a pair; null where the journal does not reach back so far.</summary>
    public DateTimeOffset? LinkedAt { get; init; }

    public long? LinkedInRun { get; init; }

    /// <summary>How: "matched", "new on left"…</summary>
    public string? LinkedBy { get; init; }

    /// <summary>What holds it, as the store names it; null for nothing.</summary>
    public string? HeldBy { get; init; }

    /// <summary>What the stream asks of this side's records; empty for nothing.</summary>
    public IReadOnlyDictionary<string, string> Filter { get; init; } =
        new Dictionary<string, string>();

    /// <summary>Which sides the sync writes at all.</summary>
    public SyncMode Mode { get; init; }

    public IReadOnlyList<WhyField> Fields { get; init; } = [];

    /// <summary>The side whose record is gone, while the other one stays; null for none.</summary>
    public Side? GoneOn { get; init; }

    /// <summary>What may be so with this pair, and is not known for sure.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Issues of the record as a whole, open or ignored.</summary>
    public IReadOnlyList<WhyIssue> Issues { get; init; } = [];
}

/// <summary>Where a record stands.</summary>
public enum WhyState
{
    /// <summary>It has a partner.</summary>
    Linked,

    /// <summary>Its partner is gone, and it stays.</summary>
    Survivor,

    /// <summary>It is gone, and its partner stays.</summary>
    Gone,

    /// <summary>It was read, has no partner, and something holds it.</summary>
    Held,

    /// <summary>It was read, has no partner, and the next run looks at it.</summary>
    Waiting,

    /// <summary>It was written to or linked once, and is no longer.</summary>
    Past,

    /// <summary>Nothing is known of it.</summary>
    Unknown,
}

/// <summary>One mapped field of a linked record.</summary>
/// <param name="Left">What the left side held when it was last read; null for not known, or gone.</param>
public sealed record WhyField(string Field, string? Left, string? Right)
{
    /// <summary>What both last agreed on; null where that is not known, or is what both hold.</summary>
    public string? Agreed { get; init; }

    /// <summary>Whose news may reach whom.</summary>
    public Direction Direction { get; init; }

    public ConflictPolicy Conflict { get; init; }

    /// <summary>Only an empty field is written.</summary>
    public bool FillOnly { get; init; }

    /// <summary>Clearing it on one side clears it on the other.</summary>
    public bool EmptyOverwrites { get; init; }

    public string? ToRight { get; init; }

    public string? ToLeft { get; init; }

    /// <summary>Where the mapping says so, "tallystick.yaml:14".</summary>
    public string? Where { get; init; }

    public WhyWrite? LastWrite { get; init; }

    /// <summary>Why the two sides may be unlike, as the pair remembers it; null when they need not be.</summary>
    public MarkReason? Mark { get; init; }

    /// <summary>What lets the two sides be unlike; null for nothing, or where that is not known.</summary>
    public string? Unlike { get; init; }

    /// <summary>The issue that holds the field, or that a person ignores.</summary>
    public WhyIssue? Issue { get; init; }
}

/// <summary>The journal's last write of a field.</summary>
/// <param name="Side">The side that was written.</param>
public sealed record WhyWrite(
    DateTimeOffset At,
    long Run,
    Side Side,
    string Kind,
    string Cause,
    string Actor,
    string Before,
    string After
);

/// <summary>An issue, open or ignored.</summary>
public sealed record WhyIssue(long Number, IssueKind Kind, string Message, string? Hint)
{
    /// <summary>Why it is ignored; null for an open one.</summary>
    public string? Ignored { get; init; }
}
