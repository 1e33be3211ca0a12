using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Runs;

namespace Tallystick.Engine.Verifying;

/// <summary>
/// Reads both sides whole and compares every linked pair field by field. It trusts links for who
/// belongs to whom and nothing else: not hashes, not shadows. Works on a copy of the memory; the
/// left side is staged there, so that memory stays flat.
/// </summary>
internal sealed class Verifier(RunContext context, LinkBuckets buckets)
{
    private readonly SeenLinks _leftSeen = new();
    private readonly SeenLinks _rightSeen = new();
    private readonly Dictionary<Side, long> _unlinked = new() { [Side.Left] = 0, [Side.Right] = 0 };
    private readonly Dictionary<Side, long> _heldRows = new() { [Side.Left] = 0, [Side.Right] = 0 };
    private HashSet<(Side, string)> _held = [];
    private readonly VerifyTally _tally = new(buckets, context.Options.DifferencesMax);
    private PairComparer _comparer = new(context, new Dictionary<string, Issue>());

    /// <summary>Rows that could not be read; null for one of which not even the id could.</summary>
    private readonly HashSet<(Side Side, string? RecordId)> _unreadable = [];
    private long _duplicates;
    private long _outsideFilter;

    /// <returns>The report, and the proofs to remember: of all buckets.</returns>
    public async Task<(VerifyReport Report, IReadOnlyList<BucketProof> Proofs)> VerifyAsync(
        CancellationToken cancellationToken
    )
    {
        await WaitForListingsAsync(cancellationToken);
        await KnowHeldAsync(cancellationToken);
        var readSince = context.Now;
        await StageLeftAsync(cancellationToken);
        await CompareRightAsync(cancellationToken);
        await FindMissingAsync(cancellationToken);
        await CountDuplicatesAsync(cancellationToken);
        var oldest = readSince - ListLagMax;
        var report = new VerifyReport
        {
            Stream = context.Stream,
            At = context.Now,
            OldestAge = context.Now - oldest,
            OldestProof = oldest,
            Read = context.Tally.Both(Count.ReadLeft, Count.ReadRight),
            Compared = _tally.Compared,
            Equal = _tally.Equal,
            Held = _tally.Held,
            Different = _tally.Different,
            Missing = _tally.Missing,
            OutsideFilter = _outsideFilter,
            Unlinked = new PerSide(_unlinked[Side.Left], _unlinked[Side.Right]),
            HeldUnlinked = new PerSide(_heldRows[Side.Left], _heldRows[Side.Right]),
            Duplicates = _duplicates,
            Differences = _tally.Differences,
        };
        return (report, _tally.Proofs(Enumerable.Range(0, buckets.Count), oldest));
    }

    private TimeSpan ListLagMax =>
        context.Left.Capabilities.ListLag > context.Right.Capabilities.ListLag
            ? context.Left.Capabilities.ListLag
            : context.Right.Capabilities.ListLag;

    private async Task WaitForListingsAsync(CancellationToken cancellationToken)
    {
        foreach (var side in new[] { Side.Left, Side.Right })
        {
            var progress = await context.Store.ProgressAsync(
                context.Stream,
                side,
                cancellationToken
            );
            if (progress.WrittenAt is { } at)
                await context.WaitOutLagAsync(side, at, cancellationToken);
        }
    }

    private async Task KnowHeldAsync(CancellationToken cancellationToken)
    {
        var held = await context.Store.HeldAsync(context.Stream, cancellationToken);
        _held = [.. held.Select(h => (h.Side, h.RecordId))];
        _comparer = await PairComparer.OfAsync(context, cancellationToken);
        var query = new IssueQuery { Stream = context.Stream, Kind = IssueKind.BadRow };
        await foreach (var issue in context.Store.IssuesAsync(query, cancellationToken))
            if (
                issue.Side is { } side
                && (side is Side.Left ? issue.LeftId : issue.RightId) is { } id
            )
                _unreadable.Add((side, id));
    }

