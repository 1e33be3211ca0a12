using Tallystick.Core.Merging;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Runs;

namespace Tallystick.Engine.Writing;

/// <summary>What people decided about fields of a pair, carried out by the merge like any news.</summary>
internal sealed partial class PairWriter
{
    public MergeResult MergeOf(Pair pair) => context.Gate.Pass(pair, MergeOf(context, pair));

    /// <summary>All that a pair's news comes to, whether it may be written now or not.</summary>
    public static MergeResult MergeOf(RunContext context, Pair pair) =>
        pair.Merge(
            context.Plan,
            context.Rulings.Of(pair.Link.Id),
            side => context[side].Capabilities.TrustworthyTimes
        );

    /// <summary>A decision is done with when its pair was looked at, whatever came of it.</summary>
    private void NoteRulings(Pair pair, MergeResult merge, Outcome outcome)
    {
        foreach (var ruling in context.Rulings.Of(pair.Link.Id))
        {
            outcome.DecisionsDone.Add(ruling.IssueKey);
            if (merge.Ruled.Contains(ruling))
                context.Tally.Add(Count.Resolved);
        }
    }

    /// <summary>The person whose decision a write carries out and nothing else; else the sync itself.</summary>
    private string ActorOf(Pair pair, Written write)
    {
        var rulings = context.Rulings.Of(pair.Link.Id);
        var actors = write
            .Patch.Changes.Select(c => FieldOf(write.Side, c.Ordinal).Name)
            .Select(name => rulings.FirstOrDefault(r => r.Field == name)?.Actor)
            .Distinct()
            .ToArray();
        return actors is [{ } actor] ? actor : JournalEntry.Sync;
    }

    /// <summary>A set settles by element: what an undo took back of it stays unlike beside later news.</summary>
    private bool IsStillUndone(FieldMark mark, (Value[] Left, Value[] Right) shadows) =>
        mark.Reason is MarkReason.Undone
        && context.Plan.Fields.FirstOrDefault(f => f.Name == mark.Field) is { IsSet: true } field
        && !Agreement.IsEqual(context.Plan, field, shadows.Left, shadows.Right);
}
