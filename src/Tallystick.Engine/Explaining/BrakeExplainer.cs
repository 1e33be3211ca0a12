using Tallystick.Core.Connectors;
using Tallystick.Core.Mapping;
using Tallystick.Core.Merging;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Deleting;
using Tallystick.Engine.Runs;
using Tallystick.Engine.Writing;

namespace Tallystick.Engine.Explaining;

/// <summary>
/// Finds whom a brake asks about, for a person who is to approve it: changes among what waits for
/// work, deletes by a listing of the side that misses the records. Only looks on.
/// </summary>
/// <param name="pairsMax">So many pairs are named; the others are counted.</param>
internal sealed class BrakeExplainer(RunContext context, int pairsMax)
{
    private readonly List<ConcernedPair> _pairs = [];
    private long _count;

    /// <returns>Null for an issue that no brake has raised.</returns>
    public async Task<Concerned?> ExplainAsync(Issue issue, CancellationToken cancellationToken)
    {
        foreach (var side in new[] { Side.Left, Side.Right })
        {
            if (issue.Kind is IssueKind.SuspiciousDelete)
            {
                if (BrakeKey.Asks(issue, BrakeKey.OfDeletes(side)))
                    return await MissingAsync(side, cancellationToken);
            }
            else if (issue is { Kind: IssueKind.SuspiciousChange, Field: { } field })
            {
                foreach (var isBlank in new[] { true, false })
                    if (BrakeKey.Asks(issue, BrakeKey.OfChanges(side, field, isBlank)))
                        return await ChangedAsync(side, field, isBlank, cancellationToken);
            }
        }
        return null;
    }

    private async Task<Concerned> MissingAsync(Side side, CancellationToken cancellationToken)
    {
        var seen = await SeenAsync(side, cancellationToken);
        var (gone, _) = await new MissingLinks(context).FindAsync(side, seen, cancellationToken);
        foreach (var link in gone.Where(l => context.Gate.MayWrite(l, side.Other)))
            Add(new ConcernedPair(link.Left.RecordId, link.Right.RecordId));
        var policy = context.Plan.Definition.DeletesOn(side);
        return new Concerned(side, _count, _pairs)
        {
            // Who approves so many at once is not asked about each.
            Deletes = policy is DeletePolicy.Ask ? DeletePolicy.Propagate : policy,
            IsFiltered = context.FilterOf(side).Count > 0,
        };
    }

    private async Task<SeenLinks> SeenAsync(Side side, CancellationToken cancellationToken)
    {
        var seen = new SeenLinks();
        var query = ListQuery.All with { Filter = context.FilterOf(side) };
        string? cursor = null;
        do
        {
            var page = await context[side]
                .Connector.ListAsync(context.Plan[side], query, cursor, cancellationToken);
            cursor = page.Next;
            var ids = page
                .Records.Select(r => r.Id)
                .Concat(page.Faults.Select(f => f.Id))
                .OfType<string>();
            var glances = await context.Store.GlanceAsync(
                context.Stream,
                side,
                [.. ids.Distinct()],
                cancellationToken
            );
            foreach (var glance in glances.Values)
                seen.Add(glance.LinkId);
        } while (cursor is not null);
        return seen;
    }

    private async Task<Concerned> ChangedAsync(
        Side side,
        string field,
        bool isBlank,
        CancellationToken cancellationToken
    )
    {
        await foreach (var items in context.WorkPagesAsync(cancellationToken))
        foreach (var item in items)
            if (item.Link is { } link && Pair.Estimate(item, link) is { } pair)
                Add(pair, side, field, isBlank);
        return new Concerned(side, _count, _pairs) { Field = field, IsBlank = isBlank };
    }

    private void Add(Pair pair, Side side, string field, bool isBlank)
    {
        var merge = context.Gate.Pass(pair, PairWriter.MergeOf(context, pair));
        foreach (var write in HeldWrites.WritesOf(context.Plan, merge))
            if (
                write.Side == side
                && write.Field.Name == field
                && WriteGate.KindOf(pair, write) == isBlank
            )
                Add(
                    new ConcernedPair(pair.Left.RecordId, pair.Right.RecordId)
                    {
                        Before = pair[side].Row[write.Change.Ordinal].ToString(),
                        After = write.Change.New.ToString(),
                    }
                );
    }

    private void Add(ConcernedPair pair)
    {
        _count++;
        if (_pairs.Count < pairsMax)
            _pairs.Add(pair);
    }
}
