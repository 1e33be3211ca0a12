using Tallystick.Core.Merging;

namespace Tallystick.Engine.Deciding;

/// <summary>What people decided about fields of pairs, by link.</summary>
internal sealed class RulingBook
{
    private readonly Dictionary<long, List<Ruling>> _rulings = [];

    public void Add(long link, Ruling ruling)
    {
        if (!_rulings.TryGetValue(link, out var rulings))
            _rulings[link] = rulings = [];
        rulings.Add(ruling);
    }

    public IReadOnlyList<Ruling> Of(long link) => _rulings.GetValueOrDefault(link) ?? [];
}
