namespace Tallystick.Engine.Writing;

/// <summary>Whether a value is another one in an app's own form: cut, trimmed, formatted, spelled out.</summary>
internal static class Respelling
{
    public static bool IsFormOf(string? written, string? shown)
    {
        if (string.IsNullOrEmpty(written) || string.IsNullOrEmpty(shown))
            return false;
        var (a, b) = (Letters(written), Letters(shown));
        return a.Length > 0
            && b.Length > 0
            && (
                a.Contains(b, StringComparison.OrdinalIgnoreCase)
                || b.Contains(a, StringComparison.OrdinalIgnoreCase)
            );
    }

    private static string Letters(string text) => string.Concat(text.Where(char.IsLetterOrDigit));
}
