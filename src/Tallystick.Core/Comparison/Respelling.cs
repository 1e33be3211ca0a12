namespace Tallystick.Core.Comparison;

/// <summary>Whether a value is another one in an app's own form: cut, trimmed, formatted, spelled out.</summary>
public static class Respelling
{
    /// <summary>So many letters and digits of a long text tell it from others.</summary>
    private const int BeginningLength = 100;

    /// <summary>Whether two long texts begin with the same words, whatever stands between them.</summary>
    public static bool BeginsLike(string written, string? shown)
    {
        if (shown is null)
            return false;
        var (a, b) = (Letters(written), Letters(shown));
        return a.Length >= BeginningLength
            && b.Length >= BeginningLength
            && string.Compare(a, 0, b, 0, BeginningLength, StringComparison.OrdinalIgnoreCase) == 0;
    }

    public static bool IsFormOf(string? written, string? shown)
    {
        if (string.IsNullOrEmpty(written) || string.IsNullOrEmpty(shown))
            return false;
        var (a, b) = (Letters(written), Letters(shown));
        return a.Length > 0 && b.Length > 0 && (IsEndOf(a, b) || IsEndOf(b, a));
    }

    /// <summary>Its beginning, as of a cut text, or its end, as of a number without its prefix.</summary>
    private static bool IsEndOf(string part, string whole) =>
        whole.StartsWith(part, StringComparison.OrdinalIgnoreCase)
        || whole.EndsWith(part, StringComparison.OrdinalIgnoreCase);

    private static string Letters(string text) => string.Concat(text.Where(char.IsLetterOrDigit));
}
