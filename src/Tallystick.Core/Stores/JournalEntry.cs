using Tallystick.Core.Records;

namespace Tallystick.Core.Stores;

/// <summary>What a journal entry tells of.</summary>
public enum JournalKind
{
    /// <summary>Two records were recognised as one person.</summary>
    Linked,

    Created,
    Updated,
    Deleted,

    /// <summary>Both sides had changed a field; the entry holds both values and who won.</summary>
    Conflict,

    /// <summary>A create was recognised as already done.</summary>
    Adopted,

    /// <summary>A write was refused.</summary>
    Refused,

    /// <summary>A deletion was seen on one side.</summary>
    DeleteSeen,

    /// <summary>
    /// Both sides were found to have come to the same value: people typed it twice, or a run was
    /// cut off between its write and its note of it. Before is what they last agreed on.
    /// </summary>
    Agreed,

    /// <summary>
    /// A value that nothing else remembers is about to be overwritten, or to be deleted with its
    /// record. Whether that happened is told by an entry of its own.
    /// </summary>
    Overwriting,

    /// <summary>A person decided about an issue or about two records; a later run carries it out.</summary>
    Decided,
}

/// <summary>One line of the append-only record of decisions and writes.</summary>
public sealed record JournalEntry(JournalKind Kind, DateTimeOffset At)
{
    /// <summary>The actor of what nobody but a run decided.</summary>
    public const string Sync = "sync";

    public long Number { get; init; }

    public string Stream { get; init; } = "";

    public long Run { get; init; }

    /// <summary>The side written to; null where none was.</summary>
    public Side? Side { get; init; }

    public string? LeftId { get; init; }

    public string? RightId { get; init; }

    /// <summary>What caused it: "created on left", "changed on right", "first meeting"…</summary>
    public string Cause { get; init; } = "";

    /// <summary>Who: "sync", "undo", or a person's name for resolutions.</summary>
    public string Actor { get; init; } = Sync;

    public IReadOnlyList<JournalField> Fields { get; init; } = [];

    /// <summary>The id of the record on <paramref name="side"/>; null where the entry names none.</summary>
    public string? IdOn(Side side) => side is Records.Side.Left ? LeftId : RightId;
}

/// <summary>
/// One field of an entry. For a write: before and after on the written side. For a conflict: what
/// both sides last agreed on as before, the values of both sides, and the winner.
/// </summary>
public sealed record JournalField(string Field, Value Before, Value After)
{
    public Value Left { get; init; }

    public Value Right { get; init; }

    /// <summary>"left", "right", "ask", or a person's "value" or "skip" for conflicts; null otherwise.</summary>
    public string? Winner { get; init; }
}
