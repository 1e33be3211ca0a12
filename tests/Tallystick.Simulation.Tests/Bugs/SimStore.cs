using System.Runtime.CompilerServices;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Simulation.Tests.Apps;
using Tallystick.Simulation.Tests.Laws;
using Tallystick.Simulation.Tests.Scenarios;
using Tallystick.Simulation.Tests.Time;

namespace Tallystick.Simulation.Tests.Bugs;

/// <summary>
/// The store as one process reaches it: each call may let others go first, and is a place to die
/// at, before its transaction (all of it is lost) or after it (all of it is on the disk, and nobody
/// learns of it). Planted bugs of remembering sit here.
/// </summary>
internal sealed class SimStore(
    ISyncStore inner,
    SimProcess process,
    PlantedBug bug,
    AppPair apps,
    LawBook laws,
    NewestEpoch newest,
    Func<bool, bool> diesHere
) : ISyncStore
{
    /// <summary>For a run that looks at named records only.</summary>
    public bool IsLook { get; init; }

    public Task<Run> BeginRunAsync(
        string stream,
        string kind,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) =>
        StepAsync(async () =>
        {
            var run = await inner.BeginRunAsync(stream, kind, now, cancellationToken);
            newest[run.Stream] = run.Epoch;
            laws.RunStarted(run.Number);
            return run;
        });

    public Task<DateTimeOffset?> FirstRunAfterAsync(
        string stream,
        DateTimeOffset moment,
        CancellationToken cancellationToken
    ) => StepAsync(() => inner.FirstRunAfterAsync(stream, moment, cancellationToken));

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

    public async Task StageAsync(
        Run run,
        Side side,
        IReadOnlyList<StagedRow> rows,
        SideProgress progress,
        CancellationToken cancellationToken
    )
    {
        if (bug is PlantedBug.LookMovesTheMark && IsLook)
            progress = progress with { ChangedThrough = process.Clock.GetUtcNow() };
        if (bug is PlantedBug.LostBetweenOffsetAndCommit)
        {
            await SetProgressAsync(run, side, progress, cancellationToken);
            await Task.Delay(TimeSpan.FromSeconds(1), process.Clock, cancellationToken);
        }
        await StepAsync(async () =>
        {
            await inner.StageAsync(Fenced(run), side, rows, progress, cancellationToken);
            NoteListed(run, side, progress);
            return true;
        });
    }

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
            return true;
        });

    public Task<IReadOnlyList<Intent>> IntentsAsync(
        string stream,
        CancellationToken cancellationToken
    ) => StepAsync(() => inner.IntentsAsync(stream, cancellationToken));

    public Task CommitAsync(Run run, Commit commit, CancellationToken cancellationToken) =>
        StepAsync(async () =>
        {
            await inner.CommitAsync(Fenced(run), Spoilt(commit), cancellationToken);
            NoteAgreed(run, commit);
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

    private void NoteListed(Run run, Side side, SideProgress progress)
    {
        var isWhole = progress.Listing is { Complete: true, Since: null };
        if (run.Stream == Kids.Stream)
            apps[side].Tasks!.WasListed |= isWhole;
        else
            apps[side].WasListed |= isWhole;
    }

    private void NoteAgreed(Run run, Commit commit)
    {
        foreach (var link in commit.Links.Select(l => l.Link))
            if (run.Stream == Kids.Stream)
                laws.OnTaskAgreed(run.Number, link);
            else if (IsAgreed(link))
                laws.OnAgreed(run.Number, link);
    }

    /// <summary>Merged, and nothing is left to be read anew because it could not be carried over.</summary>
    private static bool IsAgreed(Link link) =>
        link
            is {
                State: LinkState.Active,
                Left: { Shadow: not null, Hash: var left },
                Right: { Shadow: not null, Hash: var right },
            }
        && left != 0
        && right != 0;

    private async Task<T> StepAsync<T>(Func<Task<T>> work)
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

    /// <summary>With the bug there is no fence: whoever comes is taken for the newest.</summary>
    private Run Fenced(Run run) =>
        bug is PlantedBug.StaleTwin ? run with { Epoch = newest[run.Stream] } : run;

    private Commit Spoilt(Commit commit) =>
        bug switch
        {
            PlantedBug.ResurrectedDelete => commit with
            {
                Links =
                [
                    .. commit.Links.Select(l =>
                        l.Link.State is LinkState.LeftGone or LinkState.RightGone
                            ? l with
                            {
                                Link = l.Link with { State = LinkState.Deleted },
                            }
                            : l
                    ),
                ],
            },
            PlantedBug.SwallowedConcurrentEdit => commit with
            {
                Links = [.. commit.Links.Select(Swallowed)],
            },
            PlantedBug.EchoOnNormalisation => commit with
            {
                Links = [.. commit.Links.Select(Echoing)],
            },
            PlantedBug.ConflictLosesOldValue => commit with
            {
                Journal =
                [
                    .. commit.Journal.Select(e =>
                        e with
                        {
                            Fields =
                            [
                                .. e.Fields.Select(f => new JournalField(
                                    f.Field,
                                    Value.Unknown,
                                    f.After
                                )),
                            ],
                        }
                    ),
                ],
            },
            _ => commit,
        };

    /// <summary>Takes for agreed whatever both records hold by now.</summary>
    private LinkCommit Swallowed(LinkCommit commit)
    {
        var link = commit.Link;
        foreach (var side in new[] { Side.Left, Side.Right })
            if (apps[side].Find(link[side].RecordId) is { } person && link[side].Shadow is not null)
                link = link.With(
                    side,
                    link[side] with
                    {
                        Shadow = [.. SimFields.Mapped.Select(f => person[f])],
                        Hash = Core.Mapping.StreamPlan.HashOf([
                            .. SimFields.Mapped.Select(f => person[f]),
                        ]),
                    }
                );
        return commit with { Link = link };
    }

    /// <summary>One shadow for both sides: what the left one says.</summary>
    private static LinkCommit Echoing(LinkCommit commit) =>
        commit.Link is { Left.Shadow: { } shadow, State: LinkState.Active }
            ? commit with
            {
                Link = commit.Link with
                {
                    Right = commit.Link.Right with { Shadow = shadow, Hash = 0 },
                    Left = commit.Link.Left with { Hash = 0 },
                    Marks = [],
                },
            }
            : commit;
}

/// <summary>The newest epoch of each stream that any process began.</summary>
internal sealed class NewestEpoch
{
    private readonly Dictionary<string, long> _epochs = [];

    public long this[string stream]
    {
        get => _epochs[stream];
        set => _epochs[stream] = value;
    }
}
