using System.Globalization;

namespace Tallystick.Connectors.HighLevel.Objects;

/// <summary>When appointments are looked for, and what their times without a zone mean.</summary>
internal static class AppointmentTimes
{
    /// <summary>How far ahead appointments are listed, in whole years after the current one.</summary>
    public const int YearsAhead = 2;

    /// <summary>There was no such app before.</summary>
    private const int FirstYear = 2018;

    /// <summary>
    /// The stretches of a whole listing: all that is older than last year, and then year by year.
    /// The begin does not move with time: what was listed once must not drop out for being old.
    /// </summary>
    public static IEnumerable<(DateTimeOffset From, DateTimeOffset To)> Stretches(int year)
    {
        yield return (StartOf(FirstYear), StartOf(year - 1));
        for (var y = year - 1; y <= year + YearsAhead; y++)
            yield return (StartOf(y), StartOf(y + 1));
    }

    /// <summary>"2021-07-16 11:00:00" as the location's clock shows it, with its offset.</summary>
    public static string? Zoned(string? text, string? timeZone)
    {
        if (
            timeZone is null
            || !TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out var zone)
            || !DateTime.TryParseExact(
                text,
                "yyyy-MM-dd HH:mm:ss",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var wall
            )
        )
            return text;
        return new DateTimeOffset(wall, zone.GetUtcOffset(wall)).ToString(
            "yyyy-MM-dd'T'HH:mm:sszzz",
            CultureInfo.InvariantCulture
        );
    }

    private static DateTimeOffset StartOf(int year) => new(year, 1, 1, 0, 0, 0, TimeSpan.Zero);
}
