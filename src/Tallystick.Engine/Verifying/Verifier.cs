using Tallystick.Core.Connectors;
using Tallystick.Core.Mapping;
using Tallystick.Core.Merging;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Runs;

namespace Tallystick.Engine.Verifying;

/// <summary>
/// Reads both sides whole and compares every linked pair field by field. It trusts links for who
/// belongs to whom and nothing else: not hashes, not shadows. Works on a copy of the memory; the
/// left side is staged there, so that memory stays flat.
/// </summary>
internal sealed class Verifier(RunContext context)
{
    private const string HeldByIssue = "an open issue holds it";
    private const int PageMax = 500;

    private readonly List<Difference> _differences = [];
    private readonly SeenLinks _leftSeen = new();
    private readonly SeenLinks _rightSeen = new();
    private readonly Dictionary<Side, long> _unlinked = new() { [Side.Left] = 0, [Side.Right] = 0 };
    private readonly Dictionary<Side, long> _heldRows = new() { [Side.Left] = 0, [Side.Right] = 0 };
    private HashSet<(Side, string)> _held = [];
    private HashSet<string> _issues = [];
    private long _compared;
    private long _equal;
    private long _heldPairs;
    private long _different;
    private long _duplicates;

    public async Task<VerifyReport> VerifyAsync(CancellationToken cancellationToken)
    {
        await WaitForListingsAsync(cancellationToken);
        await KnowHeldAsync(cancellationToken);
        var readSince = context.Now;
        await StageLeftAsync(cancellationToken);
        await CompareRightAsync(cancellationToken);
        var missing = await MissingAsync(cancellationToken);
        await CountDuplicatesAsync(cancellationToken);
        return new VerifyReport
        {
            Stream = context.Stream,
            At = context.Now,
            OldestAge = context.Now - readSince + ListLagMax,
            Read = context.Tally.Both(Count.ReadLeft, Count.ReadRight),
            Compared = _compared,
            Equal = _equal,
            Held = _heldPairs,
            Different = _different,
            Missing = missing,
            Unlinked = new PerSide(_unlinked[Side.Left], _unlinked[Side.Right]),
            HeldUnlinked = new PerSide(_heldRows[Side.Left], _heldRows[Side.Right]),
            Duplicates = _duplicates,
            Differences = _differences,
        };
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
        var issues = context.Store.IssuesAsync(
            new IssueQuery { Stream = context.Stream, State = null },
            cancellationToken
        );
        _issues = await issues
            .Where(i => i.State is not IssueState.Closed)
            .Select(i => i.Key)
            .ToHashSetAsync(cancellationToken: cancellationToken);
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
            context.Report("verify", null, _compared);
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
                Compare(links[id], left, right);
    }

    private void Compare(Link link, Record left, Record right)
    {
        _compared++;
        var isHeld = false;
        var isDifferent = false;
        var isWaiting = !context.Gate.IsIn(link);
        foreach (var field in context.Plan.Fields)
        {
            var (l, r) = (left.Values[field.Left.Ordinal], right.Values[field.Right.Ordinal]);
            if (l.IsUnknown || r.IsUnknown)
                continue;
            if (Agreement.IsEqual(context.Plan, field, left.Values, right.Values))
                continue;
            var mark = link.Marks.FirstOrDefault(m => m.Field == field.Name);
            if (mark?.Reason is MarkReason.Normalised && IsAsAgreed(link, field, l, r))
                continue;
            var isUndone =
                mark?.Reason is MarkReason.Undone or MarkReason.Accepted
                && IsAsAgreed(link, field, l, r);
            var isKnown =
                isWaiting
                || isUndone
                || (
                    mark is not null
                    && mark.Reason
                        is not (MarkReason.Normalised or MarkReason.Undone or MarkReason.Accepted)
                    && IsOpen(link, mark)
                );
            isHeld |= isKnown;
            isDifferent |= !isKnown;
            Note(
                new Difference(
                    isKnown ? "held" : "different",
                    left.Id,
                    right.Id,
                    field.Name,
                    l.ToString(),
                    r.ToString(),
                    isUndone ? mark!.Reason.ToString().ToLowerInvariant()
                        : isWaiting ? "waits until more records take part"
                        : isKnown ? $"{mark!.Reason}: {HeldByIssue}"
                        : null
                )
            );
        }
        if (isDifferent)
            _different++;
        else if (isHeld)
            _heldPairs++;
        else
            _equal++;
    }

