namespace Tallystick.Core.Yaml;

/// <summary>
/// Finds the bracket or brace that is never closed, in a text that is no YAML for that reason:
/// the scanner itself notices only at the end, or not at all.
/// </summary>
internal static class OpenBracket
{
    /// <returns>What opens and where, line and column from 1; null when all are closed.</returns>
    public static (char Opens, int Line, int Column)? In(string text)
    {
        var open = new Stack<(char Opens, int Line, int Column)>();
        var (line, start) = (1, 0);
        // The last thing before that was no space: it tells whether a value begins here.
        var before = '\n';
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            var begins = IsBeginning(before, open.Count > 0);
            if (c == '\n')
                (line, start, before) = (line + 1, i + 1, open.Count > 0 ? before : '\n');
            else if (c == '#' && (i == 0 || char.IsWhiteSpace(text[i - 1])))
                i = EndOfLine(text, i) - 1;
            else if (c is '"' or '\'' && begins)
                i = EndOfQuote(text, i, ref line, ref start);
            else if (c is '[' or '{' && (begins || open.Count > 0))
                open.Push((c, line, i - start + 1));
            else if (c is ']' or '}' && open.TryPop(out var opened) && !IsPair(opened.Opens, c))
                return opened;
            if (!char.IsWhiteSpace(c))
                before = c;
        }
        return open.Count > 0 ? open.Last() : null;
    }

    private static bool IsPair(char opens, char closes) =>
        (opens, closes) is ('[', ']') or ('{', '}');

    private static bool IsBeginning(char before, bool isInside) =>
        before is '\n' or ':' or '-' or '?' || (isInside && before is '[' or '{' or ',');

    private static int EndOfLine(string text, int from)
    {
        var end = text.IndexOf('\n', from);
        return end < 0 ? text.Length : end;
    }

    /// <summary>Where the closing quote stands; the end of the text when there is none.</summary>
    private static int EndOfQuote(string text, int from, ref int line, ref int start)
    {
        for (var i = from + 1; i < text.Length; i++)
        {
            if (text[i] == '\n')
                (line, start) = (line + 1, i + 1);
            else if (text[i] == '\\' && text[from] == '"')
                i++;
            else if (text[i] == text[from])
                return i;
        }
        return text.Length;
    }
}
