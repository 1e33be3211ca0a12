namespace Tallystick.HighLevel;

/// <summary>Why the API said no, told apart where it matters what to do next.</summary>
public enum HighLevelProblem
{
    /// <summary>The token is unknown, revoked or expired: the one 401 that a new token mends.</summary>
    InvalidToken,

    /// <summary>The refresh token is used up or revoked: the app must be connected again.</summary>
    InstallLost,

    /// <summary>The location is suspended; its tokens are not renewed meanwhile.</summary>
    Inactive,

    /// <summary>The token endpoint could not be reached, or its answer got lost.</summary>
    Unreachable,

    /// <summary>The token is good and lacks a scope; the API says 401 to this too.</summary>
    MissingScope,

    /// <summary>An agency's token where a location's is needed, or the other way round.</summary>
    WrongTokenClass,

    /// <summary>The token belongs to another location.</summary>
    WrongLocation,

    /// <summary>The Version header is missing or unknown.</summary>
    WrongVersion,

    /// <summary>The record is gone; for contacts the API says 400 to this.</summary>
    NotFound,

    /// <summary>There is no such path.</summary>
    NoSuchPath,

    /// <summary>Another contact has this e-mail or phone.</summary>
    Duplicate,

    /// <summary>The request or a value in it is refused.</summary>
    Invalid,

    /// <summary>Too many calls within the short window.</summary>
    RateLimited,

    /// <summary>The day's calls are spent.</summary>
    DailyLimitReached,

    /// <summary>The server failed.</summary>
    ServerError,

    /// <summary>The answer is no JSON, or only part of it.</summary>
    NotJson,

    /// <summary>Anything else.</summary>
    Other,
}
