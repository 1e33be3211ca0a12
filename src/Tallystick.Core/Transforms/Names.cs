using System.Text;

namespace Tallystick.Core.Transforms;

/// <summary>Names of people, as far as a rule without a dictionary can go.</summary>
internal static class Names
{
    /// <summary>"Ada King Lovelace" is Ada and the rest; "Lovelace, Ada" is the other way round.</summary>
    public static (string First, string Last) Split(string name)
    {
        var comma = name.IndexOf(',');
        if (comma >= 0)
            return (Words(name[(comma + 1)..]), Words(name[..comma]));
        var words = Words(name);
        var space = words.IndexOf(' ');
        return space < 0 ? (words, "") : (words[..space], words[(space + 1)..]);
    }

    /// <summary>
    /// Capitals at the start of words and after hyphens, and after an apostrophe with two letters
    /// or more behind it: O'Neil, but John's.
    /// </summary>
    public static string TitleCase(string text)
    {
        var title = new StringBuilder(text.Length);
        var startsWord = true;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            title.Append(startsWord ? char.ToUpperInvariant(c) : char.ToLowerInvariant(c));
            startsWord = c is '\'' or '\u2019'
                ? startsWord || HasTwoLetters(text, i + 1)
                : !char.IsLetterOrDigit(c) && !IsMark(c) && !char.IsSurrogate(c);
        }
        return title.ToString();
    }

    private static bool HasTwoLetters(string text, int at) =>
        at + 1 < text.Length && char.IsLetter(text[at]) && char.IsLetter(text[at + 1]);

    private static bool IsMark(char c) =>
        char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.NonSpacingMark;

    private static string Words(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