    private async Task StageLeftAsync(CancellationToken cancellationToken)
    {
        var started = context.Now;
        await foreach (var page in PagesAsync(Side.Left, cancellationToken))
        {
            var glances = await GlanceAsync(Side.Left, page, cancellationToken);
            var rows = new List<StagedRow>();
            foreach (var record in page.Records)
            {
                var link = LinkOf(Side.Left, record, glances);
                var row = link is null
                    ? record
                    : await CurrentAsync(Side.Left, record, glances, cancellationToken);
                if (row is null)
                    continue;
                if (link is { } id)
                    _leftSeen.Add(id);
                else
                    NoteUnlinked(Side.Left, record, glances);
                rows.Add(new StagedRow(row, 0, link, context.Plan.KeysOf(Side.Left, row.Values)));
            }
            var progress = new SideProgress { Listing = new Checkpoint { StartedAt = started } };
            await context.Store.StageAsync(
                context.Run,
                Side.Left,
                rows,
                progress,
                cancellationToken
            );
        }
    }

    private async Task CompareRightAsync(CancellationToken cancellationToken)
    {
        await foreach (var page in PagesAsync(Side.Right, cancellationToken))
        {
            var glances = await GlanceAsync(Side.Right, page, cancellationToken);
            var pairs = new List<(long Link, Record Right)>();
            foreach (var record in page.Records)
            {
                if (LinkOf(Side.Right, record, glances) is not { } id)
                {
                    NoteUnlinked(Side.Right, record, glances);
                    continue;
                }
                if (_rightSeen.Contains(id))
                    continue;
                var row = await CurrentAsync(Side.Right, record, glances, cancellationToken);
                if (row is null)
                    continue;
                _rightSeen.Add(id);
                if (_leftSeen.Contains(id))
                    pairs.Add((id, row));
            }
            await CompareAsync(pairs, cancellationToken);
            context.Report("verify", null, _tally.Compared);
        }
    }

    private async Task CompareAsync(
        List<(long Link, Record Right)> pairs,
        CancellationToken cancellationToken
    )
    {
        if (pairs.Count == 0)
            return;
        var links = new Dictionary<long, Link>();
        foreach (var (_, right) in pairs)
            if (
                await context.Store.LinkOfAsync(
                    context.Stream,
                    Side.Right,
                    right.Id,
                    cancellationToken
                ) is
                { } link
            )
                links[link.Id] = link;
        var staged = await context.Store.StagedAsync(
            context.Stream,
            Side.Left,
            [.. links.Values.Select(l => l.Left.RecordId)],
            cancellationToken
        );
        var lefts = staged.ToDictionary(r => r.Record.Id, r => r.Record);
        foreach (var (id, right) in pairs)
            if (lefts.TryGetValue(links[id].Left.RecordId, out var left))
                _tally.Add(links[id], _comparer.Compare(links[id], left, right));
    }

    private async IAsyncEnumerable<Page> PagesAsync(
        Side side,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var query = ListQuery.All with { Filter = context.FilterOf(side) };
        string? cursor = null;
        do
        {
            var page = await context[side]
                .Connector.ListAsync(context.Plan[side], query, cursor, cancellationToken);
            cursor = page.Next;
            context.Tally.Add(side, Count.ReadLeft, Count.ReadRight, page.Records.Count);
            context.Tally.Add(Count.BadRows, page.Faults.Count);
            _unreadable.UnionWith(page.Faults.Select(f => (side, f.Id)));
            var read = context.Tally[side is Side.Left ? Count.ReadLeft : Count.ReadRight];
            context.Report("read", side, read, page.Total);
            yield return page;
        } while (cursor is not null);
    }

    private Task<IReadOnlyDictionary<string, LinkGlance>> GlanceAsync(
        Side side,
        Page page,
        CancellationToken cancellationToken
    ) =>
        context.Store.GlanceAsync(
            context.Stream,
            side,
            [.. page.Records.Select(r => r.Id).Distinct()],
            cancellationToken
        );

    /// <summary>The link to compare by; null for a record without partner, or whose partner is known to be gone.</summary>
    private static long? LinkOf(
        Side side,
        Record record,
        IReadOnlyDictionary<string, LinkGlance> glances
    ) =>
        glances.TryGetValue(record.Id, out var glance)
        && glance.State != (side is Side.Left ? LinkState.RightGone : LinkState.LeftGone)
            ? glance.LinkId
            : null;

