using Tallystick.Core.Connectors;
using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;

namespace Tallystick.Engine.References;

/// <summary>A record that belongs to another one, and the stream that keeps its kind in step.</summary>
internal sealed record ChildRecord(StreamPlan Plan, Record Record)
{
    /// <summary>"1 task, 2 notes".</summary>
    public static string Count(IEnumerable<ChildRecord> children, Side side) =>
        string.Join(
            ", ",
            children
                .GroupBy(c => c.Plan[side].ObjectType)
                .Select(g => $"{g.Count()} {g.Key}{(g.Count() == 1 ? "" : "s")}")
        );
}

/// <summary>
/// Asks an app what belongs to a record of this stream, in the streams of the same sync: apps delete
/// a record with all that belongs to it, and a run of this stream has not read those.
/// </summary>
/// <param name="plans">The other streams, compiled.</param>
internal sealed class ChildRecords(
    string stream,
    Func<CancellationToken, Task<IReadOnlyList<StreamPlan>>> plans,
    IConnector left,
    IConnector right,
    ISyncStore store
)
{
    private IReadOnlyList<(StreamPlan Plan, ReferencePlan Parent)>? _kinds;

    public async Task<IReadOnlyList<ChildRecord>> OfAsync(
        Side side,
        string parentId,
        CancellationToken cancellationToken
    )
    {
        var children = new List<ChildRecord>();
        foreach (var (plan, parent) in await KindsAsync(cancellationToken))
        {
            var query = new ListQuery
            {
                Filter = new Dictionary<string, string>
                {
                    [parent.Field[side].Field.Key] = parentId,
                },
            };
            string? cursor = null;
            var (shown, total) = (0L, 0L);
            do
            {
                var page = await (side is Side.Left ? left : right).ListAsync(
                    plan[side],
                    query,
                    cursor,
                    cancellationToken
                );
                children.AddRange(page.Records.Select(r => new ChildRecord(plan, r)));
                shown += page.Records.Count + page.Faults.Count;
                total = Math.Max(total, page.Total ?? 0);
                cursor = page.Next;
            } while (cursor is not null);
            if (shown < total)
                throw CutShort(plan[side].ObjectType, parentId);
        }
        return children;
    }

    /// <summary>What a listing lacks by its own word may be just what the other side has not got.</summary>
    private static ConnectorException CutShort(string type, string parentId) =>
        new(
            ProblemKind.Transient,
            $"The listing of what has type '{type}' and belongs to {parentId} ended before all was shown."
        );

    /// <summary>Those that the other side should get, or has otherwise: they were added or edited since the last run.</summary>
    public async Task<IReadOnlyList<ChildRecord>> NewsAsync(
        Side side,
        string parentId,
        CancellationToken cancellationToken
    )
    {
        var news = new List<ChildRecord>();
        foreach (var child in await OfAsync(side, parentId, cancellationToken))
            if (await IsNewsAsync(side, child, cancellationToken))
                news.Add(child);
        return news;
    }

    private async Task<bool> IsNewsAsync(
        Side side,
        ChildRecord child,
        CancellationToken cancellationToken
    )
    {
        var plan = child.Plan;
        var link = await store.LinkOfAsync(plan.Name, side, child.Record.Id, cancellationToken);
        if (link is null)
            return plan.Creates(side.Other);
        // One that was kept when its partner was deleted has nobody else who knows of its edits.
        if (link.State is LinkState.Deleted || link[side].Shadow is not { } shadow)
            return false;
        return plan.Writes(side.Other)
            && plan.Fields.Any(f =>
                f.FlowsTo(side.Other)
                // The store has the left side's ids only.
                && f[side].Field.RefersTo is null
                && IsEdited(f, child.Record.Values[f[side].Ordinal], shadow[f[side].Ordinal])
            );

        bool IsEdited(FieldPlan field, Value now, Value agreed) =>
            !now.IsUnknown && !agreed.IsUnknown && !field.AreEqual(side, now, agreed);
    }

    private async Task<IReadOnlyList<(StreamPlan Plan, ReferencePlan Parent)>> KindsAsync(
        CancellationToken cancellationToken
    ) =>
        _kinds ??= [
            .. from plan in await plans(cancellationToken)
            let parent = plan.References.FirstOrDefault(r =>
                r.IsParent && r.Streams.Contains(stream)
            )
            where parent is not null
            select (plan, parent),
        ];
}
