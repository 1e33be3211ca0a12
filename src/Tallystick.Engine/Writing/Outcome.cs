using Tallystick.Core.Records;
using Tallystick.Core.Stores;

namespace Tallystick.Engine.Writing;

/// <summary>What one piece of work came to, to be committed with others.</summary>
internal sealed class Outcome
{
    public LinkCommit? Link { get; set; }

    public List<(Side Side, string RecordId)> Settled { get; } = [];

    /// <summary>Rows that are staged in place of those of before.</summary>
    public List<(Side Side, StagedRow Row)> Kept { get; } = [];

    public List<(Side Side, string RecordId, string HeldBy)> Held { get; } = [];

    public List<(Side Target, string SourceId)> IntentsDone { get; } = [];

    public List<JournalEntry> Journal { get; } = [];

    public List<Issue> Issues { get; } = [];

    public List<string> IssuesClosed { get; } = [];

    public List<string> DecisionsDone { get; } = [];

    /// <summary>Sides written to, whose buffers must be flushed before this is committed.</summary>
    public HashSet<Side> Wrote { get; } = [];

    /// <summary>Somebody waits for the commit: what is told here must last before the next step.</summary>
    public TaskCompletionSource? Committed { get; init; }

    public static Commit Merge(IReadOnlyList<Outcome> outcomes) =>
        new()
        {
            Links = [.. outcomes.Select(o => o.Link).OfType<LinkCommit>()],
            Settled = [.. outcomes.SelectMany(o => o.Settled)],
            Kept = [.. outcomes.SelectMany(o => o.Kept)],
            Held = [.. outcomes.SelectMany(o => o.Held)],
            IntentsDone = [.. outcomes.SelectMany(o => o.IntentsDone)],
            Journal = [.. outcomes.SelectMany(o => o.Journal)],
            Issues = [.. outcomes.SelectMany(o => o.Issues)],
            IssuesClosed = [.. outcomes.SelectMany(o => o.IssuesClosed)],
            DecisionsDone = [.. outcomes.SelectMany(o => o.DecisionsDone)],
        };
}
