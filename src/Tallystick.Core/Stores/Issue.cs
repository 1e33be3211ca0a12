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

    public DateTimeOffset OpenedAt { get; init; }

    /// <summary>The run that saw it last; an issue that a whole run did not see again is closed.</summary>
    public long SeenInRun { get; init; }
}
