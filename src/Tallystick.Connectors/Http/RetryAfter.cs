using System.Globalization;
using System.Net.Http.Headers;

namespace Tallystick.Connectors.Http;

/// <summary>How long an app asks to wait (RFC 9110, 10.2.3: seconds or a date).</summary>
public static class RetryAfter
{
    /// <summary>An app that asks for more than this is not waited for: the issue says so instead.</summary>
    public static readonly TimeSpan WaitMax = TimeSpan.FromDays(1);

    public const string HeaderName = "Retry-After";

    /// <summary>Null when the header is missing or makes no sense; never negative.</summary>
    public static TimeSpan? Of(
        HttpResponseHeaders headers,
        DateTimeOffset now,
        string header = HeaderName
    ) =>
        headers.NonValidated.TryGetValues(header, out var values) && values.Count > 0
            ? Parse(values.First(), now)
            : null;

    public static TimeSpan? Parse(string text, DateTimeOffset now)
    {
        text = text.Trim();
        if (
            double.TryParse(
                text,
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var seconds
            )
        )
            return TimeSpan.FromSeconds(Math.Min(seconds, WaitMax.TotalSeconds));
        if (
            !DateTimeOffset.TryParse(
                text,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var date
            )
        )
            return null;
        var wait = date - now;
        return wait < TimeSpan.Zero ? TimeSpan.Zero
            : wait > WaitMax ? WaitMax
            : wait;
    }
}
