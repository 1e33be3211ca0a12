using System.Runtime.CompilerServices;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Reading;
using Tallystick.Engine.References;
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

    /// <summary>
    /// An app that after a run was cut off shows nobody at all, or with a filter too few, may be out
    /// of order: for so long it is not believed that nothing came of what was sent.
    /// </summary>
    private static readonly TimeSpan BlankMax = TimeSpan.FromMinutes(5);

    /// <summary>A call that was given up may still be on its way for so long.</summary>
    private static readonly TimeSpan TravelMax = TimeSpan.FromSeconds(2);

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
        {
            var latest = DateTimeOffset.MinValue;
            foreach (var intent in side)
                if (
                    await FilledByAsync(context, intent, cancellationToken) is var at
                    && at > latest
                )
                    latest = at;
            await context.WaitOutLagAsync(side.Key, latest, cancellationToken);
        }
    }

    /// <summary>
    /// After this moment nothing comes of it any more. Creates are announced many at once, and when
    /// one was sent, if it was, nobody knows: not after the next run began.
    /// </summary>
    private static async Task<DateTimeOffset> FilledByAsync(
        RunContext context,
        Intent intent,
        CancellationToken cancellationToken
    ) =>
        context.Vacated.ContainsKey((intent.Target, intent.SourceId))
            ? intent.At
            : (
                await context.Store.FirstRunAfterAsync(context.Stream, intent.At, cancellationToken)
                ?? context.Now
            ) + TravelTime(context, intent.Target);

    private static TimeSpan TravelTime(RunContext context, Side side) =>
        context[side].Buffer is null ? TravelMax : TimeSpan.Zero;

    private static bool IsRefusedTwice(RunContext context, Intent intent, Value[]? source = null)
    {
        var keys = context[intent.Target].Capabilities.RefusesDuplicatesOn;
        return context.Plan.Fields.Any(f =>
            keys.Contains(f[intent.Target].Field.Key)
            && intent.Sent[f[intent.Target].Ordinal] is { HasContent: true } sent
            && (
                source is null
                || f.AreEqual(
                    intent.Target,
                    f.Translate(
                        intent.Target.Other,
                        source,
                        context.Plan[intent.Target.Other]
                    ).Value,
                    sent
                )
            )
        );
    }

    /// <summary>
    /// Before anything is matched: rows that have the very key that was sent, whatever became of
    /// their source's key meanwhile. The strongest key alone tells, as it does in matching; with
    /// another one a row must read as it was sent.
    /// </summary>
    public async Task AdoptKnownAsync(CancellationToken cancellationToken)
    {
        var intents = await context.Store.IntentsAsync(context.Stream, cancellationToken);
        if (intents.Count > 0)
            await AdoptAsync(intents, isKnown: true, cancellationToken);
    }

    /// <summary>After matching: whatever else reads as it was sent. What is not found is done with.</summary>
    public async Task AdoptAsync(CancellationToken cancellationToken)
    {
        var intents = await context.Store.IntentsAsync(context.Stream, cancellationToken);
        if (intents.Count == 0)
            return;
        var pairs = await AdoptAsync(intents, isKnown: false, cancellationToken);
        // Every source that still has no partner announces its create anew before it is sent,
        // unless the listing that does not show it may be an outage's.
        var found = pairs.SelectMany(p => new[] { p.LeftId, p.RightId }).ToHashSet();
        await DoubtAsync([.. intents.Where(i => !found.Contains(i.SourceId))], cancellationToken);
        var done = intents
            .Select(i => (i.Target, i.SourceId))
            .Where(i => !context.Unanswered.Contains(i));
        await context.Store.CommitAsync(
            context.Run,
            new Commit { IntentsDone = [.. done] },
            cancellationToken
        );
    }

    private async Task<IReadOnlyList<(string LeftId, string RightId)>> AdoptAsync(
        IReadOnlyList<Intent> intents,
        bool isKnown,
        CancellationToken cancellationToken
    )
    {
        var search = new Search(intents);
        foreach (var target in intents.GroupBy(i => i.Target))
            await FindAsync(target.Key, [.. target], isKnown, search, cancellationToken);
        var found = search.Found;
        var pairs = found
            .Select(f =>
                f.Intent.Target is Side.Right
                    ? (LeftId: f.Intent.SourceId, RightId: f.Row.Record.Id)
                    : (LeftId: f.Row.Record.Id, RightId: f.Intent.SourceId)
            )
            .ToArray();
        await context.Store.ProposeLinksAsync(context.Run, pairs, cancellationToken);
        // A row that has only the key may be somebody else's doing.
        var made = found.Where(f =>
            context.Plan.IsMadeOf(f.Intent.Target, f.Intent.Sent, f.Row.Record.Values)
        );
        await new SentRows(context).RememberAsync([.. made], cancellationToken);
        context.Tally.Add(Count.Adopted, pairs.Length);
        return pairs;
    }

    private async Task DoubtAsync(
        IReadOnlyList<Intent> intents,
        CancellationToken cancellationToken
    )
    {
        context.Unanswered.Clear();
        foreach (var target in intents.GroupBy(i => i.Target))
        {
            var side = context[target.Key];
            var shownUntil = (side.ListedFrom ?? context.Run.StartedAt) - side.Capabilities.ListLag;
            var hidesPeople =
                side.IsListingDoubtful
                && await ListingDoubt.IsOutageAsync(context, target.Key, cancellationToken);
            // Who has left the filter stays hidden, however long the listing is waited for.
            var isOutage =
                side.IsOutage || (hidesPeople && context.FilterOf(target.Key).Count == 0);
            var open = isOutage
                ? [.. target]
                : await OpenAsync(target.Key, [.. target], cancellationToken);
            foreach (var intent in open)
            {
                var filledBy = await FilledByAsync(context, intent, cancellationToken);
                if (
                    isOutage
                    || filledBy > shownUntil
                    || ((side.IsBlank || hidesPeople) && context.Now < filledBy + BlankMax)
                )
                    context.Unanswered.Add((intent.Target, intent.SourceId));
            }
        }
    }

    /// <summary>
    /// Those whose second sending the app would not refuse: it knows nobody twice by some field,
    /// and that field still reads as it was sent.
    /// </summary>
    private async Task<List<Intent>> OpenAsync(
        Side target,
        IReadOnlyList<Intent> intents,
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
            var sources = rows.ToDictionary(r => r.Record.Id, r => r.Record.Values);
            open.AddRange(
                chunk.Where(i =>
                    sources.TryGetValue(i.SourceId, out var source)
                    && !IsRefusedTwice(context, i, source)
                )
            );
        }
        return open;
    }

    private async Task FindAsync(
        Side target,
        List<Intent> intents,
        bool isKnown,
        Search search,
        CancellationToken cancellationToken
    )
    {
        var open = new List<Sent>();
        foreach (var chunk in intents.Chunk(PageMax))
        {
            var rows = await context.Store.StagedAsync(
                context.Stream,
                target.Other,
                [.. chunk.Select(i => i.SourceId)],
                cancellationToken
            );
            var waiting = rows.Where(r => r.LinkId is null).Select(r => r.Record.Id).ToHashSet();
            open.AddRange(
                chunk
                    .Where(i =>
                        waiting.Contains(i.SourceId) && !search.IsPaired(target.Other, i.SourceId)
                    )
                    .Select(i => new Sent(i, context.Plan.KeysOf(target, i.Sent)))
            );
        }
        if (open.Count == 0)
            return;
        await foreach (var row in WaitingAsync(target, cancellationToken))
            await TakeAsync(target, row, isKnown, open, search, cancellationToken);
        if (!isKnown)
            return;
        // A key that its source no longer has may have made it look like somebody else's double.
        foreach (var row in await HeldAsync(target, cancellationToken))
            await TakeAsync(target, row, isKnown, open, search, cancellationToken);
    }

    private async IAsyncEnumerable<StagedRow> WaitingAsync(
        Side side,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var items in context.WorkPagesAsync(cancellationToken))
        foreach (var item in items)
            if (item.Link is null && item[side] is { } row)
                yield return row;
    }

    private async Task<IReadOnlyList<StagedRow>> HeldAsync(
        Side side,
        CancellationToken cancellationToken
    )
    {
        var held = await context.Store.HeldAsync(context.Stream, cancellationToken);
        var rows = await context.Store.StagedAsync(
            context.Stream,
            side,
            [.. held.Where(h => h.Side == side).Select(h => h.RecordId)],
            cancellationToken
        );
        return [.. rows.Where(r => r.LinkId is null)];
    }

    private async Task TakeAsync(
        Side target,
        StagedRow row,
        bool isKnown,
        List<Sent> open,
        Search search,
        CancellationToken cancellationToken
    )
    {
        if (search.IsPaired(target, row.Record.Id))
            return;
        var index = open.FindIndex(s =>
            !search.WasThereBefore(s.Intent, row.Record.Id)
            && !context.Apart.Contains(target.Other, s.Intent.SourceId, target, row.Record.Id)
            && (
                (isKnown && s.Keys is [{ } key, ..] && key == row.KeyOf(0))
                || (
                    (!isKnown || SharesKey(s.Keys, row.Keys))
                    && context.Plan.IsMadeOf(target, s.Intent.Sent, row.Record.Values)
                )
            )
        );
        if (index < 0 || await WentWithParentAsync(target, row, cancellationToken))
            return;
        search.Take(open[index].Intent, row);
        open.RemoveAt(index);
    }

    /// <summary>
    /// Its parent is nobody's partner any more, and it has gone with that one: a listing that lags
    /// shows it still. Taken for the answer, it would be missed next, and its source be deleted.
    /// </summary>
    private async Task<bool> WentWithParentAsync(
        Side side,
        StagedRow row,
        CancellationToken cancellationToken
    ) =>
        WaitsFor.ForParent(context.Plan, side, row.Record.Values) is not null
        && await context[side]
            .Connector.GetAsync(context.Plan[side], row.Record.Id, cancellationToken)
            is null;

    /// <param name="Keys">Match keys of what was sent, by rule.</param>
    private readonly record struct Sent(Intent Intent, IReadOnlyList<string?> Keys);

    /// <summary>
    /// What was found so far. Where both sides' records were on their way to each other, a row can be
    /// somebody's copy and have been sent itself: it gets one partner.
    /// </summary>
    private sealed class Search(IReadOnlyList<Intent> intents)
    {
        private readonly HashSet<(Side, string)> _paired = [];
        private readonly Dictionary<(Side, string), DateTimeOffset> _sentAt = intents
            .GroupBy(i => (i.Target.Other, i.SourceId))
            .ToDictionary(g => g.Key, g => g.Min(i => i.At));

        public List<(Intent Intent, StagedRow Row)> Found { get; } = [];

        public bool IsPaired(Side side, string recordId) => _paired.Contains((side, recordId));

        /// <summary>It was about to be sent itself by then, and so is no copy that came of it.</summary>
        public bool WasThereBefore(Intent intent, string recordId) =>
            _sentAt.TryGetValue((intent.Target, recordId), out var at) && at <= intent.At;

        public void Take(Intent intent, StagedRow row)
        {
            Found.Add((intent, row));
            _paired.Add((intent.Target, row.Record.Id));
            _paired.Add((intent.Target.Other, intent.SourceId));
        }
    }

    private static bool SharesKey(IReadOnlyList<string?> sent, IReadOnlyList<string?> row) =>
        sent.Zip(row).Any(k => k.First is not null && k.First == k.Second);
}
