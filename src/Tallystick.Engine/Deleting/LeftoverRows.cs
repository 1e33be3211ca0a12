using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Runs;

namespace Tallystick.Engine.Deleting;

/// <summary>
/// Children that an earlier run read and did not come to, and whose parent is another record by now
/// or linked no longer: they may have gone with it, and are read again.
/// </summary>
internal sealed class LeftoverRows(RunContext context, ParentFates parents)
{
    /// <param name="replaced">Parents, by their left ids, whose right record is another one now.</param>
    public async Task ReadAgainAsync(
        IReadOnlySet<string> replaced,
        CancellationToken cancellationToken
    )
    {
        await foreach (var items in context.WorkPagesAsync(cancellationToken))
        foreach (var side in new[] { Side.Left, Side.Right })
        {
            var rows = items.Where(IsUnmet).Select(i => i[side]);
            await ReadAgainAsync(side, [.. rows.OfType<StagedRow>()], replaced, cancellationToken);
        }
    }

    private async Task ReadAgainAsync(
        Side side,
        IReadOnlyList<StagedRow> rows,
        IReadOnlySet<string> replaced,
        CancellationToken cancellationToken
    )
    {
        var ids = rows.Select(r => parents.ParentIn(side, r.Record)).OfType<string>().ToHashSet();
        if (ids.Count == 0)
            return;
        var lost = await parents.UnlinkedAsync(ids, cancellationToken);
        if (side is Side.Right)
            lost.UnionWith(ids.Where(replaced.Contains));
        foreach (var row in rows)
            if (parents.ParentIn(side, row.Record) is { } parent && lost.Contains(parent))
                await ReadAgainAsync(side, row, cancellationToken);
    }

    /// <summary>It has no partner, or one that it was matched with and has not been merged with.</summary>
    private static bool IsUnmet(WorkItem item) => item.Link is not { Left.Shadow: not null };

    private async Task ReadAgainAsync(Side side, StagedRow row, CancellationToken cancellationToken)
    {
        var id = row.Record.Id;
        var now = await context[side].Connector.GetAsync(context.Plan[side], id, cancellationToken);
        if (now is null)
            await context.Store.CommitAsync(
                context.Run,
                new Commit { Settled = [(side, id)] },
                cancellationToken
            );
        else
            await context.KeepAsync(side, now, row.LinkId ?? 0, cancellationToken);
    }
}
