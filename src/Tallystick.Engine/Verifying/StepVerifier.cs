using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Runs;

namespace Tallystick.Engine.Verifying;

/// <summary>
/// Compares the links of those buckets that were proven longest ago, record by record, as both
/// sides answer when asked for it. Changes neither side and no link.
/// </summary>
internal sealed class StepVerifier(RunContext context)
{
    private const int IdsPage = 5_000;

    /// <summary>Links whose records are held in memory at the same time.</summary>
    private const int PairsMax = 50;

    /// <summary>Pairs that differ although a record may have left its side's filter since.</summary>
    private readonly List<(Link Link, PairComparison Pair)> _doubtful = [];

    /// <returns>The report, and the proofs to remember.</returns>
    public async Task<(StepReport Report, IReadOnlyList<BucketProof> Proofs)> VerifyAsync(
        int count,
        CancellationToken cancellationToken
    )
    {
        var at = context.Now;
        var (links, _) = await context.Store.CountLinksAsync(context.Stream, cancellationToken);
        var book = new ProofBook(
            links,
            await context.Store.ProofsAsync(context.Stream, cancellationToken)
        );
        var occupied = await OccupiedAsync(book.Buckets, cancellationToken);
        var due = book.Due(occupied, count);
        var tally = new VerifyTally(book.Buckets, context.Options.DifferencesMax);
        await CompareAsync(book.Buckets, [.. due], tally, cancellationToken);
        var left = await SettleDoubtsAsync(tally, cancellationToken);
        var proofs = tally.Proofs(due, at);
        foreach (var proof in proofs)
            book.Note(proof);
        return (Report(book, occupied, due, tally) with { OutsideFilter = left }, proofs);
    }

    private StepReport Report(
        ProofBook book,
        SortedSet<int> occupied,
        IReadOnlyList<int> due,
        VerifyTally tally
    )
    {
        var known = occupied.Select(b => book[b]).OfType<BucketProof>().ToArray();
        return new StepReport
        {
            Stream = context.Stream,
            At = context.Now,
            Buckets = due,
            BucketCount = occupied.Count,
            Compared = tally.Compared,
            Equal = tally.Equal,
            Held = tally.Held,
            Different = tally.Different,
            Missing = tally.Missing,
            OldestProof = known.Length == 0 ? null : known.Min(p => p.At),
            NeverProven = occupied.Count - known.Length,
            BucketsDifferent = known.Count(p => !p.InSync),
            Differences = tally.Differences,
        };
    }

    /// <summary>The buckets that hold links: the others have nothing to prove.</summary>
    private async Task<SortedSet<int>> OccupiedAsync(
        LinkBuckets buckets,
        CancellationToken cancellationToken
    )
    {
        var occupied = new SortedSet<int>();
        await foreach (var id in LeftIdsAsync(cancellationToken))
            occupied.Add(buckets.Of(id));
        return occupied;
    }

    private async Task CompareAsync(
        LinkBuckets buckets,
        HashSet<int> due,
        VerifyTally tally,
        CancellationToken cancellationToken
    )
    {
        if (due.Count == 0)
            return;
        var comparer = await PairComparer.OfAsync(context, cancellationToken);
        var chunk = new List<string>(PairsMax);
        await foreach (var id in LeftIdsAsync(cancellationToken))
        {
            if (!due.Contains(buckets.Of(id)))
                continue;
            chunk.Add(id);
            if (chunk.Count < PairsMax)
                continue;
            await CompareAsync(chunk, comparer, tally, cancellationToken);
            chunk.Clear();
        }
        await CompareAsync(chunk, comparer, tally, cancellationToken);
    }

