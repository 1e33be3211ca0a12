using System.Globalization;
using System.Text.RegularExpressions;

namespace Tallystick.Core.Transforms;

/// <summary>Messages about expressions: where it is, what it is, what to do.</summary>
internal static partial class Diagnosis
{
    public static TransformException OfSyntax(string error)
    {
        var place = Place().Match(error);
        var message = error.ReplaceLineEndings("\n").Split('\n')[0];
        int? Part(int group) =>
            place.Success
                ? int.Parse(place.Groups[group].ValueSpan, CultureInfo.InvariantCulture)
                : null;
        return new TransformException(message)
        {
            Line = Part(1),
            Column = Part(2),
            Hint = "Output is written {{ … }}, logic {% … %}; each must be closed.",
        };
    }

    public static TransformException OfFilter(string source, string name, IEnumerable<string> known)
    {
        var at = Regex.Match(source, $@"\|\s*({Regex.Escape(name)})\b");
        return At(
            source,
            at.Success ? at.Groups[1].Index : -1,
            $"there is no filter '{name}'",
            Nearest(name, known) is { } nearest ? $"Did you mean '{nearest}'?" : null
        );
    }

    public static TransformException OfFields(
        string source,
        IReadOnlyList<string> unknown,
        IEnumerable<string> known
    )
    {
        var names = string.Join(", ", unknown.Select(name => $"'{name}'"));
        var hint = Nearest(unknown[0], known) is { } nearest
            ? $"Did you mean '{nearest}'?"
            : "A key that is no plain name is written record[\"the key\"].";
        var word = unknown[0].Split('.')[^1];
        return At(
            source,
            source.IndexOf(word, StringComparison.Ordinal),
            $"the record has no field {names}",
            hint
        );
    }

    public static TransformException At(string source, string word, string problem) =>
        At(source, source.IndexOf(word, StringComparison.Ordinal), problem, null);

    private static TransformException At(string source, int index, string problem, string? hint)
    {
        if (index < 0)
            return new TransformException(Sentence(problem, "", hint)) { Hint = hint };
        var line = source.AsSpan(0, index).Count('\n') + 1;
        var column = index - source.LastIndexOf('\n', Math.Max(0, index - 1), index);
        return new TransformException(Sentence(problem, $" at ({line}:{column})", hint))
        {
            Line = line,
            Column = column,
            Hint = hint,
        };
    }

    private static string Sentence(string problem, string place, string? hint) =>
        $"{char.ToUpperInvariant(problem[0])}{problem[1..]}{place}.{(hint is null ? "" : " " + hint)}";

    private static string? Nearest(string name, IEnumerable<string> known) =>
        known
            .Select(candidate => (candidate, distance: Distance(name, candidate)))
            .Where(pair => pair.distance <= Math.Max(1, name.Length / 3))
            .OrderBy(pair => pair.distance)
            .ThenBy(pair => pair.candidate, StringComparer.Ordinal)
            .Select(pair => pair.candidate)
            .FirstOrDefault();

    /// <summary>Letters to add, drop or swap to get from one word to the other (Levenshtein).</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var swap = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(swap, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.Length];
    }

    [GeneratedRegex(@"\((\d+):(\d+)\)", RegexOptions.CultureInvariant)]
    private static partial Regex Place();
}
