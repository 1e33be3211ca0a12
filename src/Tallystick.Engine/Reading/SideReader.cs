using Tallystick.Core.Connectors;
using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Deleting;
using Tallystick.Engine.Matching;
using Tallystick.Engine.Runs;

namespace Tallystick.Engine.Reading;

/// <summary>
/// Reads one side page by page and stages what differs from what the links remember. Each page is
/// a checkpoint: a run that was killed goes on with the next one. Memory holds one page.
/// </summary>
internal sealed partial class SideReader(RunContext context, Side side)
{
    /// <summary>An unfinished listing older than this is started anew.</summary>
    private static readonly TimeSpan ResumeMax = TimeSpan.FromHours(12);

    /// <summary>A listing that lacks more of the linked records than the rest proves no absence.</summary>
    private const double PresentShareMin = 0.9;

    /// <summary>So many of the rows that a listing lacks are asked for.</summary>
    private const int AskedMax = 50;

    private readonly RunSide _side = context[side];

    /// <summary>How many records the listing says it has.</summary>
    private long? _total;

    /// <summary>How many rows it has brought so far; null for one that an earlier run began.</summary>
    private long? _rows;

    /// <summary>When the page under way was asked for: its answer may be late, and shows what was then.</summary>
    private DateTimeOffset _askedAt;

    /// <summary>The oldest row that was passed over because our own write may not show in it yet.</summary>
    private DateTimeOffset? _tooFresh;