    private async Task CompareAsync(
        List<string> leftIds,
        PairComparer comparer,
        VerifyTally tally,
        CancellationToken cancellationToken
    )
    {
        var links = new List<Link>(leftIds.Count);
        foreach (var id in leftIds)
            // A link that remembers a record as gone has a survivor that is meant to be alone.
            if (
                await context.Store.LinkOfAsync(context.Stream, Side.Left, id, cancellationToken) is
                { State: LinkState.Active } link
            )
                links.Add(link);
        var records = await Task.WhenAll(
            GetAsync(Side.Left, links, cancellationToken),
            GetAsync(Side.Right, links, cancellationToken)
        );
        foreach (var (link, left, right) in links.Zip(records[0], records[1]))
            if (left is not null && right is not null)
                Compare(link, left, right, comparer, tally);
            else
                tally.AddMissing(
                    link,
                    await MissingAsync(link, left, right, comparer, cancellationToken)
                );
        context.Report("verify", null, tally.Compared);
    }

    private void Compare(
        Link link,
        Record left,
        Record right,
        PairComparer comparer,
        VerifyTally tally
    )
    {
        var pair = comparer.Compare(link, left, right);
        if (
            pair.Verdict is PairVerdict.Different
            && (IsFiltered(Side.Left) || IsFiltered(Side.Right))
        )
            _doubtful.Add((link, pair));
        else
            tally.Add(link, pair);
    }

    private static async Task<List<(Side, string?)>> MissingAsync(
        Link link,
        Record? left,
        Record? right,
        PairComparer comparer,
        CancellationToken cancellationToken
    )
    {
        var missing = new List<(Side, string?)>();
        if (left is null)
            missing.Add(
                (Side.Left, await comparer.Missing.HeldByAsync(Side.Left, link, cancellationToken))
            );
        if (right is null)
            missing.Add(
                (
                    Side.Right,
                    await comparer.Missing.HeldByAsync(Side.Right, link, cancellationToken)
                )
            );
        return missing;
    }

    private Task<Record?[]> GetAsync(
        Side side,
        List<Link> links,
        CancellationToken cancellationToken
    ) =>
        Task.WhenAll(
            links.Select(l =>
                context[side]
                    .Connector.GetAsync(context.Plan[side], l[side].RecordId, cancellationToken)
            )
        );

    /// <summary>
    /// A record that has left the filter stays linked and is no longer kept in step, and only a
    /// listing tells. Returns how many pairs that was true of.
    /// </summary>
    private async Task<long> SettleDoubtsAsync(
        VerifyTally tally,
        CancellationToken cancellationToken
    )
    {
        if (_doubtful.Count == 0)
            return 0;
        var left = await ListedAsync(Side.Left, cancellationToken);
        var right = await ListedAsync(Side.Right, cancellationToken);
        long outside = 0;
        foreach (var (link, pair) in _doubtful)
            if (left.Contains(link.Left.RecordId) && right.Contains(link.Right.RecordId))
                tally.Add(link, pair);
            else
                outside++;
        return outside;
    }

    /// <summary>Those records of doubtful pairs that the side lists.</summary>
    private async Task<HashSet<string>> ListedAsync(Side side, CancellationToken cancellationToken)
    {
        var doubtful = _doubtful
            .Select(d => d.Link[side].RecordId)
            .ToHashSet(StringComparer.Ordinal);
        if (!IsFiltered(side))
            return doubtful;
        var listed = new HashSet<string>(StringComparer.Ordinal);
        var query = ListQuery.All with { Filter = context.FilterOf(side) };
        string? cursor = null;
        do
        {
            var page = await context[side]
                .Connector.ListAsync(context.Plan[side], query, cursor, cancellationToken);
            listed.UnionWith(page.Records.Select(r => r.Id).Where(doubtful.Contains));
            cursor = page.Next;
        } while (cursor is not null);
        return listed;
    }

    private bool IsFiltered(Side side) => context.FilterOf(side).Count > 0;

    private async IAsyncEnumerable<string> LeftIdsAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        string? after = null;
        while (true)
        {
            var ids = await context.Store.LinkedIdsAsync(
                context.Stream,
                after,
                IdsPage,
                cancellationToken
            );
            foreach (var id in ids)
                yield return id;
            if (ids.Count < IdsPage)
                yield break;
            after = ids[^1];
        }
    }
}
