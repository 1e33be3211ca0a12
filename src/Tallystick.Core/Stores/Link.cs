using Tallystick.Core.Records;

namespace Tallystick.Core.Stores;

/// <summary>Where a link stands.</summary>
public enum LinkState
{
    /// <summary>Known on both sides, or proposed by matching and not merged yet (no shadows).</summary>
    Active,

    /// <summary>The left record is gone; the right one stays, by policy or until a person decides.</summary>
    LeftGone,

    /// <summary>The right record is gone; the left one stays.</summary>
    RightGone,

    /// <summary>A tombstone: both are gone, or the pair is no more. Its record ids are free for others.</summary>
    Deleted,
}

/// <summary>The pair (left id, right id): one person known on both sides.</summary>
/// <param name="Id">The store's own number, dense enough for a bit set; 0 for a link not stored yet.</param>
public sealed record Link(long Id, LinkSide Left, LinkSide Right)
{
    public LinkState State { get; init; } = LinkState.Active;

    /// <summary>Fields that are knowingly unlike on the two sides, and why.</summary>
    public IReadOnlyList<FieldMark> Marks { get; init; } = [];

    public LinkSide this[Side side] => side is Side.Left ? Left : Right;

    public Link With(Side side, LinkSide value) =>
        side is Side.Left ? this with { Left = value } : this with { Right = value };
}

/// <summary>What a link remembers of one side.</summary>
/// <param name="RecordId">The side's own id of the record.</param>
public sealed record LinkSide(string RecordId)
{
    /// <summary>The last agreed value of each field, as this side spells it; null before the first merge.</summary>
    public Value[]? Shadow { get; init; }

    /// <summary>Hash of the values as last read, so that an equal row costs no shadow; 0 for none.</summary>
    public UInt128 Hash { get; init; }

    /// <summary>The newest modified time seen; a row older than this is stale.</summary>
    public DateTimeOffset? ModifiedAt { get; init; }

    /// <summary>
    /// When we last wrote to it, or asked for it by itself, by our clock: a listing that lags may
    /// show it as it was before.
    /// </summary>
    public DateTimeOffset? WrittenAt { get; init; }

    public string? Version { get; init; }
}

/// <summary>Why a field may stay unlike.</summary>
public enum MarkReason
{
    /// <summary>The written side stored it in another form of its own.</summary>
    Normalised,

    /// <summary>Both sides changed it; a person must choose.</summary>
    Conflict,

    /// <summary>The source's value cannot be written to the other side.</summary>
    Invalid,

    /// <summary>The app answered yes and did not store it.</summary>
    NotStored,

    /// <summary>The app refused it.</summary>
    Refused,

    /// <summary>The other side lets nobody update it.</summary>
    ReadOnly,

    /// <summary>One side was put back by an undo, and the other keeps what it has.</summary>
    Undone,

    /// <summary>A person said that the two sides may differ.</summary>
    Accepted,

    /// <summary>Another integration writes it back each time: it is not written any more.</summary>
    Oscillating,

    /// <summary>The other record was deleted, and a tag says so on this one; both sides are taken to have agreed on it.</summary>
    Archived,

    /// <summary>The pair as a whole: it was made while only some records were written, and is one of them.</summary>
    Canary,

    /// <summary>The pair as a whole: one record is gone, and the sync's mode kept the other.</summary>
    KeptByMode,
}

/// <param name="Field">The field plan's name.</param>
public sealed record FieldMark(string Field, MarkReason Reason);

/// <summary>The little of a link that a listing needs to tell an unchanged row.</summary>
public readonly record struct LinkGlance(
    long LinkId,
    UInt128 Hash,
    DateTimeOffset? ModifiedAt,
    DateTimeOffset? WrittenAt
)
{
    public LinkState State { get; init; }

    /// <summary>An earlier row of the record is still staged.</summary>
    public bool HasStaged { get; init; }
}
