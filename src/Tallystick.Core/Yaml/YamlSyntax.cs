using YamlDotNet.Core;

namespace Tallystick.Core.Yaml;

/// <summary>Says in words for a person what the YAML scanner stumbled over, and where.</summary>
internal static class YamlSyntax
{
    public static DocumentException Explain(YamlException e, string text, string file)
    {
        var lines = text.Split('\n');
        var line = Math.Clamp((int)e.Start.Line, 1, lines.Length);
        var column = Math.Max(1, (int)e.Start.Column);
        if (e.Message.Contains("tab", StringComparison.Ordinal))
            return Tab(lines, line, file);
        if (e.Message.Contains("quoted scalar", StringComparison.Ordinal))
            return Quote(e, file, line, column);
        var (message, hint) = Words(e.Message, lines[line - 1], column);
        return new DocumentException(file, line, column, message, hint);
    }

    /// <summary>Some bracket is never closed: the outermost one that is open at the end.</summary>
    public static DocumentException Unclosed(string text, string file)
    {
        var open = new Stack<(int Line, int Column, char Bracket)>();
        var lines = text.Split('\n');
        for (var line = 0; line < lines.Length; line++)
            Track(lines[line], line + 1, open);
        var (at, column, bracket) = open.Count > 0 ? open.Last() : (lines.Length, 1, '[');
        return bracket is '{'
            ? new DocumentException(
                file,
                at,
                column,
                "a map in braces is not closed",
                "Look for a missing '}' behind here."
            )
            : new DocumentException(
                file,
                at,
                column,
                "a list in brackets is not closed",
                "Look for a missing ']' behind here."
            );
    }

    /// <summary>Brackets count where a value begins, and all of them within another.</summary>
    private static void Track(string text, int line, Stack<(int, int, char)> open)
    {
        var quote = '\0';
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quote != '\0')
                quote = c == quote ? '\0' : quote;
            else if (c is '#' && (i == 0 || char.IsWhiteSpace(text[i - 1])))
                return;
            else if (c is '"' or '\'' && BeginsValue(text, i))
                quote = c;
            else if (c is '[' or '{' && (open.Count > 0 || BeginsValue(text, i)))
                open.Push((line, i + 1, c));
            else if (c is ']' or '}' && open.Count > 0)
                open.Pop();
        }
    }

    private static bool BeginsValue(string text, int index) =>
        text.AsSpan(0, index).TrimEnd() is not [.., var before] || ":-,[{".Contains(before);

    private static DocumentException Tab(string[] lines, int from, string file)
    {
        var index = Array.FindIndex(lines, from - 1, IsTabbed);
        return new DocumentException(
            file,
            index < 0 ? from : index + 1,
            index < 0 ? 1 : lines[index].IndexOf('\t', StringComparison.Ordinal) + 1,
            "a tab stands in the indentation",
            "Indent with spaces."
        );
    }

    private static bool IsTabbed(string line) =>
        line[..^line.TrimStart().Length].Contains('\t', StringComparison.Ordinal);

    private static DocumentException Quote(YamlException e, string file, int line, int column) =>
        e.Message.Contains("escape", StringComparison.Ordinal)
            ? new DocumentException(
                file,
                (int)e.End.Line,
                (int)e.End.Column,
                "an escape that YAML does not know",
                "Write '\\\\' for a backslash, or use single quotes."
            )
            : new DocumentException(
                file,
                line,
                column,
                "the quote that opens here is never closed"
            );

    private static (string Message, string? Hint) Words(string message, string line, int column)
    {
        if (message.Contains("flow sequence", StringComparison.Ordinal))
            return (
                "a list in brackets is not closed",
                "Look for a missing ',' or ']' before here."
            );
        if (message.Contains("flow mapping", StringComparison.Ordinal))
            return ("a map in braces is not closed", "Look for a missing ',' or '}' before here.");
        if (message.Contains("invalid mapping", StringComparison.Ordinal))
            return (
                "a ':' where no key can stand",
                "Put a text that contains ': ' in quotes, and check the indentation."
            );
        if (message.Contains("cannot start any token", StringComparison.Ordinal))
            return (
                $"a value cannot start with '{CharacterAt(line, column)}'",
                "Put it in quotes."
            );
        if (message.Contains("expected key", StringComparison.Ordinal))
            return
                line[..(Math.Min(column, line.Length + 1) - 1)].TrimEnd()
                    is [.., (']' or '}' or '"' or '\'') and var end]
                ? (
                    $"'{line[(column - 1)..].Trim()}' stands after the '{end}' that ends the value",
                    "Take it away, or put the whole value in quotes."
                )
                : ("this line is not indented like its neighbours", null);
        return ($"this is not YAML: {message.TrimEnd('.')}", null);
    }

    private static char CharacterAt(string line, int column) =>
        column <= line.Length ? line[column - 1] : ' ';
}
