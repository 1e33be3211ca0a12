using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Simulation.Apps;

namespace Tallystick.Simulation.Tests.Laws;

/// <summary>What the store tells people: its journal and its issues, of all streams.</summary>
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

    public static async Task<StoreView> ReadAsync(ISyncStore store)
    {
        var entries = new JournalQuery { EntriesMax = int.MaxValue };
        var all = new IssueQuery { State = null };
        return new StoreView(
            await store.JournalAsync(entries, CancellationToken.None).ToListAsync(),
            await store.IssuesAsync(all, CancellationToken.None).ToListAsync()
        );
    }

    /// <summary>
    /// What a person takes back of a write before the sync has looked at it again cannot be told
    /// from an app that did not store it: it is an issue, and no edit.
    /// </summary>
    public bool WasToldAsNotStored(HumanEdit edit) =>
        edit.WasBeforeReadBack
        && EverTold.Any(i =>
            i.Kind is IssueKind.NotStored
            && i.Field == edit.Field
            && (edit.Side is Side.Left ? i.LeftId : i.RightId) == edit.Id
        );
}