    /// <summary>Reads what may have changed, or everything where that is due.</summary>
    /// <returns>Whether everything was read.</returns>
    public async Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        var progress = await context.Store.ProgressAsync(context.Stream, side, cancellationToken);
        if (CanResume(progress))
            return await GoOnAsync(progress, cancellationToken);
        var since = await IsSweepDueAsync(progress, cancellationToken)
            ? null
            : progress.ChangedThrough - _side.Capabilities.ChangeOverlap;
        return await StartAsync(progress, since, cancellationToken);
    }

    /// <summary>Reads what changed since a moment, to find what this run's own lost answers left behind.</summary>
    public async Task ReadSinceAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        var progress = await context.Store.ProgressAsync(context.Stream, side, cancellationToken);
        // A whole listing can be told from an outage by the linked records it shows.
        var canAsk =
            _side.Capabilities.Changes is ChangeDetection.ModifiedTime
            && !await IsCheapAsync(cancellationToken);
        await StartAsync(
            progress,
            canAsk ? since - _side.Capabilities.ChangeOverlap : null,
            cancellationToken
        );
    }

    private bool CanResume(SideProgress progress) =>
        progress.Listing is { Complete: false, Cursor: not null } listing
        && !context.MappingChanged
        && !context.Options.Full
        && context.Now - listing.StartedAt < ResumeMax;

    private async Task<bool> IsSweepDueAsync(
        SideProgress progress,
        CancellationToken cancellationToken
    )
    {
        var never =
            context.Options.Full
            || context.MappingChanged
            || progress.ChangedThrough is null
            || progress.SweptAt is null
            || _side.Capabilities.Changes is ChangeDetection.Scan;
        // What a lost answer left behind shows in a whole listing only.
        var isOnlySwept =
            _side.Capabilities.Changes is ChangeDetection.ParentModified
            && await IntentPhase.OldestAsync(context, side, cancellationToken) is not null;
        if (never || isOnlySwept)
            return true;
        var isCheap = await IsCheapAsync(cancellationToken);
        // Only a whole listing can be told from an outage, by the linked records it shows.
        if (isCheap && await IntentPhase.OldestAsync(context, side, cancellationToken) is not null)
            return true;
        var every =
            context.Plan.Definition.SweepEvery ?? (isCheap ? TimeSpan.Zero : TimeSpan.FromDays(1));
        return context.Now - progress.SweptAt >= every;
    }

    private async Task<bool> IsCheapAsync(CancellationToken cancellationToken)
    {
        if (_side.Capabilities.SweepsAreCostly)
            return false;
        var (links, _) = await context.Store.CountLinksAsync(context.Stream, cancellationToken);
        return links <= SweepRules.CheapRows(_side.Capabilities);
    }

    private async Task<bool> StartAsync(
        SideProgress progress,
        DateTimeOffset? since,
        CancellationToken cancellationToken
    )
    {
        // Whole milliseconds: it is the listing's name in the store.
        var now = DateTimeOffset.FromUnixTimeMilliseconds(context.Now.ToUnixTimeMilliseconds());
        var listing = new Checkpoint { Since = since, StartedAt = now };
        if (since is null)
        {
            var (links, newest) = await context.Store.CountLinksAsync(
                context.Stream,
                cancellationToken
            );
            _side.Seen = new SeenLinks { Expected = links, NewestExpected = newest };
        }
        else
        {
            _side.Seen = null;
        }
        return await GoOnAsync(progress with { Listing = listing }, cancellationToken);
    }

    private async Task<bool> GoOnAsync(SideProgress progress, CancellationToken cancellationToken)
    {
        var query = new ListQuery
        {
            ChangedSince = progress.Listing!.Since,
            Filter = context.FilterOf(side),
        };
        _rows = progress.Listing.Cursor is null ? 0 : null;
        _side.ListedFrom = progress.Listing.StartedAt;
        _side.GoesOn = progress.Listing.Cursor is not null;
        while (!progress.Listing!.Complete)
        {
            _askedAt = context.Now;
            var page = await _side.Connector.ListAsync(
                context.Plan[side],
                query,
                progress.Listing.Cursor,
                cancellationToken
            );
            // A total that falls to nothing half-way is an outage's.
            if (page.Total is not 0 || _rows is 0)
                _total = page.Total;
            var rows = await SiftAsync(page, cancellationToken);
            progress = Advance(progress, page);
            await context.Store.StageAsync(context.Run, side, rows, progress, cancellationToken);
            context.Report("read", side, Read, page.Total);
        }
        _side.IsBlank = _rows == 0;
        // What only changed says nothing of a whole listing that was cut short before.
        _side.IsOutage = IsCutShort || (query.ChangedSince is not null && _side.IsOutage);
        if (_side.Seen is { } seen)
        {
            _side.LastSeen = seen;
            _side.IsProvenOutage = null;
            _side.IsListingDoubtful = seen.Count < seen.Expected * PresentShareMin;
        }
        if (query.ChangedSince is null)
            await ForgetUnlistedAsync(progress.Listing.StartedAt, cancellationToken);
        return query.ChangedSince is null;
    }

    private long Read => context.Tally[side is Side.Left ? Count.ReadLeft : Count.ReadRight];

    private SideProgress Advance(SideProgress progress, Page page)
    {
        var listing = progress.Listing!;
        var highWater = listing.HighWater;
        foreach (var record in page.Records)
            if (record.ModifiedAt > (highWater ?? DateTimeOffset.MinValue))
                highWater = record.ModifiedAt;
        if (page.ModifiedThrough > (highWater ?? DateTimeOffset.MinValue))
            highWater = page.ModifiedThrough;
        listing = listing with
        {
            Cursor = page.Next,
            Complete = page.Next is null,
            HighWater = highWater,
        };
        if (!listing.Complete)
            return progress with { Listing = listing };
        if ((IsCutShort && listing.Since is not null) || IsBlank(listing))
            // What it lacks is asked for again.
            return progress with { Listing = listing with { HighWater = null } };
        return progress with
        {
            Listing = listing,
            ChangedThrough = ChangedThrough(progress, listing),
            SweptAt = listing.Since is null ? listing.StartedAt : progress.SweptAt,
        };
    }

    /// <summary>
    /// A whole listing that shows none of the linked records: an outage, perhaps. Edits that it hides
    /// would not be in the next listing of what changed, so that one is whole again.
    /// </summary>
    private bool IsBlank(Checkpoint listing) =>
        listing.Since is null && _rows == 0 && _side.Seen is { Rows: 0, Expected: > 0 };

    /// <summary>The listing ended before its own total.</summary>
    private bool IsCutShort => _rows < _total;

    /// <summary>
    /// An edit made while the listing ran may have hit a page already read: never beyond its start.
    /// A quiet side stays at its newest row, so that the next listing is short.
    /// </summary>
    private DateTimeOffset? ChangedThrough(SideProgress progress, Checkpoint listing)
    {
        var newest = listing.HighWater ?? progress.ChangedThrough ?? listing.StartedAt;
        if (_tooFresh < newest)
            newest = _tooFresh.Value;
        return newest < listing.StartedAt ? newest : listing.StartedAt;
    }

    /// <summary>Keeps the rows that bring news.</summary>
    private async Task<List<StagedRow>> SiftAsync(Page page, CancellationToken cancellationToken)
    {
        context.Tally.Add(side, Count.ReadLeft, Count.ReadRight, page.Records.Count);
        var faultIds = page.Faults.Select(f => f.Id).OfType<string>();
        var glances = await context.Store.GlanceAsync(
            context.Stream,
            side,
            [.. page.Records.Select(r => r.Id).Concat(faultIds).Distinct()],
            cancellationToken
        );
        foreach (var id in faultIds)
            if (glances.TryGetValue(id, out var faulty))
                _side.Seen?.Add(faulty.LinkId);
        await NoteFaultsAsync(page.Faults, cancellationToken);
        var ghosts = await GhostsAsync(page.Records, glances, cancellationToken);
        _rows += page.Records.Count + page.Faults.Count;
        if (_side.Seen is { } seen)
            seen.Rows += page.Records.Count + page.Faults.Count;

        var rows = new List<StagedRow>();
        foreach (var record in page.Records)
        {
            if (ghosts.Contains(record.Id))
                continue;
            var hash = StreamPlan.HashOf(record.Values);
            if (!glances.TryGetValue(record.Id, out var glance))
            {
                var keys = context.Plan.KeysOf(side, record.Values);
                rows.Add(new StagedRow(record, hash, null, keys));
                continue;
            }
            _side.Seen?.Add(glance.LinkId);
            if (IsNews(record, hash, glance))
            {
                var keys = context.Plan.KeysOf(side, record.Values);
                rows.Add(new StagedRow(record, hash, glance.LinkId, keys));
            }
            else
                context.Tally.Add(Count.Unchanged);
        }
        return rows;
    }

    private bool IsNews(Record record, UInt128 hash, LinkGlance glance)
    {
        // A listing that lags may show what was before the version we know. Elsewhere times go back
        // when a backup is put in place, or by a clock that is wrong.
        if (record.ModifiedAt < glance.ModifiedAt && _side.Capabilities.ListLag > TimeSpan.Zero)
            return false;
        if (hash != glance.Hash && IsTooFresh(record, glance))
        {
            var at = record.ModifiedAt ?? record.CreatedAt ?? glance.WrittenAt!.Value;
            if (_tooFresh is null || at < _tooFresh)
                _tooFresh = at;
            return false;
        }
        var isBack = glance.State == DeleteNotes.GoneOn(side);
        return hash != glance.Hash || glance.HasStaged || context.MappingChanged || isBack;
    }

    /// <summary>
    /// We wrote to it so lately that this listing may show it as it was before: taken for an edit,
    /// that would undo our own write. The next listing can tell, and so can a later modified time
    /// than that of our write, where the app told it.
    /// </summary>
    private bool IsTooFresh(Record record, LinkGlance glance) =>
        _side.Capabilities.ListLag > TimeSpan.Zero
        && !(record.ModifiedAt > glance.ModifiedAt)
        && glance.WrittenAt + _side.Capabilities.ListLag > _askedAt;

    private async Task NoteFaultsAsync(
        IReadOnlyList<RowFault> faults,
        CancellationToken cancellationToken
    )
    {
        if (faults.Count == 0)
            return;
        context.Tally.Add(Count.BadRows, faults.Count);
        if (_side.Seen is { } seen && faults.Any(f => f.Id is null))
            seen.HasUnknownRows = true;
        var issues = faults.Select(f => new Issue(
            IssueKind.BadRow,
            $"row:{side.Word}:{f.Origin}",
            $"{f.Origin}: {f.Message}"
        )
        {
            LeftId = side is Side.Left ? f.Id : null,
            RightId = side is Side.Right ? f.Id : null,
            Side = side,
            Hint = "Correct the row where it stands; the next whole reading closes this.",
        });
        await context.Store.CommitAsync(
            context.Run,
            new Commit { Issues = [.. issues] },
            cancellationToken
        );
    }
}
