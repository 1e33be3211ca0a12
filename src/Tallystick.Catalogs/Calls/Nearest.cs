namespace Tallystick.Catalogs.Calls;

/// <summary>"Did you mean…" for a name that does not exist.</summary>
internal static class Nearest
{
    private const int NamesMax = 12;

    /// <summary>The nearest name when it is near, else the names there are.</summary>
    public static string For(string wrong, IEnumerable<string> names)
    {
        var all = names.Distinct().ToArray();
        if (all.Length == 0)
            return "It takes none.";
        var nearest = all.Select(name => (name, distance: Distance(Fold(wrong), Fold(name))))
            .MinBy(n => n.distance);
        if (nearest.distance <= Math.Max(2, wrong.Length / 3))
            return $"Did you mean '{nearest.name}'?";
        return $"There are: {List(all)}.";
    }

    public static string List(IReadOnlyCollection<string> names) =>
        string.Join(", ", names.Take(NamesMax)) + (names.Count > NamesMax ? ", …" : "");

    private static string Fold(string name) =>
        string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    /// <summary>Levenshtein distance.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                var change = a[i - 1] == b[j - 1] ? diagonal : diagonal + 1;
                row[j] = Math.Min(Math.Min(row[j - 1], above) + 1, change);
                diagonal = above;
            }
        }
        return row[b.Length];
    }
}
