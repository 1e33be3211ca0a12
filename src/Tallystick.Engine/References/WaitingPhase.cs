using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Runs;

namespace Tallystick.Engine.References;

/// <summary>
/// At the start of a run, looks whether what rows waited for has a partner by now, and stages those
/// anew that need wait no longer: their new hash sets them free.
/// </summary>
internal sealed class WaitingPhase(RunContext context)
{
    private const int PageMax = 500;

    public async Task ReviveAsync(CancellationToken cancellationToken)
    {
        if (context.Plan.References.Count == 0)
            return;
        var held = await context.Store.HeldAsync(context.Stream, cancellationToken);
        var waiting = held.Where(h => WaitsFor.Parse(h.HeldBy) is not null).ToArray();
        foreach (var side in new[] { Side.Left, Side.Right })
        foreach (var page in waiting.Where(w => w.Side == side).Chunk(PageMax))
            await ReviveAsync(side, [.. page.Select(w => w.RecordId)], cancellationToken);
    }

    /// <summary>How many rows wait for their parent.</summary>
    public static async Task<long> CountAsync(
        RunContext context,
        CancellationToken cancellationToken
    )
    {
        if (context.Plan.References.Count == 0)
            return 0;
        var held = await context.Store.HeldAsync(context.Stream, cancellationToken);
        return held.LongCount(h => WaitsFor.Parse(h.HeldBy) is { IsOrphan: true });
    }

    private async Task ReviveAsync(
        Side side,
        IReadOnlyList<string> ids,
        CancellationToken cancellationToken
    )
    {
        var rows = await context.Store.StagedAsync(context.Stream, side, ids, cancellationToken);
        var again = await context.References.AgainAsync(
            side,
            [.. rows.Select(r => r.Record)],
            cancellationToken
        );
        var news = new List<StagedRow>();
        var gone = new List<(Side, string)>();
        for (var i = 0; i < rows.Count; i++)
        {
            if (StreamPlan.HashOf(again[i].Values) == rows[i].Hash)
                continue;
            // Its partner may have been written to since it was staged: such a row is read anew.
            var record = rows[i].LinkId is null
                ? again[i]
                : await context[side]
                    .Connector.GetAsync(context.Plan[side], rows[i].Record.Id, cancellationToken);
            if (record is null)
                gone.Add((side, rows[i].Record.Id));
            else
                news.Add(
                    new StagedRow(
                        record,
                        StreamPlan.HashOf(record.Values),
                        rows[i].LinkId,
                        context.Plan.KeysOf(side, record.Values)
                    )
                );
        }
        await StageAsync(side, news, gone, cancellationToken);
    }

    private async Task StageAsync(
        Side side,
        List<StagedRow> news,
        List<(Side, string)> gone,
        CancellationToken cancellationToken
    )
    {
        var progress = await context.Store.ProgressAsync(context.Stream, side, cancellationToken);
        if (news.Count > 0 && progress.Listing is not null)
            await context.Store.StageAsync(context.Run, side, news, progress, cancellationToken);
        if (gone.Count > 0)
            await context.Store.CommitAsync(
                context.Run,
                new Commit { Settled = gone },
                cancellationToken
            );
    }
}
