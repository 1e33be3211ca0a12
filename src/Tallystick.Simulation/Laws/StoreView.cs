using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Simulation.Apps;

namespace Tallystick.Simulation.Laws;

/// <summary>What the store tells people: its journal and its issues.</summary>
internal sealed class StoreView
{
    private StoreView(IReadOnlyList<JournalEntry> journal, IReadOnlyList<Issue> issues)
    {
        Journal = journal;
        EverTold = issues;
        Open = [.. issues.Where(i => i.State is IssueState.Open)];
    }

    public IReadOnlyList<JournalEntry> Journal { get; }

    /// <summary>Every issue there ever was.</summary>
    public IReadOnlyList<Issue> EverTold { get; }

    public IReadOnlyList<Issue> Open { get; }

    /// <summary>Of all streams.</summary>
    public static async Task<StoreView> ReadAsync(ISyncStore store)
    {
        var entries = new JournalQuery { EntriesMax = int.MaxValue };
        var all = new IssueQuery { State = null };
        return new StoreView(
            await store.JournalAsync(entries, CancellationToken.None).ToListAsync(),
            await store.IssuesAsync(all, CancellationToken.None).ToListAsync()
        );
    }

    /// <summary>What it tells of one stream.</summary>
    public StoreView Of(string stream) =>
        new(
            [.. Journal.Where(e => e.Stream == stream)],
            [.. EverTold.Where(i => i.Stream == stream)]
        );

    /// <summary>An open issue names the record, and its field or none.</summary>
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
    /// <param name="pair">What the mapping calls the field.</param>
    public bool WasToldAsNotStored(HumanEdit edit, string pair) =>
        edit.WasBeforeReadBack
        && EverTold.Any(i =>
            i.Kind is IssueKind.NotStored
            && i.Field == pair
            && (edit.Side is Side.Left ? i.LeftId : i.RightId) == edit.Id
        );
}
