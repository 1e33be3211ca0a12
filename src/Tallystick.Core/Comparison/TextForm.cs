using System.Text;

namespace Tallystick.Core.Comparison;

/// <summary>Text as people mean it: spelling counts, encoding and stray white space do not.</summary>
internal static class TextForm
{
    private const char ZeroWidthSpace = '\u200b';
    private const char ByteOrderMark = '\ufeff';

    public static string Of(string text) => Trim(Composition.Nfc(Clean(text)));

    // Composed before, so that a letter and its mark have one case; and after, because lower case
    // can compose where upper case could not. The dotted capital I is the one letter that the
    // invariant culture has no lower case for.
    public static string Caseless(string text) =>
        Trim(
            Composition.Nfc(
                Composition.Nfc(Clean(text)).Replace("\u0130", "i\u0307").ToLowerInvariant()
            )
        );

    /// <summary>The form of a text that is no value of its kind; "" for blanks.</summary>
    public static string Wrong(string text)
    {
        var folded = Caseless(text);
        if (folded.Length == 0)
            return "";
        return folded.StartsWith('?') ? "?" + Trim(folded[1..]) : "?" + folded;
    }

    /// <summary>What a side may be sent: as typed, trimmed, \n line ends, no control characters.</summary>
    public static string Tidy(string text) => Trim(Clean(text));

    private static string Trim(string text)
    {
        var span = text.AsSpan();
        while (span.Length > 0 && IsEdge(span[0]))
            span = span[1..];
        while (span.Length > 0 && IsEdge(span[^1]))
            span = span[..^1];
        return span.Length == text.Length ? text : span.ToString();
    }

    // Pasted text brings these along; nobody sees them and many apps drop them.
    private static bool IsEdge(char c) =>
        char.IsWhiteSpace(c) || c is ZeroWidthSpace or ByteOrderMark;

    private static string Clean(string text)
    {
        var firstControl = IndexOfUnwanted(text);
        if (firstControl < 0)
            return text;
        var clean = new StringBuilder(text, 0, firstControl, text.Length);
        for (var i = firstControl; i < text.Length; i++)
        {
            var c = text[i];
            if (c is '\r')
            {
                if (i + 1 == text.Length || text[i + 1] != '\n')
                    clean.Append('\n');
            }
            else if (!IsUnwanted(c))
                clean.Append(c);
        }
        return clean.ToString();
    }

    private static int IndexOfUnwanted(string text)
    {
        for (var i = 0; i < text.Length; i++)
            if (IsUnwanted(text[i]))
                return i;
        return -1;
    }

    private static bool IsUnwanted(char c) => c is not ('\n' or '\t') && char.IsControl(c);
}
