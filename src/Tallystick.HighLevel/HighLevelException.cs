using System.Net;

namespace Tallystick.HighLevel;

/// <summary>The API answered, and not with what was asked for.</summary>
public sealed class HighLevelException(
    HighLevelProblem problem,
    Operation operation,
    HttpStatusCode status,
    IReadOnlyList<string> messages
) : Exception(messages.Count > 0 ? string.Join("; ", messages) : $"status {(int)status}")
{
    public HighLevelProblem Problem => problem;

    public Operation Operation => operation;

    public HttpStatusCode Status => status;

    /// <summary>The API's own words; it sends one or several.</summary>
    public IReadOnlyList<string> Messages => messages;

    /// <summary>The API's id of the exchange, for its support.</summary>
    public string? TraceId { get; init; }

    /// <summary>For <see cref="HighLevelProblem.Duplicate"/>: whose e-mail or phone it is.</summary>
    public string? DuplicateOf { get; init; }

    /// <summary>For <see cref="HighLevelProblem.Duplicate"/>: "email" or "phone".</summary>
    public string? MatchingField { get; init; }

    /// <summary>How long to wait, where the answer says so; the API documents no such header.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The answer is a web page, as a proxy or a log-in sends it.</summary>
    public bool IsWebPage { get; init; }
}
