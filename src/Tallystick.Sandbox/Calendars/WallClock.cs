using System.Globalization;

namespace Tallystick.Sandbox.Calendars;

/// <summary>A location's clock: the times of its appointments are kept as it shows them.</summary>
internal static class WallClock
{
    private const string Form = "yyyy-MM-dd HH:mm:ss";

    public static long ToEpoch(string wall, string timeZone)
    {
        var time = Parse(wall);
        return new DateTimeOffset(time, Zone(timeZone).GetUtcOffset(time)).ToUnixTimeMilliseconds();
    }

    public static string FromEpoch(long epochMs, string timeZone) =>
        TimeZoneInfo
            .ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(epochMs), Zone(timeZone))
            .ToString(Form, CultureInfo.InvariantCulture);

    /// <summary>With its offset, as calendars show it.</summary>
    public static string Iso(string wall, string timeZone)
    {
        var time = Parse(wall);
        return new DateTimeOffset(time, Zone(timeZone).GetUtcOffset(time)).ToString(
            "yyyy-MM-dd'T'HH:mm:sszzz",
            CultureInfo.InvariantCulture
        );
    }

    private static DateTime Parse(string wall) =>
        DateTime.ParseExact(wall, Form, CultureInfo.InvariantCulture);

    private static TimeZoneInfo Zone(string timeZone) =>
        TimeZoneInfo.FindSystemTimeZoneById(timeZone);
}
