using System.Globalization;

namespace Tallystick.Core.Comparison;

/// <summary>Points in time. A date alone is its midnight.</summary>
internal sealed class InstantForm(string? timeZone)
{
    private const string UtcFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
    private const string OffsetFormat = "yyyy-MM-dd'T'HH:mm:ss.fffzzz";

    private readonly TimeZoneInfo _zone =
        timeZone is not null && TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out var found)
            ? found
            : TimeZoneInfo.Utc;

    public string Of(string text)
    {
        if (IsUtc(text))
            return text;
        return Parse(text) is { } instant
            ? instant.UtcDateTime.ToString(UtcFormat, CultureInfo.InvariantCulture)
            : TextForm.Wrong(text);
    }

    /// <summary>The day on which it falls in the zone; a date alone is itself.</summary>
    public string DayOf(string text) =>
        Day(text) is { } day ? DateForm.Wire(day) : TextForm.Wrong(text);

    /// <returns>Null when the text is no point in time.</returns>
    public DateOnly? Day(string text) =>
        Parse(text) is { } instant
            ? DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, _zone).DateTime)
            : null;

    /// <summary>Keeps the written wall time and its offset, so that its date stays its date.</summary>
    public string? Wire(string text) =>
        Parse(text) switch
        {
            null => null,
            { Offset.Ticks: 0 } utc => utc.ToString(UtcFormat, CultureInfo.InvariantCulture),
            { } local => local.ToString(OffsetFormat, CultureInfo.InvariantCulture),
        };

    /// <summary>Most instants are in the form that JavaScript writes.</summary>
    private static bool IsUtc(string text) =>
        text is [.., 'Z']
        && DateTime.TryParseExact(
            text,
            UtcFormat,
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out _
        );

    public DateTimeOffset? Parse(string text)
    {
        var tidy = TextForm.Of(text);
        if (DateForm.ParseEpoch(tidy) is { } epoch)
            return epoch;
        if (!DateForm.TryParse(tidy, out var date, out var rest))
            return null;
        var time = TimeSpan.Zero;
        TimeSpan? offset = null;
        if (!rest.IsEmpty && !ClockTime.TryParse(rest, out time, out offset))
            return null;
        var wall = date.ToDateTime(TimeOnly.MinValue) + time;
        var span = offset ?? _zone.GetUtcOffset(wall);
        var utcTicks = wall.Ticks - span.Ticks;
        // Offsets of old local mean times have seconds, which ISO 8601 cannot write.
        if (span.Ticks % TimeSpan.TicksPerMinute != 0)
            (wall, span) = (new DateTime(utcTicks), TimeSpan.Zero);
        return utcTicks >= 0 && utcTicks <= DateTime.MaxValue.Ticks
            ? new DateTimeOffset(wall, span)
            : null;
    }
}
