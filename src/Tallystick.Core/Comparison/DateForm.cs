using System.Globalization;

namespace Tallystick.Core.Comparison;

/// <summary>
/// Dates of birth and the like: the date as written, never moved by a zone (the day of a field that
/// holds points in time is <see cref="InstantForm.DayOf" />). Read are ISO dates and
/// instants, epoch milliseconds (UTC), and year-first or month-first dates with / - . or _ between
/// the parts, which are the formats HighLevel accepts. Where the first part cannot be a month the
/// date is day-first.
/// </summary>
internal static class DateForm
{
    private const int EpochDigitsMin = 9;

    public static string Of(string text)
    {
        if (IsWire(text))
            return text;
        return Parse(text) is { } date ? Wire(date) : TextForm.Wrong(text);
    }

    public static string Wire(DateOnly date) =>
        date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static DateOnly? Parse(string text)
    {
        var tidy = TextForm.Of(text);
        if (ParseEpoch(tidy) is { } instant)
            return DateOnly.FromDateTime(instant.UtcDateTime);
        return
            TryParse(tidy, out var date, out var rest)
            && (rest.IsEmpty || ClockTime.TryParse(rest, out _, out _))
            ? date
            : null;
    }

    /// <summary>Milliseconds since 1970; null for what is too short to be meant so.</summary>
    public static DateTimeOffset? ParseEpoch(string tidy)
    {
        var digits = tidy.AsSpan(tidy.StartsWith('-') ? 1 : 0);
        if (digits.Length < EpochDigitsMin || digits.ContainsAnyExceptInRange('0', '9'))
            return null;
        if (
            !long.TryParse(
                tidy,
                NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture,
                out var ms
            )
        )
            return null;
        var isInRange =
            ms >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds()
            && ms <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
        return isInRange ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null;
    }

    /// <summary>A date at the start of the text, and what follows it without the "T" between.</summary>
    public static bool TryParse(string tidy, out DateOnly date, out ReadOnlySpan<char> rest)
    {
        date = default;
        rest = default;
        var text = tidy.AsSpan();
        var end = text.IndexOfAny('T', 't', ' ');
        var part = end < 0 ? text : text[..end].TrimEnd(',');
        if (end >= 0)
            rest = text[(end + 1)..].Trim();
        if (end >= 0 && rest.IsEmpty)
            return false;
        if (part.Length == 8 && !part.ContainsAnyExceptInRange('0', '9'))
            return TryMake(Number(part[..4]), Number(part[4..6]), Number(part[6..]), out date);
        return TryParts(part, out date);
    }

    /// <summary>Most dates are in their wire form already.</summary>
    private static bool IsWire(string text) =>
        text is [_, _, _, _, '-', _, _, '-', _, _] && TryParts(text, out _);

    private static bool TryParts(ReadOnlySpan<char> part, out DateOnly date)
    {
        date = default;
        var at = part.IndexOfAny("/-._");
        if (at < 0)
            return false;
        var separator = part[at];
        Span<Range> ranges = stackalloc Range[4];
        if (part.Split(ranges, separator) != 3)
            return false;
        ReadOnlySpan<char> a = part[ranges[0]],
            b = part[ranges[1]],
            c = part[ranges[2]];
        if (a.Length == 4)
            return TryMake(Number(a), Number(b), Number(c), out date);
        if (c.Length != 4)
            return false;
        return Number(a) > 12
            ? TryMake(Number(c), Number(b), Number(a), out date)
            : TryMake(Number(c), Number(a), Number(b), out date);
    }

    private static int Number(ReadOnlySpan<char> digits) =>
        digits.Length is >= 1 and <= 4 && !digits.ContainsAnyExceptInRange('0', '9')
            ? int.Parse(digits, CultureInfo.InvariantCulture)
            : -1;

    private static bool TryMake(int year, int month, int day, out DateOnly date)
    {
        var isDate =
            year >= 1
            && month is >= 1 and <= 12
            && day >= 1
            && day <= DateTime.DaysInMonth(year, month);
        date = isDate ? new DateOnly(year, month, day) : default;
        return isDate;
    }
}