    /// <summary>A row from a listing that lags behind what we know is read again; null when it is gone.</summary>
    private async Task<Record?> CurrentAsync(
        Side side,
        Record record,
        IReadOnlyDictionary<string, LinkGlance> glances,
        CancellationToken cancellationToken
    )
    {
        var isStale = record.ModifiedAt < glances[record.Id].ModifiedAt;
        return isStale
            ? await context[side]
                .Connector.GetAsync(context.Plan[side], record.Id, cancellationToken)
            : record;
    }

    private void NoteUnlinked(
        Side side,
        Record record,
        IReadOnlyDictionary<string, LinkGlance> glances
    )
    {
        // One-way syncs leave what only the receiving side has alone, and a link without partner
        // remembers that its survivor is meant to stay by itself.
        var isHeld =
            _held.Contains((side, record.Id))
            || glances.ContainsKey(record.Id)
            || !context.Gate.IsIn(record.Id)
            || !context.CanCreate(side.Other);
        (isHeld ? _heldRows : _unlinked)[side]++;
        if (!isHeld)
            _tally.Note(
                new Difference(
                    "unlinked",
                    side is Side.Left ? record.Id : null,
                    side is Side.Right ? record.Id : null,
                    "",
                    "",
                    "",
                    null
                )
                {
                    On = side,
                }
            );
    }

    private async Task FindMissingAsync(CancellationToken cancellationToken)
    {
        await foreach (var link in context.LinksAsync(cancellationToken))
        {
            if (link.State is not LinkState.Active)
                continue;
            var missing = new List<(Side, string?)>();
            if (await IsMissingAsync(Side.Left, link, _leftSeen, cancellationToken))
                missing.Add((Side.Left, await WhyAsync(Side.Left, link, cancellationToken)));
            if (await IsMissingAsync(Side.Right, link, _rightSeen, cancellationToken))
                missing.Add((Side.Right, await WhyAsync(Side.Right, link, cancellationToken)));
            if (missing.Count > 0)
                _tally.AddMissing(link, missing);
            else if (
                IsOutside(Side.Left, link, _leftSeen) || IsOutside(Side.Right, link, _rightSeen)
            )
                _outsideFilter++;
        }
    }

    /// <summary>It is there, and a listing of only some records did not bring it.</summary>
    private bool IsOutside(Side side, Link link, SeenLinks seen) =>
        context.FilterOf(side).Count > 0 && !seen.Contains(link.Id);

    /// <summary>What lets it be missing: a row that cannot be read is an issue of its own, and may be the one.</summary>
    private async Task<string?> WhyAsync(
        Side side,
        Link link,
        CancellationToken cancellationToken
    ) =>
        _unreadable.Contains((side, null)) || _unreadable.Contains((side, link[side].RecordId))
            ? "its row cannot be read"
            : await _comparer.Missing.HeldByAsync(side, link, cancellationToken);

    private async Task<bool> IsMissingAsync(
        Side side,
        Link link,
        SeenLinks seen,
        CancellationToken cancellationToken
    )
    {
        if (seen.Contains(link.Id))
            return false;
        // Who has left the filter is in no listing, and is there.
        if (
            (context[side].Capabilities.AbsenceIsEvidence && context.FilterOf(side).Count == 0)
            || _unreadable.Contains((side, link[side].RecordId))
        )
            return true;
        var record = await context[side]
            .Connector.GetAsync(context.Plan[side], link[side].RecordId, cancellationToken);
        return record is null;
    }

    /// <summary>People that one side has twice by the first match rule, at least once linked.</summary>
    private async Task CountDuplicatesAsync(CancellationToken cancellationToken)
    {
        // What belongs to others may well be called the same.
        if (context.Plan.Rules.Count == 0 || context.Plan.References.Any(r => r.IsParent))
            return;
        var groups = context.Store.KeyGroupsAsync(context.Stream, 0, cancellationToken);
        await foreach (var group in groups.WithCancellation(cancellationToken))
            _duplicates += Math.Max(0, group.Left.Count - 1) + Math.Max(0, group.Right.Count - 1);
    }
}
