using System.Globalization;

namespace Tallystick.Sandbox.Contacts;

internal static class Birthdays
{
    private static readonly string[] Formats =
    [
        "yyyy/MM/dd",
        "MM/dd/yyyy",
        "yyyy-MM-dd",
        "MM-dd-yyyy",
        "yyyy.MM.dd",
        "MM.dd.yyyy",
        "yyyy_MM_dd",
        "MM_dd_yyyy",
    ];

    /// <summary>yyyy-MM-dd from one of the accepted spellings, or from an instant's date part.</summary>
    public static string? Parse(string text)
    {
        var date = text.Length > 10 && text[10] == 'T' ? text[..10] : text;
        return DateOnly.TryParseExact(
            date,
            Formats,
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var parsed
        )
            ? parsed.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : null;
    }
}
