namespace Tallystick.Core.Connectors;

/// <summary>Why an app did not do what was asked: the whole taxonomy.</summary>
public enum ProblemKind
{
    /// <summary>The credentials are missing, wrong or expired.</summary>
    Unauthorized,

    /// <summary>The credentials are good but may not do this; the hint names the scope to add.</summary>
    Forbidden,

    /// <summary>The record is gone, by the app's own word.</summary>
    NotFound,

    /// <summary>The app has this person already: see <see cref="ConnectorException.DuplicateOf"/>.</summary>
    Duplicate,

    /// <summary>A value or the request is refused; repeating it will not help.</summary>
    Invalid,

    /// <summary>Too many calls; see <see cref="ConnectorException.RetryAfter"/>.</summary>
    RateLimited,

    /// <summary>It did not happen, or doing it again is harmless; try again.</summary>
    Transient,

    /// <summary>It may or may not have happened, and doing it again could double it.</summary>
    Ambiguous,

    /// <summary>A conditional write met a newer version.</summary>
    VersionConflict,

    /// <summary>Anything else that trying again will not mend.</summary>
    Permanent,
}

/// <summary>
/// A failure at a connector's edge, in a message for a person. Never carries a secret or a
/// record's data.
/// </summary>
public sealed class ConnectorException : Exception
{
    public ConnectorException(ProblemKind kind, string message, Exception? inner = null)
        : base(message, inner) => Kind = kind;

    public ProblemKind Kind { get; }

    /// <summary>The way out, where there is one to name.</summary>
    public string? Hint { get; init; }

    /// <summary>Key of the field the app complains about, in the schema's spelling.</summary>
    public string? Field { get; init; }

    /// <summary>How long to wait before the next try, by the app's own word.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Id of the record that makes this one a duplicate.</summary>
    public string? DuplicateOf { get; init; }

    /// <summary>The operation that failed, such as "contacts.create".</summary>
    public string? Operation { get; init; }

    /// <summary>The app's own id of the exchange, for its support.</summary>
    public string? TraceId { get; init; }

    /// <summary>
    /// Nothing more can be done over this connection in this run, such as after writes were lost that
    /// it had taken: the run must end, and the next one goes on from what was noted.
    /// </summary>
    public bool EndsRun { get; init; }

    /// <summary>
    /// The refusal may hide a success (HighLevel answered 422 to creates that it kept; of two tries
    /// the answer to the first was lost): look before another try.
    /// </summary>
    public bool MayHaveHappened { get; init; }

    /// <summary>The app did nothing of what was asked.</summary>
    public bool SurelyDidNothing =>
        !MayHaveHappened
        && Kind is ProblemKind.Unauthorized or ProblemKind.Forbidden or ProblemKind.RateLimited;

    /// <summary>The same trouble, met by another try of something that may have happened before.</summary>
    public ConnectorException AfterLostAnswer() =>
        new(Kind, Message, this)
        {
            Hint = Hint,
            Field = Field,
            RetryAfter = RetryAfter,
            DuplicateOf = DuplicateOf,
            Operation = Operation,
            TraceId = TraceId,
            EndsRun = EndsRun,
            MayHaveHappened = true,
        };
}
