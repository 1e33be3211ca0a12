using System.Text.RegularExpressions;
using Tallystick.Core.Mapping;
using Tallystick.Core.Yaml;

namespace Tallystick.Engine.Configuration;

/// <summary>
/// Changes a sync's step in the text of its file and leaves every other character alone, so that
/// comments and layout stay as their author wrote them.
/// </summary>
public static partial class SyncFileEditor
{
    /// <returns>The whole text with the step.</returns>
    /// <exception cref="DocumentException">The file cannot be read, or is written in a way that is left to a person.</exception>
    public static string WithStep(string text, string path, string sync, SyncStep step)
    {
        var map =
            YamlMap.Parse(text, path).Map("syncs")?.Map(sync)
            ?? throw new ArgumentException($"There is no sync '{sync}'.", nameof(sync));
        var ending = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        var lines = new List<string>(text.Split(ending));
        var indent = IndentOf(map, lines, path, "left");
        var edits = new (string Key, string? Value)[]
        {
            ("mode", YamlWords.Kebab(step.Mode.ToString())),
            ("canary", step.Canary?.ToString()),
            (
                "canary-rest",
                step.Canary is { Rest: not SyncMode.Observe } canary
                    ? YamlWords.Kebab(canary.Rest.ToString())
                    : null
            ),
        };
        // From the last line up, so that the lines above keep their numbers.
        foreach (
            var (key, value) in edits
                .Where(e => map.Has(e.Key))
                .OrderByDescending(e => map.Where(e.Key).Line)
        )
            Replace(map, lines, path, key, value);
        var missing = edits.Where(e => !map.Has(e.Key) && e.Value is not null);
        var at = LineOf(lines, indent, map.Has("mode") ? "mode" : "right", map.Where("left").Line);
        lines.InsertRange(at, missing.Select(e => $"{indent}{e.Key}: {e.Value}"));
        var edited = string.Join(ending, lines);
        Check(edited, path, sync, step);
        return edited;
    }

    private static void Replace(
        YamlMap map,
        List<string> lines,
        string path,
        string key,
        string? value
    )
    {
        IndentOf(map, lines, path, key);
        var line = map.Where(key).Line - 1;
        if (value is null)
            lines.RemoveAt(line);
        else
            lines[line] = Scalar().Replace(lines[line], $"${{key}}{value}${{rest}}");
    }

    /// <summary>The white space before a key that has its line to itself.</summary>
    private static string IndentOf(YamlMap map, List<string> lines, string path, string key)
    {
        var position = map.Where(key);
        var line = lines[position.Line - 1];
        var match = Scalar().Match(line);
        return match.Success && line.Length - line.TrimStart().Length == position.Column - 1
            ? line[..(position.Column - 1)]
            : throw Unable(path, position.Line, key);
    }

    /// <summary>Just below the key, wherever it stands by now.</summary>
    private static int LineOf(List<string> lines, string indent, string key, int from)
    {
        bool Is(int i) => lines[i].StartsWith($"{indent}{key}:", StringComparison.Ordinal);
        for (var distance = 0; distance < lines.Count; distance++)
        {
            if (from - 1 + distance < lines.Count && Is(from - 1 + distance))
                return from + distance;
            if (from - 1 - distance >= 0 && Is(from - 1 - distance))
                return from - distance;
        }
        return from;
    }

    private static void Check(string edited, string path, string sync, SyncStep step)
    {
        var file = SyncFile.Parse(edited, path, _ => null);
        var after = file.Syncs.Single(s => s.Name == sync);
        if (after.Step != step)
            throw Unable(path, 1, "mode");
    }

    private static DocumentException Unable(string path, int line, string key) =>
        new(
            path,
            line,
            1,
            $"'{key}' is written in a way that this program does not edit",
            "Write the keys of a sync on lines of their own, or set 'mode' and 'canary' by hand."
        );

    [GeneratedRegex(
        """^(?<key>\s*["']?[a-z-]+["']?\s*:\s+)(?<value>"[^"]*"|'[^']*'|[^\s#]+)(?<rest>.*)$"""
    )]
    private static partial Regex Scalar();
}
