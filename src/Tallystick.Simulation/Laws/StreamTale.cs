using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Simulation.Apps;

namespace Tallystick.Simulation.Laws;

/// <summary>What the store remembers and tells of one stream.</summary>
internal sealed class StreamTale
{
    private readonly ILookup<(Side, string), JournalEntry> _entries;
    private readonly IReadOnlyDictionary<string, IReadOnlyList<Link>> _all;

    public StreamTale(
        StreamPlan plan,
        IReadOnlyDictionary<string, IReadOnlyList<Link>> links,
        IReadOnlyList<JournalEntry> journal,
        IReadOnlyList<Issue> issues
    )
    {
        _all = links;
        Links = links[plan.Name];
        Issues = [.. issues.Where(i => i.Stream == plan.Name)];
        Open = [.. Issues.Where(i => i.State is IssueState.Open)];
        _entries = journal
            .Where(e => e.Stream == plan.Name)
            .SelectMany(e =>
                new[] { Side.Left, Side.Right }
                    .Where(s => e.IdOn(s) is not null)
                    .Select(s => (Key: (s, e.IdOn(s)!), Entry: e))
            )
            .ToLookup(e => e.Key, e => e.Entry);
    }

    public IReadOnlyList<Link> Links { get; }

    /// <summary>Every issue there ever was.</summary>
    public IReadOnlyList<Issue> Issues { get; }

    public IReadOnlyList<Issue> Open { get; }

    public IEnumerable<JournalEntry> EntriesOf(Side side, string id) => _entries[(side, id)];

    public IReadOnlyList<Link> LinksOf(string stream) => _all[stream];

    public bool HasIssue(string id, string? field = null) =>
        Open.Any(i =>
            (i.LeftId == id || i.RightId == id || i.Message.Contains(id, StringComparison.Ordinal))
            && (
                field is null
                || i.Field is null
                || i.Field.Contains(field, StringComparison.Ordinal)
            )
        );

    /// <summary>
    /// What a person takes back of a write before the sync has looked at it again cannot be told
    /// from an app that did not store it: it is an issue, and no edit.
    /// </summary>
    public bool WasToldAsNotStored(Side side, HumanEdit edit, string field) =>
        edit.WasBeforeReadBack
        && Issues.Any(i =>
            i.Kind is IssueKind.NotStored
            && i.Field == field
            && (side is Side.Left ? i.LeftId : i.RightId) == edit.Id
        );
}
