using Tallystick.Core.Records;

namespace Tallystick.Core.Stores;

/// <summary>What a person must settle.</summary>
public enum IssueKind
{
    Conflict,
    AmbiguousMatch,
    DuplicateWithinSide,
    RefusedWrite,
    InvalidValue,
    NotStored,
    BadRow,
    Deleted,
    SuspiciousDelete,

    /// <summary>A brake stopped so many changes of one kind that a person must say whether they are meant.</summary>
    SuspiciousChange,
    SchemaDrift,
    Connection,

    /// <summary>Another integration writes a field back each time that it was written.</summary>
    Oscillation,
}

public enum IssueState
{
    Open,
    Closed,

    /// <summary>A person said, with a reason, that it is no problem; it opens again when it is about other values.</summary>
    Ignored,
}

/// <summary>Something a person must settle. Opening the same one again only renews it.</summary>
/// <param name="Key">What makes it the same issue, unique within the stream.</param>
/// <param name="Message">For a person, with the way out; ids and field names, no more data than needed.</param>
public sealed record Issue(IssueKind Kind, string Key, string Message)
{
    public long Number { get; init; }

    public string Stream { get; init; } = "";

    public IssueState State { get; init; }

    public string? LeftId { get; init; }

    public string? RightId { get; init; }

    public string? Field { get; init; }

    public string? Hint { get; init; }

    /// <summary>The side that has the trouble: that refuses a value, holds a bad row…; null for both.</summary>
    public Side? Side { get; init; }

    /// <summary>What values it is about, as a hash: an ignored issue stays ignored while it is the same.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Why it is ignored.</summary>
    public string? Reason { get; init; }

    public DateTimeOffset OpenedAt { get; init; }

    /// <summary>The run that saw it last; an issue that a whole run did not see again is closed.</summary>
    public long SeenInRun { get; init; }
}
