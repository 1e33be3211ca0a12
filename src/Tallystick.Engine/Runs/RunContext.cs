using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Tallystick.Core.Connectors;
using Tallystick.Core.Limits;
using Tallystick.Core.Mapping;
using Tallystick.Core.Matching;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Deciding;
using Tallystick.Engine.Matching;
using Tallystick.Engine.References;
using Tallystick.Engine.Writing;

namespace Tallystick.Engine.Runs;

/// <summary>What every phase of one run works with.</summary>
internal sealed record RunContext(
    StreamPlan Plan,
    RunSide Left,
    RunSide Right,
    ISyncStore Store,
    Run Run,
    TimeProvider Time,
    RunOptions Options,
    IProgress<RunProgress>? Progress
)
{
    private const int LinksPage = 500;
    private const int WorkPage = 500;

    private WriteGate? _gate;

    public string Stream => Plan.Name;

    public DateTimeOffset Now => Time.GetUtcNow();

    public RunTally Tally { get; } = new();

    /// <summary>Tells which record of the one side is which of the other.</summary>
    public required ReferenceTranslator References { get; init; }

    /// <summary>What belongs to this stream's records, in the other streams of the sync.</summary>
    public required ChildRecords Children { get; init; }

    /// <summary>The lane of the run's calls.</summary>
    public Lane Lane { get; init; } = Lane.User;

    /// <summary>The mapping is not the one that the stored hashes were made with.</summary>
    public bool MappingChanged { get; init; }

    /// <summary>This is the stream's first run.</summary>
    public bool IsFirstRun { get; init; }

    /// <summary>The highest number of a link that there was before this run.</summary>
    public long LinksBefore { get; init; }

    /// <summary>How many links there were before this run, tombstones not counted.</summary>
    public long LinksBeforeCount { get; init; }

    /// <summary>
    /// Creates of an earlier try, by target side and source, that may have happened and that no
    /// trustworthy listing could tell of yet: they are not sent again in this run.
    /// </summary>
    public HashSet<(Side Target, string SourceId)> Unanswered { get; } = [];

    /// <summary>
    /// Creates, by target side and source, that this run has announced without sending them: somebody
    /// else may have filled the place.
    /// </summary>
    public ConcurrentDictionary<(Side Target, string SourceId), bool> Vacated { get; } = [];

    /// <summary>Linked records whose key another record of the other side has taken over in this run.</summary>
    public ConcurrentDictionary<(Side Side, string RecordId), bool> Contested { get; } = [];

    /// <summary>Rows that were held as doubles until this run: what was read of them may be long past.</summary>
    public HashSet<(Side Side, string RecordId)> Freed { get; } = [];

    /// <summary>When a run by hints looked at each record that it is to work on.</summary>
    public Dictionary<(Side Side, string RecordId), DateTimeOffset> Looked { get; } = [];

    /// <summary>Records that people said are different.</summary>
    public ApartList Apart { get; set; } = ApartList.None;

    /// <summary>What people decided about fields.</summary>
    public RulingBook Rulings { get; } = new();

    /// <summary>Who decided that a left record and its partner are one, by its id.</summary>
    public Dictionary<string, string> LinkedBy { get; } = [];

    /// <summary>Where matching tells what it finds; null when nobody looks.</summary>
    public MatchReview? Review { get; init; }

    /// <summary>Links whose parent is linked no longer: their going says nothing of an outage.</summary>
    public HashSet<long> Orphaned { get; } = [];

    /// <summary>What people decided about issues since the last run.</summary>
    public Verdicts Verdicts { get; init; } = Verdicts.None;

    /// <summary>What may be written of what merges come to.</summary>
    public WriteGate Gate => _gate ??= new WriteGate(this);

    public RunSide this[Side side] => side is Side.Left ? Left : Right;

    public bool CanCreate(Side side) => Plan.Creates(side) && this[side].Capabilities.CanCreate;

    /// <summary>A run by hints leaves what else is waiting to a run that has read it.</summary>
    public bool IsWanted(WorkItem item) =>
        Options.Hints.Count == 0
        || IsLooked(Side.Left, item.Link?.Left.RecordId ?? item.Left?.Record.Id)
        || IsLooked(Side.Right, item.Link?.Right.RecordId ?? item.Right?.Record.Id);

    /// <summary>When the record was asked for by itself; null when a listing brought it.</summary>
    public DateTimeOffset? LookedAt(Side side, string recordId) =>
        Looked.TryGetValue((side, recordId), out var at) ? at : null;

    private bool IsLooked(Side side, string? recordId) =>
        recordId is not null && Looked.ContainsKey((side, recordId));

    public void Report(
        string phase,
        Side? side = null,
        long done = 0,
        long? total = null,
        string? note = null
    ) => Progress?.Report(new RunProgress(phase, side, done, total) { Note = note, Lane = Lane });

    /// <summary>All pairs of the stream that are no tombstones, with a page of them in memory.</summary>
    public async IAsyncEnumerable<Link> LinksAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        long after = 0;
        while (true)
        {
            var links = await Store.LinksAsync(Stream, after, LinksPage, cancellationToken);
            if (links.Count == 0)
                yield break;
            after = links[^1].Id;
            foreach (var link in links)
                yield return link;
        }
    }

    /// <summary>All that waits for work, in the store's order.</summary>
    public async IAsyncEnumerable<IReadOnlyList<WorkItem>> WorkPagesAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        string? after = null;
        do
        {
            var (items, next) = await Store.WorkAsync(Stream, after, WorkPage, cancellationToken);
            after = next;
            yield return items;
        } while (after is not null);
    }

    /// <summary>Keeps a record that was asked for by itself, until its pair is settled.</summary>
    public async Task KeepAsync(
        Side side,
        Record record,
        long linkId,
        CancellationToken cancellationToken
    )
    {
        var row = new StagedRow(
            record,
            StreamPlan.HashOf(record.Values),
            linkId == 0 ? null : linkId,
            Plan.KeysOf(side, record.Values)
        );
        var progress = await Store.ProgressAsync(Stream, side, cancellationToken);
        if (progress.Listing is not null)
            await Store.StageAsync(Run, side, [row], progress, cancellationToken);
    }

    /// <summary>What the side's listings are narrowed to; empty for all records.</summary>
    public IReadOnlyDictionary<string, string> FilterOf(Side side) =>
        Plan.Definition.FilterOn(side);

    /// <summary>Waits until a listing of the side must show what was there at <paramref name="moment"/>.</summary>
    public async Task WaitOutLagAsync(
        Side side,
        DateTimeOffset moment,
        CancellationToken cancellationToken
    )
    {
        var lag = this[side].Capabilities.ListLag;
        var wait = moment + lag - Now;
        if (wait <= TimeSpan.Zero)
            return;
        var seconds = (int)Math.Ceiling(wait.TotalSeconds);
        Report("wait", side, note: $"{seconds} s until {this[side].Name}'s listing has caught up");
        await Task.Delay(wait, Time, cancellationToken);
    }
}

