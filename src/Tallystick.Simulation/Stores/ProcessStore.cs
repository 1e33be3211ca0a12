using System.Runtime.CompilerServices;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Simulation.Time;

namespace Tallystick.Simulation.Stores;

/// <summary>
/// The store as one process reaches it: each call may let others go first, and is a place to die
/// at, before its transaction (all of it is lost) or after it (all of it is on the disk, and nobody
/// learns of it).
/// </summary>
/// <param name="diesHere">Asked before (true) and after (false) each transaction.</param>
internal abstract class ProcessStore(
    ISyncStore inner,
    SimProcess process,
    Func<bool, bool> diesHere
) : ISyncStore
{
    public Task<Run> BeginRunAsync(
        string stream,
        string kind,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) =>
        StepAsync(async () =>
        {
            var run = await inner.BeginRunAsync(stream, kind, now, cancellationToken);
            Begun(run);
            return run;
        });

    public Task<DateTimeOffset?> FirstRunAfterAsync(
        string stream,
        DateTimeOffset moment,
        CancellationToken cancellationToken
    ) => StepAsync(() => inner.FirstRunAfterAsync(stream, moment, cancellationToken));

    public Task<long> NewestRunAsync(CancellationToken cancellationToken) =>
        StepAsync(() => inner.NewestRunAsync(cancellationToken));

    public Task CheckAsync(Run run, CancellationToken cancellationToken) =>
        StepAsync(async () =>
        {
            await inner.CheckAsync(Fenced(run), cancellationToken);
            return true;
        });

    public Task EndRunAsync(
        Run run,
        DateTimeOffset now,
        string resultJson,
        IReadOnlyCollection<IssueKind> closeUnseen,
        CancellationToken cancellationToken
    ) =>
        StepAsync(async () =>
        {
            await inner.EndRunAsync(Fenced(run), now, resultJson, closeUnseen, cancellationToken);
            return true;
        });

    public Task<string?> MappingOfAsync(string stream, CancellationToken cancellationToken) =>
        StepAsync(() => inner.MappingOfAsync(stream, cancellationToken));

    public Task SetMappingAsync(Run run, string mapping, CancellationToken cancellationToken) =>
        StepAsync(async () =>
        {
            await inner.SetMappingAsync(Fenced(run), mapping, cancellationToken);
            return true;
        });

    public Task<SideProgress> ProgressAsync(
        string stream,
        Side side,
        CancellationToken cancellationToken
    ) => StepAsync(() => inner.ProgressAsync(stream, side, cancellationToken));

    public Task SetProgressAsync(
        Run run,
        Side side,
        SideProgress progress,
        CancellationToken cancellationToken
    ) =>
        StepAsync(async () =>
        {
            await inner.SetProgressAsync(Fenced(run), side, progress, cancellationToken);
            return true;
        });

    public Task<IReadOnlyDictionary<string, LinkGlance>> GlanceAsync(
        string stream,
        Side side,
        IReadOnlyCollection<string> recordIds,
        CancellationToken cancellationToken
    ) => StepAsync(() => inner.GlanceAsync(stream, side, recordIds, cancellationToken));

    public virtual Task StageAsync(
        Run run,
        Side side,
        IReadOnlyList<StagedRow> rows,
        SideProgress progress,
        CancellationToken cancellationToken
    ) =>
        StepAsync(async () =>
        {
            await inner.StageAsync(Fenced(run), side, rows, progress, cancellationToken);
            Staged(run, side, progress);
            return true;
        });

    public Task SweepStagedAsync(
        Run run,
        Side side,
        DateTimeOffset listingStartedAt,
        CancellationToken cancellationToken
    ) =>
        StepAsync(async () =>
        {
            await inner.SweepStagedAsync(Fenced(run), side, listingStartedAt, cancellationToken);
            return true;
        });

    public Task<IReadOnlyList<string>> UnlistedAsync(
        string stream,
        Side side,
        DateTimeOffset listingStartedAt,
        CancellationToken cancellationToken
    ) => StepAsync(() => inner.UnlistedAsync(stream, side, listingStartedAt, cancellationToken));

    public Task<IReadOnlyList<HeldRow>> HeldAsync(
        string stream,
        CancellationToken cancellationToken
    ) => StepAsync(() => inner.HeldAsync(stream, cancellationToken));

    public async IAsyncEnumerable<KeyGroup> KeyGroupsAsync(
        string stream,
        int rule,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await Task.Yield();
        await foreach (var group in inner.KeyGroupsAsync(stream, rule, cancellationToken))
            yield return group;
    }

    public Task<IReadOnlyList<string>> HoldersAsync(
        string stream,
        Side side,
        int rule,
        string key,
        CancellationToken cancellationToken
    ) => StepAsync(() => inner.HoldersAsync(stream, side, rule, key, cancellationToken));

    public Task ProposeLinksAsync(
        Run run,
        IReadOnlyList<(string LeftId, string RightId)> pairs,
        CancellationToken cancellationToken
    ) =>
        StepAsync(async () =>
        {
            await inner.ProposeLinksAsync(Fenced(run), pairs, cancellationToken);
            return true;
        });

    public Task<long> CountWorkAsync(string stream, CancellationToken cancellationToken) =>
        StepAsync(() => inner.CountWorkAsync(stream, cancellationToken));

    public Task<(IReadOnlyList<WorkItem> Items, string? Next)> WorkAsync(
        string stream,
        string? after,
        int limit,
        CancellationToken cancellationToken
    ) => StepAsync(() => inner.WorkAsync(stream, after, limit, cancellationToken));

    public Task<IReadOnlyList<StagedRow>> StagedAsync(
        string stream,
        Side side,
        IReadOnlyCollection<string> recordIds,
        CancellationToken cancellationToken
    ) => StepAsync(() => inner.StagedAsync(stream, side, recordIds, cancellationToken));

    public Task AddIntentsAsync(
        Run run,
        IReadOnlyList<Intent> intents,
        CancellationToken cancellationToken
    ) =>
        StepAsync(async () =>
        {
            await inner.AddIntentsAsync(Fenced(run), intents, cancellationToken);
            Intended(run, intents);
            return true;
        });

    public Task<IReadOnlyList<Intent>> IntentsAsync(
        string stream,
        CancellationToken cancellationToken
    ) => StepAsync(() => inner.IntentsAsync(stream, cancellationToken));

    public Task CommitAsync(Run run, Commit commit, CancellationToken cancellationToken) =>
        StepAsync(async () =>
        {
            await inner.CommitAsync(Fenced(run), Altered(commit), cancellationToken);
            Committed(run, commit);
            return true;
        });

    public Task<Link?> LinkOfAsync(
        string stream,
        Side side,
        string recordId,
        CancellationToken cancellationToken
    ) => StepAsync(() => inner.LinkOfAsync(stream, side, recordId, cancellationToken));

    public Task<IReadOnlyDictionary<string, string>> PartnersAsync(
        string stream,
        Side side,
        IReadOnlyCollection<string> recordIds,
        CancellationToken cancellationToken
    ) => StepAsync(() => inner.PartnersAsync(stream, side, recordIds, cancellationToken));

    public Task<IReadOnlySet<string>> TombstonesAsync(
        string stream,
        Side side,
        IReadOnlyCollection<string> recordIds,
        CancellationToken cancellationToken
    ) => StepAsync(() => inner.TombstonesAsync(stream, side, recordIds, cancellationToken));

    public Task<IReadOnlyList<Link>> LinksAsync(
        string stream,
        long afterId,
        int limit,
        CancellationToken cancellationToken
    ) => StepAsync(() => inner.LinksAsync(stream, afterId, limit, cancellationToken));

    public Task<(long Count, long MaxId)> CountLinksAsync(
        string stream,
        CancellationToken cancellationToken
    ) => StepAsync(() => inner.CountLinksAsync(stream, cancellationToken));

    public IAsyncEnumerable<JournalEntry> JournalAsync(
        JournalQuery query,
        CancellationToken cancellationToken
    ) => inner.JournalAsync(query, cancellationToken);

    public IAsyncEnumerable<Issue> IssuesAsync(
        IssueQuery query,
        CancellationToken cancellationToken
    ) => inner.IssuesAsync(query, cancellationToken);

    public Task DecideAsync(Decision decision, CancellationToken cancellationToken) =>
        StepAsync(async () =>
        {
            await inner.DecideAsync(decision, cancellationToken);
            return true;
        });

    public Task<IReadOnlyList<Decision>> DecisionsAsync(
        string stream,
        CancellationToken cancellationToken
    ) => StepAsync(() => inner.DecisionsAsync(stream, cancellationToken));

    public Task<IReadOnlyList<string>> LinkedIdsAsync(
        string stream,
        string? after,
        int limit,
        CancellationToken cancellationToken
    ) => StepAsync(() => inner.LinkedIdsAsync(stream, after, limit, cancellationToken));

    public Task<IReadOnlyList<BucketProof>> ProofsAsync(
        string stream,
        CancellationToken cancellationToken
    ) => StepAsync(() => inner.ProofsAsync(stream, cancellationToken));

    public Task NoteProofsAsync(
        string stream,
        IReadOnlyList<BucketProof> proofs,
        CancellationToken cancellationToken
    ) =>
        StepAsync(async () =>
        {
            await inner.NoteProofsAsync(stream, proofs, cancellationToken);
            return true;
        });

    public Task<ISyncStore> CopyAsync(CancellationToken cancellationToken) =>
        inner.CopyAsync(cancellationToken);

    /// <summary>The disk outlives its processes.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected SimProcess Process => process;

    protected TimeProvider Clock => process.Clock;

    protected virtual void Begun(Run run) { }

    protected virtual void Staged(Run run, Side side, SideProgress progress) { }

    protected virtual void Intended(Run run, IReadOnlyList<Intent> intents) { }

    protected virtual void Committed(Run run, Commit commit) { }

    protected virtual Run Fenced(Run run) => run;

    protected virtual Commit Altered(Commit commit) => commit;

    protected async Task<T> StepAsync<T>(Func<Task<T>> work)
    {
        await Task.Yield();
        await DieAsync(isBefore: true);
        var result = await work();
        await Task.Yield();
        await DieAsync(isBefore: false);
        return result;
    }

    private async Task DieAsync(bool isBefore)
    {
        if (!diesHere(isBefore))
            return;
        process.Kill();
        await new TaskCompletionSource().Task;
    }
}
