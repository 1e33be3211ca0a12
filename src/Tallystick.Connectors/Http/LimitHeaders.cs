using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Tallystick.Core.Limits;

namespace Tallystick.Connectors.Http;

/// <summary>The headers in which an app reports its limits; null for those it does not send.</summary>
public sealed record LimitHeaders
{
    /// <summary>Only what HTTP itself knows: 429 and Retry-After.</summary>
    public static LimitHeaders Standard { get; } = new();

    /// <summary>Calls that the short window grants.</summary>
    public string? Limit { get; init; }

    /// <summary>How long the short window is, in milliseconds.</summary>
    public string? IntervalMilliseconds { get; init; }

    /// <summary>Calls left in the short window.</summary>
    public string? Remaining { get; init; }

    /// <summary>Seconds until the short window ends; stands in for a missing Retry-After.</summary>
    public string? Reset { get; init; }

    public string RetryAfter { get; init; } = Http.RetryAfter.HeaderName;

    public string? DailyRemaining { get; init; }

    public string? DailyLimit { get; init; }

    /// <summary>What an answer says about the limits.</summary>
    public CallOutcome Read(HttpResponseMessage response, DateTimeOffset now)
    {
        var headers = response.Headers;
        var limited = response.StatusCode is HttpStatusCode.TooManyRequests;
        return new CallOutcome
        {
            RateLimited = limited,
            RetryAfter = WaitOf(response, now),
            Limit = Number(headers, Limit),
            Interval = Number(headers, IntervalMilliseconds) is { } ms
                ? TimeSpan.FromMilliseconds(ms)
                : null,
            Remaining = Number(headers, Remaining),
            DailyRemaining = Number(headers, DailyRemaining),
            DailyLimit = Number(headers, DailyLimit),
        };
    }

    /// <summary>How long a refused call should wait; null when the answer does not say.</summary>
    public TimeSpan? WaitOf(HttpResponseMessage response, DateTimeOffset now) =>
        Http.RetryAfter.Of(response.Headers, now, RetryAfter)
        ?? (
            response.StatusCode is HttpStatusCode.TooManyRequests && Reset is not null
                ? Http.RetryAfter.Of(response.Headers, now, Reset)
                : null
        );

    private static int? Number(HttpResponseHeaders headers, string? name) =>
        name is not null
        && headers.NonValidated.TryGetValues(name, out var values)
        && values.Count > 0
        && int.TryParse(
            values.First(),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? number
            : null;
}
