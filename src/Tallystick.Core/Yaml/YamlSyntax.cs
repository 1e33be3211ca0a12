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
        if (IsAboutBrackets(e.Message) && Bracket(text, file) is { } unclosed)
            return unclosed;
        var (message, hint) = Words(e.Message, lines[line - 1], column);
        return new DocumentException(file, line, column, message, hint);
    }

    /// <summary>For what the scanner does not say itself.</summary>
    /// <param name="at">How far it came.</param>
    public static DocumentException Explain(Mark at, string text, string file) =>
        Bracket(text, file)
        ?? new DocumentException(
            file,
            Math.Max(1, (int)at.Line),
            Math.Max(1, (int)at.Column),
            "this is not YAML",
            "Look at this line and the one before for a bracket, a brace or a quote too many or too few."
        );

    private static bool IsAboutBrackets(string message) =>
        message.Contains("flow sequence", StringComparison.Ordinal)
        || message.Contains("flow mapping", StringComparison.Ordinal)
        || message.Contains("node content", StringComparison.Ordinal);

    private static DocumentException? Bracket(string text, string file) =>
        OpenBracket.In(text) is var (opens, line, column)
            ? new DocumentException(
                file,
                line,
                column,
                $"the '{opens}' that opens here is never closed",
                $"Close it with '{(opens == '[' ? ']' : '}')}', or put the text in quotes."
            )
            : null;

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
