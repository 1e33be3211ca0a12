using Tallystick.Core.Matching;

namespace Tallystick.Engine.Matching;

/// <summary>Two records that look alike.</summary>
internal sealed record Suggestion(string LeftId, string RightId, Likeness Likeness);

/// <summary>The best suggestions, and how many there are.</summary>
/// <param name="max">So many are listed.</param>
/// <param name="acceptAbove">All of at least this score are kept, too; null for none.</param>
internal sealed class Suggestions(int max, int? acceptAbove)
{
    private readonly List<Suggestion> _first = [];
    private readonly List<Suggestion> _good = [];

    public long Count { get; private set; }

    public IReadOnlyList<Suggestion> Best
    {
        get
        {
            Trim();
            return _first;
        }
    }

    /// <summary>Those of the wanted score whose two records each have no other that is as good.</summary>
    public IReadOnlyList<Suggestion> Acceptable
    {
        get
        {
            var left = Tops(_good.GroupBy(s => s.LeftId, StringComparer.Ordinal));
            var right = Tops(_good.GroupBy(s => s.RightId, StringComparer.Ordinal));
            var alone = _good.Where(s => left.Contains(s) && right.Contains(s)).ToList();
            alone.Sort(BestFirst);
            return alone;
        }
    }

    /// <param name="ofOne">Whom one left record looks like.</param>
    public void Add(IReadOnlyCollection<Suggestion> ofOne)
    {
        if (ofOne.Count == 0)
            return;
        Count += ofOne.Count;
        _good.AddRange(ofOne.Where(s => s.Likeness.Score >= acceptAbove));
        _first.AddRange(ofOne);
        if (_first.Count > max * 4L)
            Trim();
    }

    /// <summary>The best of each group that has only one best.</summary>
    private static HashSet<Suggestion> Tops(IEnumerable<IEnumerable<Suggestion>> groups)
    {
        var tops = new HashSet<Suggestion>(ReferenceEqualityComparer.Instance);
        foreach (var group in groups)
        {
            var best = group.OrderByDescending(s => s.Likeness.Score).Take(2).ToArray();
            if (best is [var one] || best[0].Likeness.Score > best[1].Likeness.Score)
                tops.Add(best[0]);
        }
        return tops;
    }

    private void Trim()
    {
        _first.Sort(BestFirst);
        if (_first.Count > max)
            _first.RemoveRange(max, _first.Count - max);
    }

    private static int BestFirst(Suggestion a, Suggestion b) =>
        (-a.Likeness.Score).CompareTo(-b.Likeness.Score) is not 0 and var byScore ? byScore
        : string.CompareOrdinal(a.LeftId, b.LeftId) is not 0 and var byLeft ? byLeft
        : string.CompareOrdinal(a.RightId, b.RightId);
}
