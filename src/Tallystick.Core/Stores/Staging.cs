using Tallystick.Core.Records;

namespace Tallystick.Core.Stores;

/// <summary>What a listing has fetched so far, stored with the rows it brought.</summary>
public sealed record Checkpoint
{
    /// <summary>Where the next page starts; null before the first page and after the last.</summary>
    public string? Cursor { get; init; }

    /// <summary>The listing came to its end.</summary>
    public bool Complete { get; init; }

    /// <summary>The listing's "changed since"; null for a whole one.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>When the listing's first page was asked for, by our clock.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>The newest modified time among its rows.</summary>
    public DateTimeOffset? HighWater { get; init; }
}

/// <summary>What is remembered of a side between runs.</summary>
public sealed record SideProgress
{
    /// <summary>The listing under way or last finished; null before the first.</summary>
    public Checkpoint? Listing { get; init; }

    /// <summary>The next incremental listing starts here (less the overlap); null when it must be whole.</summary>
    public DateTimeOffset? ChangedThrough { get; init; }

    /// <summary>When this side was last written to, by our clock.</summary>
    public DateTimeOffset? WrittenAt { get; init; }

    /// <summary>When the last whole listing started.</summary>
    public DateTimeOffset? SweptAt { get; init; }

    /// <summary>What became of parents before this moment, their children have followed; kept with the left side.</summary>
    public DateTimeOffset? FamiliesSettledAt { get; init; }

    /// <summary>Which records the first ones are, as once chosen; kept with the left side.</summary>
    public CanaryMark? Canary { get; init; }
}

/// <summary>A number of records, and the highest place that was among them when they were chosen.</summary>
public sealed record CanaryMark(int Count, ulong Last);

/// <summary>A row that differs from what its link remembers, or that has no link yet.</summary>
/// <param name="Keys">Its match keys by rule, null where a rule's fields are empty; none at all where all are.</param>
public sealed record StagedRow(
    Record Record,
    UInt128 Hash,
    long? LinkId,
    IReadOnlyList<string?> Keys
)
{
    /// <summary>Null while it waits for work; else why it waits for a person or for its own change.</summary>
    public string? HeldBy { get; init; }

    /// <summary>Null where the rule's fields are empty; a row may have no keys at all.</summary>
    public string? KeyOf(int rule) => rule < Keys.Count ? Keys[rule] : null;
}

/// <summary>Everything of one match key, on both sides.</summary>
public sealed record KeyGroup(
    string Key,
    IReadOnlyList<KeyHolder> Left,
    IReadOnlyList<KeyHolder> Right
);

/// <param name="LinkId">The link it belongs to; null when it has none.</param>
public readonly record struct KeyHolder(string RecordId, long? LinkId);

/// <summary>One thing to do: a linked pair with news on at least one side, or a row without partner.</summary>
public sealed record WorkItem(Link? Link, StagedRow? Left, StagedRow? Right)
{
    public StagedRow? this[Side side] => side is Side.Left ? Left : Right;
}

/// <summary>A create that was about to be sent.</summary>
/// <param name="Target">The side it creates on.</param>
/// <param name="SourceId">The record on the other side that it copies.</param>
/// <param name="Sent">What is sent, by ordinal of the target's projection; unknown where nothing is.</param>
public sealed record Intent(Side Target, string SourceId, Value[] Sent, DateTimeOffset At);

/// <summary>A staged row that waits for a person or for its own change.</summary>
public readonly record struct HeldRow(Side Side, string RecordId, string HeldBy);
