using System.Text;
using Tallystick.Core.Comparison;

namespace Tallystick.Core.Matching;

/// <summary>
/// Names as they are compared to find who is who, never as they are written: letter case, accents,
/// white space and the shape of dashes and apostrophes do not count.
/// </summary>
public static class NameFold
{
    public static string Of(string text)
    {
        var plain = Composition.WithoutAccents(TextForm.Caseless(text)).ToLowerInvariant();
        var folded = new StringBuilder(plain.Length);
        foreach (var c in plain)
        {
            if (Spelt(c) is { } spelling)
                folded.Append(spelling);
            else
                folded.Append(c);
        }
        // Without separators it splits at all white space.
        return string.Join(
            ' ',
            folded.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        );
    }

    /// <summary>The folded words, without punctuation: "O'Brien-Smith" is "obrien" and "smith".</summary>
    public static IReadOnlyList<string> Words(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var c in Of(text))
        {
            if (char.IsLetterOrDigit(c))
                word.Append(c);
            else if (c is not '\'')
                Close();
        }
        Close();
        return words;

        void Close()
        {
            if (word.Length > 0)
                words.Add(word.ToString());
            word.Clear();
        }
    }

    /// <summary>Letters that are no letter with an accent, and yet are left out or spelt out by many.</summary>
    private static string? Spelt(char c) =>
        c switch
        {
            'ß' => "ss",
            'æ' => "ae",
            'œ' => "oe",
            'ø' => "o",
            'ł' => "l",
            'đ' or 'ð' => "d",
            'þ' => "th",
            'ı' => "i",
            '’' or '‘' or 'ʼ' or '´' or '`' => "'",
            '‐' or '‑' or '–' or '—' => "-",
            _ => null,
        };
}
