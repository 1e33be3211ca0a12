using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Simulation.Stores;
using Tallystick.Simulation.Tests.Apps;
using Tallystick.Simulation.Tests.Laws;
using Tallystick.Simulation.Tests.Scenarios;
using Tallystick.Simulation.Time;

namespace Tallystick.Simulation.Tests.Bugs;

/// <summary>The store of one process, as the laws watch it; planted bugs of remembering sit here.</summary>
internal sealed class SimStore(
    ISyncStore inner,
    SimProcess process,
    PlantedBug bug,
    AppPair apps,
    LawBook laws,
    NewestEpoch newest,
    Func<bool, bool> diesHere
) : ProcessStore(inner, process, diesHere)
{
    /// <summary>For a run that looks at named records only.</summary>
    public bool IsLook { get; init; }

    public override async Task StageAsync(
        Run run,
        Side side,
        IReadOnlyList<StagedRow> rows,
        SideProgress progress,
        CancellationToken cancellationToken
    )
    {
        if (bug is PlantedBug.LookMovesTheMark && IsLook)
            progress = progress with { ChangedThrough = Clock.GetUtcNow() };
        if (bug is PlantedBug.LostBetweenOffsetAndCommit)
        {
            await SetProgressAsync(run, side, progress, cancellationToken);
            await Task.Delay(TimeSpan.FromSeconds(1), Clock, cancellationToken);
        }
        await base.StageAsync(run, side, rows, progress, cancellationToken);
    }

    protected override void Begun(Run run)
    {
        newest[run.Stream] = run.Epoch;
        laws.RunStarted(run.Number);
    }

    protected override void Staged(Run run, Side side, SideProgress progress)
    {
        apps.Noted(Process);
        var isWhole = progress.Listing is { Complete: true, Since: null };
        if (run.Stream == Kids.Stream)
            apps[side].Tasks!.WasListed |= isWhole;
        else
            apps[side].WasListed |= isWhole;
    }

    protected override void Committed(Run run, Commit commit)
    {
        apps.Noted(Process);
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

    /// <summary>With the bug there is no fence: whoever comes is taken for the newest.</summary>
    protected override Run Fenced(Run run) =>
        bug is PlantedBug.StaleTwin ? run with { Epoch = newest[run.Stream] } : run;

    protected override Commit Altered(Commit commit) =>
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
