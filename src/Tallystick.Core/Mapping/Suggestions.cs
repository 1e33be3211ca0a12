using F23.StringSimilarity;

namespace Tallystick.Core.Mapping;

/// <summary>"Did you mean…" for a name that does not exist.</summary>
public static class Suggestions
{
    private const int NamesMax = 12;
    private static readonly Levenshtein Edits = new();

    /// <summary>The nearest name when it is near, else the names there are.</summary>
    public static string For(string wrong, IEnumerable<string> names)
    {
        var all = names.Distinct().ToArray();
        if (all.Length == 0)
            return "There are none.";
        var nearest = all.Select(name => (name, distance: Edits.Distance(Fold(wrong), Fold(name))))
            .MinBy(n => n.distance);
        if (nearest.distance <= Math.Max(2, wrong.Length / 3))
            return $"Did you mean '{nearest.name}'?";
        var more = all.Length > NamesMax ? ", …" : "";
        return $"There are: {string.Join(", ", all.Take(NamesMax))}{more}.";
    }

    private static string Fold(string name) =>
        string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
