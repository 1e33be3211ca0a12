using Tallystick.Core.Records;

namespace Tallystick.Core.Stores;

/// <summary>
/// The memory of syncs: links, shadows, journal, issues, intents, progress and staged rows. All
/// methods are safe for concurrent use; each is one transaction: it happened whole or not at all,
/// and survives the process and the machine stopping. A stream is named "sync/stream".
/// </summary>
public interface ISyncStore : IAsyncDisposable
{
    /// <summary>
    /// Starts a run: takes the stream's next epoch, so that every later commit of an earlier run
    /// is refused with <see cref="StaleRunException"/>.
    /// </summary>
    Task<Run> BeginRunAsync(
        string stream,
        string kind,
        DateTimeOffset now,
        CancellationToken cancellationToken
    );

    /// <summary>When the first run after a moment started; null when there was none.</summary>
    Task<DateTimeOffset?> FirstRunAfterAsync(
        string stream,
        DateTimeOffset moment,
        CancellationToken cancellationToken
    );

    /// <summary>The highest number that any run has, of any stream; 0 before the first.</summary>
    Task<long> NewestRunAsync(CancellationToken cancellationToken);

    /// <summary>Throws <see cref="StaleRunException"/> when another run has taken the stream over.</summary>
    Task CheckAsync(Run run, CancellationToken cancellationToken);

