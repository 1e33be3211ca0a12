using System.Globalization;
using System.Text;

namespace Tallystick.Core.Yaml;

/// <summary>Spellings: kebab-case, durations, ranges, and the nearest of several words.</summary>
public static class YamlWords
{
    private static readonly (string Unit, TimeSpan Length)[] Units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)),
        ("s", TimeSpan.FromSeconds(1)),
        ("m", TimeSpan.FromMinutes(1)),
        ("h", TimeSpan.FromHours(1)),
        ("d", TimeSpan.FromDays(1)),
    ];

    /// <summary>"FillIfEmpty" → "fill-if-empty".</summary>
    public static string Kebab(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        foreach (var c in name)
        {
            if (char.IsUpper(c) && text.Length > 0)
                text.Append('-');
            text.Append(char.ToLowerInvariant(c));
        }
        return text.ToString();
    }

    /// <summary>"500ms", "12s", "5m", "24h", "7d"; null for anything else.</summary>
    public static TimeSpan? Duration(string text)
    {
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        if (digits is 0 or > 9)
            return null;
        foreach (var (unit, length) in Units)
            if (text.AsSpan(digits).SequenceEqual(unit))
                return length * int.Parse(text.AsSpan(0, digits), CultureInfo.InvariantCulture);
        return null;
    }

    /// <summary>The shortest spelling that <see cref="Duration"/> reads back.</summary>
    public static string Spell(TimeSpan duration)
    {
        var (unit, length) = Units.Last(u =>
            u.Unit is "ms" || (duration != default && duration.Ticks % u.Length.Ticks == 0)
        );
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{duration.Ticks / length.Ticks}{unit}"
        );
    }

    /// <summary>The candidate that the word was probably meant to be; null when none is near.</summary>
    public static string? Nearest(string word, IEnumerable<string> candidates)
    {
        var near = candidates
            .Select(c => (Candidate: c, Distance: Distance(Folded(word), Folded(c))))
            .OrderBy(c => c.Distance)
            .ThenBy(c => c.Candidate, StringComparer.Ordinal)
            .FirstOrDefault();
        return
            near.Candidate is { } best
            && near.Distance <= Math.Max(1, Math.Min(word.Length, best.Length) / 3)
            ? best
            : null;
    }

    internal static string Range(int min, int max) =>
        (min, max) switch
        {
            (int.MinValue, int.MaxValue) => "",
            (_, int.MaxValue) => string.Create(CultureInfo.InvariantCulture, $" of at least {min}"),
            (int.MinValue, _) => string.Create(CultureInfo.InvariantCulture, $" of at most {max}"),
            _ => string.Create(CultureInfo.InvariantCulture, $" from {min} to {max}"),
        };

    private static string Folded(string word) =>
        word.Replace("_", "-", StringComparison.Ordinal).ToLowerInvariant();

    /// <summary>Edits between two words, a swap of neighbours counting as one (optimal alignment).</summary>
    private static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            d[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            d[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        for (var j = 1; j <= b.Length; j++)
        {
            var substitute = d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            d[i, j] = Math.Min(substitute, Math.Min(d[i - 1, j], d[i, j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
        }
        return d[a.Length, b.Length];
    }
}
