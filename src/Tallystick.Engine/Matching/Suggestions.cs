using Tallystick.Core.Matching;

namespace Tallystick.Engine.Matching;

/// <summary>Two records that look alike.</summary>
internal sealed record Suggestion(string LeftId, string RightId, Likeness Likeness);

/// <summary>The best suggestions, and how many left records have any.</summary>
internal sealed class Suggestions(int max)
{
    private readonly List<Suggestion> _all = [];

    public long Count { get; private set; }

    public IReadOnlyList<Suggestion> Best
    {
        get
        {
            Trim();
            return _all;
        }
    }

    /// <param name="ofOne">Whom one left record looks like.</param>
    public void Add(IReadOnlyCollection<Suggestion> ofOne)
    {
        if (ofOne.Count == 0)
            return;
        Count++;
        _all.AddRange(ofOne);
        if (_all.Count > max * 4)
            Trim();
    }

    private void Trim()
    {
        _all.Sort(
            static (a, b) =>
                (-a.Likeness.Score).CompareTo(-b.Likeness.Score) is not 0 and var byScore ? byScore
                : string.CompareOrdinal(a.LeftId, b.LeftId) is not 0 and var byLeft ? byLeft
                : string.CompareOrdinal(a.RightId, b.RightId)
        );
        if (_all.Count > max)
            _all.RemoveRange(max, _all.Count - max);
    }
}