/// <summary>One side of a run.</summary>
/// <param name="Name">The connection's name, for messages.</param>
internal sealed record RunSide(
    Side Side,
    string Name,
    IConnector Connector,
    Capabilities Capabilities,
    IBufferedConnector? Buffer
)
{
    /// <summary>Links seen in this run's whole listing; null when there was none to go by.</summary>
    public SeenLinks? Seen { get; set; }

    /// <summary>When the last listing's first page was asked for; null before one.</summary>
    public DateTimeOffset? ListedFrom { get; set; }

    /// <summary>The listing goes on where an earlier run left off: its first rows are as old as that.</summary>
    public bool GoesOn { get; set; }

    /// <summary>The last listing, of everything or of what changed, showed nobody at all.</summary>
    public bool IsBlank { get; set; }

    /// <summary>Links seen in the last whole listing, whichever it was; null before one.</summary>
    public SeenLinks? LastSeen { get; set; }

    /// <summary>
    /// The last whole listing lacked more of the linked records than deletes explain: an outage,
    /// perhaps, and no proof that something is not there.
    /// </summary>
    public bool IsListingDoubtful { get; set; }

    /// <summary>The last whole listing lacked a record that was there when it was asked for, or ended before its own total.</summary>
    public bool IsOutage { get; set; }

    /// <summary>Whether a record that the last whole listing lacked is there; null while nobody has asked.</summary>
    public bool? IsProvenOutage { get; set; }

    /// <summary>The last listing should have shown the record of this link, and did not.</summary>
    public bool Lacked(long linkId) =>
        LastSeen is { } seen && linkId != 0 && linkId <= seen.NewestExpected
            ? !seen.Contains(linkId)
            : IsOutage && linkId != 0;

    /// <summary>A whole listing of this run has shown the record of this link, and shows nobody who is gone.</summary>
    public bool HasShown(long linkId) =>
        Capabilities.ListLag <= TimeSpan.Zero && Seen?.Contains(linkId) is true;

    /// <summary>The last moment this run wrote to the side.</summary>
    public DateTimeOffset? WrittenAt { get; set; }
}

/// <summary>A bit for each link, so that a sweep over a million of them fits in 125 kB.</summary>
internal sealed class SeenLinks
{
    private ulong[] _bits = new ulong[64];

    /// <summary>How many links there were when the listing began.</summary>
    public long Expected { get; init; }

    /// <summary>The highest number of a link when the listing began.</summary>
    public long NewestExpected { get; init; }

    /// <summary>How many rows the listing brought, links or not.</summary>
    public long Rows { get; set; }

    /// <summary>How many different links the listing brought.</summary>
    public long Count { get; private set; }

    /// <summary>Rows that could not be told apart were among them: absence proves nothing.</summary>
    public bool HasUnknownRows { get; set; }

    public void Add(long linkId)
    {
        var index = (int)(linkId >> 6);
        if (index >= _bits.Length)
            Array.Resize(ref _bits, Math.Max(index + 1, _bits.Length * 2));
        var bit = 1UL << (int)(linkId & 63);
        if ((_bits[index] & bit) != 0)
            return;
        _bits[index] |= bit;
        Count++;
    }

    public bool Contains(long linkId)
    {
        var index = (int)(linkId >> 6);
        return index < _bits.Length && (_bits[index] & (1UL << (int)(linkId & 63))) != 0;
    }
}
