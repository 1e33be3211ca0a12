using Tallystick.Core.Mapping;
using Tallystick.Core.Merging;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Runs;

namespace Tallystick.Engine.Writing;

/// <summary>
/// Stops writing one field of one pair where another integration writes it back each time: it stays
/// as it is on both sides, and a person is told. All else of the pair goes on, and so does the field
/// with its next new value.
/// </summary>
internal sealed class OscillationGuard(RunContext context, FieldIssues issues)
{
    private const int EntriesMax = 200;

    /// <returns>The merge without what would only be written back again.</returns>
    public async Task<MergeResult> CheckAsync(
        Pair pair,
        MergeResult merge,
        Outcome outcome,
        CancellationToken cancellationToken
    )
    {
        if (!Both.Any(side => IsSuspect(pair, merge, side)))
            return merge;
        var history = await HistoryAsync(pair, cancellationToken);
        foreach (var side in Both)
        foreach (var change in merge[side].Changes)
        {
            var field = FieldOf(side, change.Ordinal);
            // A person wants it tried again.
            if (merge.Ruled.Any(r => r.Field == field.Name))
                continue;
            var undone = Oscillation.WritesUndone(
                history,
                field,
                side,
                pair[side].Row[change.Ordinal],
                change.New,
                pair.Link.Marks.Contains(new FieldMark(field.Name, MarkReason.Normalised))
            );
            if (undone.Count < Oscillation.ReturnsMax)
                continue;
            outcome.Issues.Add(issues.Oscillation(pair, field, side, undone));
            merge = Halt(pair, merge, field);
        }
        return merge;
    }

    private static Side[] Both { get; } = [Side.Left, Side.Right];

    /// <summary>Only a side that we wrote to lately can have been written back.</summary>
    private bool IsSuspect(Pair pair, MergeResult merge, Side side) =>
        merge[side].Changes.Count > 0
        && pair.Link[side].WrittenAt + Oscillation.Window > context.Now;

    private async Task<List<JournalEntry>> HistoryAsync(
        Pair pair,
        CancellationToken cancellationToken
    )
    {
        var query = new JournalQuery
        {
            Stream = context.Stream,
            RecordId = pair.Left.RecordId,
            Since = context.Now - Oscillation.Window,
            EntriesMax = EntriesMax,
        };
        return await context
            .Store.JournalAsync(query, cancellationToken)
            .Where(e => e.LeftId == pair.Left.RecordId && e.RightId == pair.Right.RecordId)
            .ToListAsync(cancellationToken);
    }

    /// <summary>Both sides keep what they have of the field, and that is how it is remembered.</summary>
    private static MergeResult Halt(Pair pair, MergeResult merge, FieldPlan field)
    {
        merge.LeftShadow[field.Left.Ordinal] = pair.Left.Row[field.Left.Ordinal];
        merge.RightShadow[field.Right.Ordinal] = pair.Right.Row[field.Right.Ordinal];
        return merge with
        {
            Left = Without(merge.Left, field.Left.Ordinal),
            Right = Without(merge.Right, field.Right.Ordinal),
            Conflicts = [.. merge.Conflicts.Where(c => c.Field != field)],
            PutBacks = [.. merge.PutBacks.Where(b => b.Field != field)],
            Marks = [.. merge.Marks, new FieldMark(field.Name, MarkReason.Oscillating)],
            Settled = [.. merge.Settled, field.Name],
        };
    }

    private static Patch Without(Patch patch, int ordinal) =>
        new([.. patch.Changes.Where(c => c.Ordinal != ordinal)]);

    private FieldPlan FieldOf(Side side, int ordinal) =>
        context.Plan.Fields.First(f => f[side].Ordinal == ordinal && f.FlowsTo(side));
}
