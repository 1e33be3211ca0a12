using System.Globalization;
using System.Text.RegularExpressions;

namespace Tallystick.Core.Comparison;

/// <summary>A time of day with an optional offset, as it follows a date.</summary>
internal static partial class ClockTime
{
    /// <param name="offset">Null when the text does not say.</param>
    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan time, out TimeSpan? offset)
    {
        time = default;
        offset = null;
        var match = Pattern().Match(text.ToString());
        if (!match.Success || Hour(match) is not { } hour)
            return false;
        time =
            new TimeSpan(hour, Part(match, "m"), Part(match, "s"))
            + TimeSpan.FromMilliseconds(Milliseconds(match.Groups["f"].ValueSpan));
        if (match.Groups["z"].Success)
            offset = Offset(match);
        return true;
    }

    private static int? Hour(Match match)
    {
        var hour = Part(match, "h");
        if (!match.Groups["ap"].Success)
            return hour <= 23 ? hour : null;
        if (hour is < 1 or > 12)
            return null;
        var isAfternoon = match.Groups["ap"].ValueSpan[0] is 'p' or 'P';
        return (hour % 12) + (isAfternoon ? 12 : 0);
    }

    private static TimeSpan Offset(Match match)
    {
        if (!match.Groups["sign"].Success)
            return TimeSpan.Zero;
        var span = new TimeSpan(Part(match, "oh"), Part(match, "om"), 0);
        return match.Groups["sign"].ValueSpan[0] is '+' ? span : -span;
    }

    // Beyond the millisecond digits are dropped, not rounded: apps that keep milliseconds cut.
    private static int Milliseconds(ReadOnlySpan<char> fraction)
    {
        var ms = 0;
        for (var i = 0; i < 3; i++)
            ms = (ms * 10) + (i < fraction.Length ? fraction[i] - '0' : 0);
        return ms;
    }

    private static int Part(Match match, string group) =>
        match.Groups[group].Success
            ? int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture)
            : 0;

    [GeneratedRegex(
        @"^(?<h>[0-9]{1,2}):(?<m>[0-5][0-9])(:(?<s>[0-5][0-9])([.,](?<f>[0-9]{1,9}))?)?"
            + @"\s?(?<ap>[AaPp][Mm])?\s?"
            + @"(?<z>[Zz]|UTC|GMT|(?<sign>[+-])(?<oh>0[0-9]|1[0-4]):?(?<om>[0-5][0-9])?)?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Pattern();
}
