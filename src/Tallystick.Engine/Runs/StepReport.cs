namespace Tallystick.Engine.Runs;

/// <summary>One step of a verification that never ends: how alike the linked pairs of a few buckets are.</summary>
public sealed record StepReport
{
    public required string Stream { get; init; }

    public DateTimeOffset At { get; init; }

    /// <summary>The buckets that were compared.</summary>
    public IReadOnlyList<int> Buckets { get; init; } = [];

    /// <summary>How many buckets hold links.</summary>
    public int BucketCount { get; init; }

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

    /// <summary>Pairs that differ, and are not to be kept in step as a record of theirs has left the filter.</summary>
    public long OutsideFilter { get; init; }

    /// <summary>When the bucket that was proven longest ago was proven; null when none ever was.</summary>
    public DateTimeOffset? OldestProof { get; init; }

    /// <summary>Buckets with links that were never proven.</summary>
    public int NeverProven { get; init; }

    /// <summary>Buckets whose last proof found something different or missing.</summary>
    public int BucketsDifferent { get; init; }

    /// <summary>Nothing that was compared is different or missing but for what is held.</summary>
    public bool InSync => Different == 0 && Missing.Total == 0;

    /// <summary>The first differences.</summary>
    public IReadOnlyList<Difference> Differences { get; init; } = [];

    public CallReport LeftCalls { get; init; } = CallReport.None;

    public CallReport RightCalls { get; init; } = CallReport.None;

    public TimeSpan Duration { get; init; }
}
