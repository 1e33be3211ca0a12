using Tallystick.Core.Records;
using Tallystick.Core.Stores;

namespace Tallystick.Simulation.Laws;

/// <summary>What the store remembers and tells of one stream.</summary>
internal sealed class StreamTale(IReadOnlyList<Link> links, StoreView told)
{
    private readonly ILookup<(Side, string), JournalEntry> _entries = told
        .Journal.SelectMany(e =>
            new[] { Side.Left, Side.Right }
                .Where(s => e.IdOn(s) is not null)
                .Select(s => (Key: (s, e.IdOn(s)!), Entry: e))
        )
        .ToLookup(e => e.Key, e => e.Entry);

    public IReadOnlyList<Link> Links => links;

    public StoreView Told => told;

    public IEnumerable<JournalEntry> EntriesOf(Side side, string id) => _entries[(side, id)];
}
