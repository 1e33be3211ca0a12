using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Runs;

namespace Tallystick.Engine.Matching;

/// <summary>
/// Finds the records that creates left behind whose answer was lost (a crash, a time-out): rows
/// without partner that read exactly as an intent was sent belong to its source. What normal
/// matching has recognised by key is no longer here.
/// </summary>
internal sealed class IntentPhase(RunContext context)
{
    private const int PageMax = 500;

    /// <summary>When the oldest unanswered create on a side was sent; null for none.</summary>
    public static async Task<DateTimeOffset?> OldestAsync(
        RunContext context,
        Side target,
        CancellationToken cancellationToken
    )
    {
        var intents = await context.Store.IntentsAsync(context.Stream, cancellationToken);
        var times = intents.Where(i => i.Target == target).Select(i => (DateTimeOffset?)i.At);
        return times.Min();
    }

    /// <summary>
    /// Waits until the listing of every side must show what unanswered creates may have left there.
    /// Where the app itself refuses to create the same person twice there is nothing to wait for.
    /// </summary>
    public static async Task WaitAsync(RunContext context, CancellationToken cancellationToken)
    {
        var intents = await context.Store.IntentsAsync(context.Stream, cancellationToken);
        foreach (var side in intents.Where(i => !IsRefusedTwice(context, i)).GroupBy(i => i.Target))
            await context.WaitOutLagAsync(side.Key, side.Max(i => i.At), cancellationToken);
    }

    private static bool IsRefusedTwice(RunContext context, Intent intent)
    {
        var keys = context[intent.Target].Capabilities.RefusesDuplicatesOn;
        var fields = context.Plan[intent.Target].Fields;
        for (var i = 0; i < intent.Sent.Length; i++)
            if (intent.Sent[i].HasContent && keys.Contains(fields[i].Key))
                return true;
        return false;
    }

    public async Task AdoptAsync(CancellationToken cancellationToken)
    {
        var intents = await context.Store.IntentsAsync(context.Stream, cancellationToken);
        if (intents.Count == 0)
            return;
        var pairs = new List<(string LeftId, string RightId)>();
        foreach (var target in intents.GroupBy(i => i.Target))
            await FindAsync(target.Key, [.. target], pairs, cancellationToken);
        await context.Store.ProposeLinksAsync(context.Run, pairs, cancellationToken);
        context.Tally.Add(Count.Adopted, pairs.Count);
        // Every source that still has no partner announces its create anew before it is sent.
        var done = intents.Select(i => (i.Target, i.SourceId));
        await context.Store.CommitAsync(
            context.Run,
            new Commit { IntentsDone = [.. done] },
            cancellationToken
        );
    }

    private async Task FindAsync(
        Side target,
        List<Intent> intents,
        List<(string, string)> pairs,
        CancellationToken cancellationToken
    )
    {
        var open = new List<Intent>();
        foreach (var chunk in intents.Chunk(PageMax))
        {
            var rows = await context.Store.StagedAsync(
                context.Stream,
                target.Other,
                [.. chunk.Select(i => i.SourceId)],
                cancellationToken
            );
            var waiting = rows.Where(r => r.LinkId is null).Select(r => r.Record.Id).ToHashSet();
            open.AddRange(chunk.Where(i => waiting.Contains(i.SourceId)));
        }
        if (open.Count == 0)
            return;
        string? after = null;
        do
        {
            var (items, next) = await context.Store.WorkAsync(
                context.Stream,
                after,
                PageMax,
                cancellationToken
            );
            after = next;
            foreach (var item in items.Where(i => i.Link is null))
                if (item[target] is { } row)
                    Take(target, row, open, pairs);
        } while (after is not null && open.Count > 0);
    }

    private void Take(Side target, StagedRow row, List<Intent> open, List<(string, string)> pairs)
    {
        var index = open.FindIndex(i => context.Plan.IsMadeOf(target, i.Sent, row.Record.Values));
        if (index < 0)
            return;
        var source = open[index].SourceId;
        open.RemoveAt(index);
        pairs.Add(target is Side.Right ? (source, row.Record.Id) : (row.Record.Id, source));
    }
}