    private bool IsOpen(Link link, FieldMark mark) =>
        _issues.Contains(
            Writing.FieldIssues.KeyOf(
                mark.Reason,
                link.Left.RecordId,
                link.Right.RecordId,
                mark.Field
            )
        );

    /// <summary>Both sides hold what the last run left there.</summary>
    private static bool IsAsAgreed(Link link, FieldPlan field, Value left, Value right) =>
        link.Left.Shadow is { } ls
        && link.Right.Shadow is { } rs
        && !ls[field.Left.Ordinal].IsUnknown
        && !rs[field.Right.Ordinal].IsUnknown
        && field.AreEqual(Side.Left, left, ls[field.Left.Ordinal])
        && field.AreEqual(Side.Right, right, rs[field.Right.Ordinal]);

    private async IAsyncEnumerable<Page> PagesAsync(
        Side side,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var query = ListQuery.All with
        {
            Filter =
                side is Side.Left
                    ? context.Plan.Definition.LeftFilter
                    : context.Plan.Definition.RightFilter,
        };
        string? cursor = null;
        do
        {
            var page = await context[side]
                .Connector.ListAsync(context.Plan[side], query, cursor, cancellationToken);
            cursor = page.Next;
            context.Tally.Add(side, Count.ReadLeft, Count.ReadRight, page.Records.Count);
            context.Tally.Add(Count.BadRows, page.Faults.Count);
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
            Note(
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

    private async Task<PerSide> MissingAsync(CancellationToken cancellationToken)
    {
        long left = 0;
        long right = 0;
        long after = 0;
        while (true)
        {
            var links = await context.Store.LinksAsync(
                context.Stream,
                after,
                PageMax,
                cancellationToken
            );
            if (links.Count == 0)
                return new PerSide(left, right);
            after = links[^1].Id;
            foreach (
                var link in links.Where(l => l.State is LinkState.Active && context.Gate.IsIn(l))
            )
            {
                left += await IsMissingAsync(Side.Left, link, _leftSeen, cancellationToken) ? 1 : 0;
                right += await IsMissingAsync(Side.Right, link, _rightSeen, cancellationToken)
                    ? 1
                    : 0;
            }
        }
    }

    private async Task<bool> IsMissingAsync(
        Side side,
        Link link,
        SeenLinks seen,
        CancellationToken cancellationToken
    )
    {
        if (seen.Contains(link.Id))
            return false;
        if (!context[side].Capabilities.AbsenceIsEvidence)
        {
            var record = await context[side]
                .Connector.GetAsync(context.Plan[side], link[side].RecordId, cancellationToken);
            if (record is not null)
                return false;
        }
        Note(
            new Difference("missing", link.Left.RecordId, link.Right.RecordId, "", "", "", null)
            {
                On = side,
            }
        );
        return true;
    }

    /// <summary>People that one side has twice by the first match rule, at least once linked.</summary>
    private async Task CountDuplicatesAsync(CancellationToken cancellationToken)
    {
        if (context.Plan.Rules.Count == 0)
            return;
        var groups = context.Store.KeyGroupsAsync(context.Stream, 0, cancellationToken);
        await foreach (var group in groups.WithCancellation(cancellationToken))
            _duplicates += Math.Max(0, group.Left.Count - 1) + Math.Max(0, group.Right.Count - 1);
    }

    private void Note(Difference difference)
    {
        if (_differences.Count < context.Options.DifferencesMax)
            _differences.Add(difference);
    }
}