    /// <summary>Ends a run with its result as JSON, and closes the issues that <paramref name="closeUnseen"/> names and the run did not see.</summary>
    Task EndRunAsync(
        Run run,
        DateTimeOffset now,
        string resultJson,
        IReadOnlyCollection<IssueKind> closeUnseen,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// A fingerprint of the mapping that the stored shadows were made with. When it differs from
    /// the last one, the caller re-reads everything. Null before the first run.
    /// </summary>
    Task<string?> MappingOfAsync(string stream, CancellationToken cancellationToken);

    Task SetMappingAsync(Run run, string mapping, CancellationToken cancellationToken);

    Task<SideProgress> ProgressAsync(string stream, Side side, CancellationToken cancellationToken);

    Task SetProgressAsync(
        Run run,
        Side side,
        SideProgress progress,
        CancellationToken cancellationToken
    );

    /// <summary>What is remembered of those records whose link is no tombstone, by record id.</summary>
    Task<IReadOnlyDictionary<string, LinkGlance>> GlanceAsync(
        string stream,
        Side side,
        IReadOnlyCollection<string> recordIds,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Stores a page's rows (replacing rows of the same id; a held row whose hash did not change
    /// stays held) together with the listing's checkpoint.
    /// </summary>
    Task StageAsync(
        Run run,
        Side side,
        IReadOnlyList<StagedRow> rows,
        SideProgress progress,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// After a whole listing: forgets the side's staged rows without link that the listing did not
    /// bring. What was read of a linked record stays, as its absence may be the listing's fault. A
    /// row belongs to the listing whose <see cref="Checkpoint.StartedAt"/> it was last staged with.
    /// </summary>
    Task SweepStagedAsync(
        Run run,
        Side side,
        DateTimeOffset listingStartedAt,
        CancellationToken cancellationToken
    );

    /// <summary>What <see cref="SweepStagedAsync"/> would forget, by record id.</summary>
    Task<IReadOnlyList<string>> UnlistedAsync(
        string stream,
        Side side,
        DateTimeOffset listingStartedAt,
        CancellationToken cancellationToken
    );

    /// <summary>Staged rows that are held, in the order of side and id.</summary>
    Task<IReadOnlyList<HeldRow>> HeldAsync(string stream, CancellationToken cancellationToken);

    /// <summary>
    /// Groups of two or more records that share a match key, at least one of them staged and without link, in
    /// the key's order. Records with a link are in their groups too.
    /// </summary>
    IAsyncEnumerable<KeyGroup> KeyGroupsAsync(
        string stream,
        int rule,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Records of the side that have the match key now, by id: linked on both sides, or staged.
    /// </summary>
    Task<IReadOnlyList<string>> HoldersAsync(
        string stream,
        Side side,
        int rule,
        string key,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Makes links without shadows of the pairs; staged rows of these records belong to them from
    /// now on and wait for work again.
    /// </summary>
    Task ProposeLinksAsync(
        Run run,
        IReadOnlyList<(string LeftId, string RightId)> pairs,
        CancellationToken cancellationToken
    );

    /// <summary>How many staged rows wait for work (held ones do not).</summary>
    Task<long> CountWorkAsync(string stream, CancellationToken cancellationToken);

    /// <summary>
    /// The next work in a fixed order after <paramref name="after"/> (null for the first): linked
    /// pairs first, then rows without partner. Each item carries its link with both shadows.
    /// Returns the mark to go on after; null when that was the last.
    /// </summary>
    Task<(IReadOnlyList<WorkItem> Items, string? Next)> WorkAsync(
        string stream,
        string? after,
        int limit,
        CancellationToken cancellationToken
    );

    Task<IReadOnlyList<StagedRow>> StagedAsync(
        string stream,
        Side side,
        IReadOnlyCollection<string> recordIds,
        CancellationToken cancellationToken
    );

    /// <summary>Stores intents before their creates are sent; replaces one of the same source.</summary>
    Task AddIntentsAsync(
        Run run,
        IReadOnlyList<Intent> intents,
        CancellationToken cancellationToken
    );

    Task<IReadOnlyList<Intent>> IntentsAsync(string stream, CancellationToken cancellationToken);

    /// <summary>Makes a batch of outcomes lasting, all in one transaction.</summary>
    Task CommitAsync(Run run, Commit commit, CancellationToken cancellationToken);

    Task<Link?> LinkOfAsync(
        string stream,
        Side side,
        string recordId,
        CancellationToken cancellationToken
    );

    /// <summary>The partners, on the other side, of those records whose link is active, by record id.</summary>
    Task<IReadOnlyDictionary<string, string>> PartnersAsync(
        string stream,
        Side side,
        IReadOnlyCollection<string> recordIds,
        CancellationToken cancellationToken
    );

    /// <summary>Those of the records that a tombstone names.</summary>
    Task<IReadOnlySet<string>> TombstonesAsync(
        string stream,
        Side side,
        IReadOnlyCollection<string> recordIds,
        CancellationToken cancellationToken
    );

    /// <summary>Links that are no tombstones by number, from <paramref name="afterId"/> (exclusive) on; with shadows.</summary>
    Task<IReadOnlyList<Link>> LinksAsync(
        string stream,
        long afterId,
        int limit,
        CancellationToken cancellationToken
    );

    /// <summary>How many links that are no tombstones the stream has, and the highest number any link ever had.</summary>
    Task<(long Count, long MaxId)> CountLinksAsync(
        string stream,
        CancellationToken cancellationToken
    );

    /// <summary>Journal entries, newest first.</summary>
    IAsyncEnumerable<JournalEntry> JournalAsync(
        JournalQuery query,
        CancellationToken cancellationToken
    );

    /// <summary>Issues, oldest first.</summary>
    IAsyncEnumerable<Issue> IssuesAsync(IssueQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// Keeps what a person said about an issue until a run has acted on it; replaces what was said
    /// before. It is journaled. To ignore an issue takes effect at once, with the value as reason.
    /// </summary>
    Task DecideAsync(Decision decision, CancellationToken cancellationToken);

    /// <summary>What no run has acted on yet, oldest first.</summary>
    Task<IReadOnlyList<Decision>> DecisionsAsync(
        string stream,
        CancellationToken cancellationToken
    );

    /// <summary>The left ids of links that are no tombstones, in a fixed order, those after <paramref name="after"/> (null for the first).</summary>
    Task<IReadOnlyList<string>> LinkedIdsAsync(
        string stream,
        string? after,
        int limit,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// When the stream's buckets were last verified, under each count of buckets there was. Another
    /// mapping voids them: they were not about its fields.
    /// </summary>
    Task<IReadOnlyList<BucketProof>> ProofsAsync(
        string stream,
        CancellationToken cancellationToken
    );

    /// <summary>Remembers proofs in place of older ones of the same buckets. Needs no run: nothing that is synced depends on them.</summary>
    Task NoteProofsAsync(
        string stream,
        IReadOnlyList<BucketProof> proofs,
        CancellationToken cancellationToken
    );

    /// <summary>A private copy, thrown away on disposal: a plan may do to it what a run would do.</summary>
    Task<ISyncStore> CopyAsync(CancellationToken cancellationToken);
}

/// <summary>A run under way.</summary>
/// <param name="Number">Unique in the store and growing.</param>
/// <param name="Epoch">The fence: commits of an older epoch are refused.</param>
public sealed record Run(long Number, string Stream, long Epoch, DateTimeOffset StartedAt);

/// <summary>Another run has taken the stream over; nothing of this commit was stored.</summary>
public sealed class StaleRunException(string stream)
    : Exception($"Another run has taken over '{stream}'; this one stops without a trace.");

/// <summary>A batch of outcomes.</summary>
public sealed record Commit
{
    /// <summary>
    /// Links to insert (number 0) or replace, each with its records' match keys. A tombstone sets
    /// its staged rows free: they have no link any more and wait for work. A link may take over the
    /// id of a record that another link remembers as gone; that one then has another name for it.
    /// </summary>
    public IReadOnlyList<LinkCommit> Links { get; init; } = [];

    /// <summary>Staged rows that are settled.</summary>
    public IReadOnlyList<(Side Side, string RecordId)> Settled { get; init; } = [];

    /// <summary>Rows of linked records that no listing has brought, to be staged in place of those of before.</summary>
    public IReadOnlyList<(Side Side, StagedRow Row)> Kept { get; init; } = [];

    /// <summary>Staged rows that wait for a person or for their own change, and why.</summary>
    public IReadOnlyList<(Side Side, string RecordId, string HeldBy)> Held { get; init; } = [];

    /// <summary>Held rows that wait for work again.</summary>
    public IReadOnlyList<(Side Side, string RecordId)> Released { get; init; } = [];

    /// <summary>Intents that are done with: (target side, source id).</summary>
    public IReadOnlyList<(Side Target, string SourceId)> IntentsDone { get; init; } = [];

    public IReadOnlyList<JournalEntry> Journal { get; init; } = [];

    public IReadOnlyList<Issue> Issues { get; init; } = [];

    /// <summary>Keys of issues whose cause is gone.</summary>
    public IReadOnlyList<string> IssuesClosed { get; init; } = [];

    /// <summary>Keys of issues whose decision has been acted on, or has nothing left to act on.</summary>
    public IReadOnlyList<string> DecisionsDone { get; init; } = [];
}

/// <param name="LeftKeys">Match keys by rule of the left record; null leaves the stored ones as they are.</param>
public sealed record LinkCommit(
    Link Link,
    IReadOnlyList<string?>? LeftKeys,
    IReadOnlyList<string?>? RightKeys
);

public sealed record JournalQuery
{
    public string? Stream { get; init; }

    public long? Run { get; init; }

    /// <summary>Only entries of the record with this id, on either side unless one is named.</summary>
    public string? RecordId { get; init; }

    /// <summary>The side whose record <see cref="RecordId"/> is.</summary>
    public Side? RecordSide { get; init; }

    public JournalKind? Kind { get; init; }

    public DateTimeOffset? Since { get; init; }

    public int EntriesMax { get; init; } = 1_000;
}

public sealed record IssueQuery
{
    public string? Stream { get; init; }

    public IssueState? State { get; init; } = IssueState.Open;

    public IssueKind? Kind { get; init; }
}
