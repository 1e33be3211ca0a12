using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Tallystick.Engine.Configuration;

/// <summary>Single values as YAML that reads back the same: plain where that is safe.</summary>
internal static partial class YamlText
{
    /// <summary>A value after "key: ".</summary>
    public static string Block(string text) =>
        BlockPlain().IsMatch(text) && !IsNothing(text) ? text : Quoted(text);

    /// <summary>A key or an element between brackets or braces.</summary>
    public static string Flow(string text) =>
        FlowPlain().IsMatch(text) && !IsNothing(text) ? text : Quoted(text);

    public static string FlowList(IEnumerable<string> texts) =>
        $"[{string.Join(", ", texts.Select(Flow))}]";

    public static string FlowMap(IEnumerable<KeyValuePair<string, string>> texts) =>
        $"{{ {string.Join(", ", texts.Select(t => $"{Flow(t.Key)}: {Quoted(t.Value)}"))} }}";

    public static string Quoted(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var rune in text.EnumerateRunes())
            if (rune.Value is '"' or '\\')
                quoted.Append('\\').Append((char)rune.Value);
            else if (rune.Value is '\n')
                quoted.Append("\\n");
            else if (rune.Value is '\t')
                quoted.Append("\\t");
            else if (IsPrintable(rune))
                quoted.Append(rune.ToString());
            else
                quoted.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:X8}");
        return quoted.Append('"').ToString();
    }

    private static bool IsPrintable(Rune rune) =>
        rune.Value is ' '
        || Rune.GetUnicodeCategory(rune)
            is not (
                UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.SpaceSeparator
                or UnicodeCategory.OtherNotAssigned
                or UnicodeCategory.PrivateUse
            );

    private static bool IsNothing(string text) => text is "null" or "Null" or "NULL";

    // A colon inside is fine where no space follows, a # where none precedes: both are excluded
    // by having neither next to a space.
    [GeneratedRegex(@"\A[\p{L}\p{Nd}_$./][\p{L}\p{Nd}_$./@+:{}=&?%-]*(?<!:)\z")]
    private static partial Regex BlockPlain();

    [GeneratedRegex(@"\A[\p{L}\p{Nd}_][\p{L}\p{Nd}_./@+-]*( [\p{L}\p{Nd}_./@+-]+)*\z")]
    private static partial Regex FlowPlain();
}
