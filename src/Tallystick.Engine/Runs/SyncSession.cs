using System.Text.Json;
using Tallystick.Core.Connectors;
using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Budgets;
using Tallystick.Engine.Deciding;
using Tallystick.Engine.Deleting;
using Tallystick.Engine.Matching;
using Tallystick.Engine.Reading;
using Tallystick.Engine.References;
using Tallystick.Engine.Scheduling;
using Tallystick.Engine.Writing;

namespace Tallystick.Engine.Runs;

/// <summary>
/// One stream of a sync at work: detect, gather, match, merge, write, verify, commit. The same
/// class serves a one-shot command, a server and a simulation; it knows no clock but the one given.
/// </summary>
public sealed partial class SyncSession(
    StreamDefinition definition,
    SyncEndpoint left,
    SyncEndpoint right,
    ISyncStore store,
    TimeProvider time,
    Random random,
    IProgress<RunProgress>? progress
)
{
    /// <summary>How often a run looks for what lost answers left behind before it leaves that to the next.</summary>
    private const int RoundsMax = 4;

    /// <summary>Kinds of issue that each run with a whole reading finds anew, and closes when it does not.</summary>
    private static readonly IssueKind[] FoundAnew =
    [
        IssueKind.AmbiguousMatch,
        IssueKind.DuplicateWithinSide,
        IssueKind.BadRow,
        IssueKind.SuspiciousDelete,
        IssueKind.SuspiciousChange,
    ];

    /// <summary>Those that every run finds anew.</summary>
    private static readonly IssueKind[] FoundAlways =
    [
        IssueKind.AmbiguousMatch,
        IssueKind.DuplicateWithinSide,
        IssueKind.SuspiciousChange,
    ];

    /// <summary>What the connections had spent before: a budget serves many.</summary>
    private readonly (CallReport Left, CallReport Right) _callsBefore = (
        left.Budget.Report(),
        right.Budget.Report()
    );

    /// <summary>Reads both schemas and compiles the mapping against them.</summary>
    /// <exception cref="MappingException">Lists everything that does not fit.</exception>
    /// <exception cref="RunStoppedException">A side cannot be described.</exception>
    public async Task<StreamPlan> CompileAsync(CancellationToken cancellationToken)
    {
        progress?.Report(new RunProgress("describe", null, 0, null));
        var schemas = await Task.WhenAll(
            DescribeAsync(left, definition.LeftObject, cancellationToken),
            DescribeAsync(right, definition.RightObject, cancellationToken)
        );
        return StreamCompiler.Compile(definition, schemas[0], schemas[1]);
    }

    /// <summary>Carries every change over, both ways, as far as the mode and the rules allow.</summary>
    /// <exception cref="RunStoppedException">The run could not go on; what was done is kept.</exception>
    public Task<RunReport> SyncAsync(RunOptions options, CancellationToken cancellationToken) =>
        TellingAsync(async () =>
            await CompileKnownAsync(store, cancellationToken) is var (plan, drift)
            && plan is not null
                ? await RunAsync(
                    plan,
                    options,
                    store,
                    left.Connector,
                    right.Connector,
                    null,
                    cancellationToken
                )
                : await StopForDriftAsync(store, drift, cancellationToken)
        );

    private async Task<RunReport> RunAsync(
        StreamPlan plan,
        RunOptions options,
        ISyncStore memory,
        IConnector leftConnector,
        IConnector rightConnector,
        MatchReview? review,
        CancellationToken cancellationToken
    )
    {
        var started = time.GetTimestamp();
        if (options.Settle)
            await SettleAsync(plan, cancellationToken);
        return await StoppingAsync(async () =>
        {
            if (
                options.Hints.Count > 0
                && !await HintPhase.CanWorkAsync(plan, memory, cancellationToken)
            )
                return await LeaveHintsAsync(plan, options, memory, cancellationToken);
            var begun = await BeginAsync(
                plan,
                options,
                memory,
                "sync",
                leftConnector,
                rightConnector,
                cancellationToken
            );
            var context = begun with { Review = review };
            RunFence.Raise(memory, context.Run, time);
            // A plan is looked at by a person, whatever the run will be.
            if (ReferenceEquals(memory, store))
                CallLane.Enter(context.Lane);
            var whole = await WorkAsync(context, cancellationToken);
            return await FinishAsync(context, whole, started, cancellationToken);
        });
    }

    private static async Task<bool> WorkAsync(
        RunContext context,
        CancellationToken cancellationToken
    )
    {
        if (context.Options.Hints.Count > 0)
        {
            await WorkHintsAsync(context, cancellationToken);
            return false;
        }
        if (context.Options.RetryHeld)
            await ReleaseHeldAsync(context, cancellationToken);
        await new WaitingPhase(context).ReviveAsync(cancellationToken);
        await new FamilyPhase(context).SettleAsync(cancellationToken);
        await IntentPhase.WaitAsync(context, cancellationToken);
        var whole = await Task.WhenAll(
            new SideReader(context, Side.Left).ReadAsync(cancellationToken),
            new SideReader(context, Side.Right).ReadAsync(cancellationToken)
        );
        await new TakenKeys(context).ReleaseAsync(cancellationToken);
        await new DecisionPhase(context).PrepareAsync(cancellationToken);
        for (var round = 1; ; round++)
        {
            var intents = new IntentPhase(context);
            await intents.AdoptKnownAsync(cancellationToken);
            await new MatchPhase(context).MatchAsync(cancellationToken);
            await intents.AdoptAsync(cancellationToken);
            if (round == 1 && context.Review is { } review)
                await new SuggestPhase(context).SuggestAsync(review, cancellationToken);
            if (round == 1)
            {
                context.Gate.Canary = await CanaryPick.ChooseAsync(context, cancellationToken);
                await new ChangeBrake(context).MeasureAsync(cancellationToken);
            }
            var again = await new WritePhase(context).WriteAsync(
                isLate: round > 1,
                cancellationToken
            );
            if (!again || round >= RoundsMax)
                break;
            await LookAgainAsync(context, cancellationToken);
        }
        await context.Gate.FinishAsync(cancellationToken);
        await new DeletePhase(context).DeleteAsync(cancellationToken);
        return whole.All(w => w);
    }

    /// <summary>
    /// Reads what a create may have left behind although its answer was lost, and what may have taken
    /// the place of records that were found gone.
    /// </summary>
    private static async Task LookAgainAsync(
        RunContext context,
        CancellationToken cancellationToken
    )
    {
        await IntentPhase.WaitAsync(context, cancellationToken);
        foreach (var side in new[] { Side.Left, Side.Right })
        {
            var oldest = await IntentPhase.OldestAsync(context, side, cancellationToken);
            if (oldest is null)
                continue;
            // The first reading of the run stays the one that deletes are judged by.
            var seen = context[side].Seen;
            await new SideReader(context, side).ReadSinceAsync(oldest.Value, cancellationToken);
            context[side].Seen = seen;
        }
    }

    private static async Task ReleaseHeldAsync(
        RunContext context,
        CancellationToken cancellationToken
    )
    {
        var held = await context.Store.HeldAsync(context.Stream, cancellationToken);
        var released = held.Where(h => WaitsFor.Parse(h.HeldBy) is null)
            .Select(h => (h.Side, h.RecordId));
        await context.Store.CommitAsync(
            context.Run,
            new Commit { Released = [.. released] },
            cancellationToken
        );
    }

    private async Task SettleAsync(StreamPlan plan, CancellationToken cancellationToken)
    {
        var lag = new[] { (left, plan.Left), (right, plan.Right) }.Max(s =>
            s.Item1.Connector.CapabilitiesOf(s.Item2.ObjectType).ListLag
        );
        if (lag <= TimeSpan.Zero)
            return;
        var note = $"{lag.TotalSeconds:0} s until every listing shows what was edited before now";
        progress?.Report(new RunProgress("wait", null, 0, null) { Note = note });
        await Task.Delay(lag, time, cancellationToken);
    }

    /// <summary>The stream's first run, or one that goes on with it.</summary>
    private static async Task<bool> IsBackfillAsync(
        StreamPlan plan,
        ISyncStore memory,
        long links,
        CancellationToken cancellationToken
    )
    {
        var work = await memory.CountWorkAsync(plan.Name, cancellationToken);
        return links == 0 || work > links;
    }

    private async Task<RunReport> FinishAsync(
        RunContext context,
        bool whole,
        long started,
        CancellationToken cancellationToken
    )
    {
        foreach (var side in new[] { Side.Left, Side.Right })
            await RememberWriteAsync(context, side, cancellationToken);
        var (links, _) = await context.Store.CountLinksAsync(context.Stream, cancellationToken);
        var report = Report(context, whole, links, time.GetElapsedTime(started)) with
        {
            Waiting = await WaitingPhase.CountAsync(context, cancellationToken),
        };
        var json = JsonSerializer.Serialize(report, ReportJson.Default.RunReport);
        await new IssueSweep(context).SweepAsync(cancellationToken);
        await context.Store.EndRunAsync(
            context.Run,
            context.Now,
            json,
            ClosedUnseen(context, whole),
            cancellationToken
        );
        return await WithIssuesAsync(
            report,
            context.Store,
            isFirst: context.LinksBeforeCount == 0,
            cancellationToken
        );
    }

    /// <summary>A run that looked at named records only says nothing of what it did not look at.</summary>
    private static IssueKind[] ClosedUnseen(RunContext context, bool whole) =>
        context.Options.Hints.Count > 0
            ? []
            : [.. whole ? FoundAnew : FoundAlways, .. Trouble.Kinds];

    private static async Task RememberWriteAsync(
        RunContext context,
        Side side,
        CancellationToken cancellationToken
    )
    {
        if (context[side].WrittenAt is not { } at)
            return;
        var known = await context.Store.ProgressAsync(context.Stream, side, cancellationToken);
        await context.Store.SetProgressAsync(
            context.Run,
            side,
            known with
            {
                WrittenAt = at,
            },
            cancellationToken
        );
    }

    private RunReport Report(RunContext context, bool whole, long links, TimeSpan duration)
    {
        var tally = context.Tally;
        return new RunReport
        {
            Stream = context.Stream,
            Run = context.Run.Number,
            Reading =
                context.Options.Hints.Count > 0 ? "records"
                : whole ? "full"
                : "changes",
            Lane = context.Lane,
            Read = tally.Both(Count.ReadLeft, Count.ReadRight),
            Matched = tally[Count.Matched],
            Created = tally.Both(Count.CreatedLeft, Count.CreatedRight),
            Updated = tally.Both(Count.UpdatedLeft, Count.UpdatedRight),
            Deleted = tally.Both(Count.DeletedLeft, Count.DeletedRight),
            Adopted = tally[Count.Adopted],
            Conflicts = tally[Count.Conflicts],
            Ambiguous = tally[Count.Ambiguous],
            Refused = tally[Count.Refused],
            BadRows = tally[Count.BadRows],
            Postponed = tally[Count.Postponed],
            NotThere = tally[Count.NotThere],
            Uncreatable = tally[Count.Uncreatable],
            HeldByBrake = tally[Count.HeldByBrake],
            HeldByCanary = tally[Count.HeldByCanary],
            Resolved = tally[Count.Resolved],
            Stopped = tally.Stopped,
            Links = links,
            LeftCalls = left.Budget.Report().Since(_callsBefore.Left),
            RightCalls = right.Budget.Report().Since(_callsBefore.Right),
            Duration = duration,
        };
    }
}
