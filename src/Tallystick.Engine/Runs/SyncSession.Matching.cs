using Tallystick.Core.Connectors;
using Tallystick.Core.Limits;
using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Deciding;
using Tallystick.Engine.Explaining;
using Tallystick.Engine.Matching;
using Tallystick.Engine.Reading;

namespace Tallystick.Engine.Runs;

/// <summary>Who is who, for a person to look over, and how a run begins.</summary>
public sealed partial class SyncSession
{
    /// <summary>
    /// Reads both sides and matches on a copy of the memory: what is sure, what is not, and who
    /// looks alike. Writes nothing.
    /// </summary>
    public async Task<MatchReport> MatchAsync(
        MatchOptions options,
        CancellationToken cancellationToken
    )
    {
        var started = time.GetTimestamp();
        var plan = await CompileAsync(cancellationToken);
        await using var copy = await store.CopyAsync(cancellationToken);
        var report = await StoppingAsync(async () =>
        {
            var review = new MatchReview(options);
            var begun = await BeginAsync(
                plan,
                new RunOptions(),
                copy,
                "match",
                left.Connector,
                right.Connector,
                cancellationToken
            );
            var context = begun with { Review = review };
            await Task.WhenAll(
                new SideReader(context, Side.Left).ReadAsync(cancellationToken),
                new SideReader(context, Side.Right).ReadAsync(cancellationToken)
            );
            await new DecisionPhase(context).PrepareAsync(cancellationToken);
            await new MatchPhase(context).MatchAsync(cancellationToken);
            var unpartnered = await new SuggestPhase(context).SuggestAsync(
                review,
                cancellationToken
            );
            return await new MatchReporter(context, review).ReportAsync(
                unpartnered,
                cancellationToken
            );
        });
        return report with { Duration = time.GetElapsedTime(started) };
    }

    /// <summary>What both records hold now, by the pair's field; for a person who looks at an issue.</summary>
    public async Task<IReadOnlyList<IssueValue>> LookAsync(
        string? leftId,
        string? rightId,
        CancellationToken cancellationToken
    )
    {
        var plan = await CompileAsync(cancellationToken);
        return await StoppingAsync(async () =>
        {
            var onLeft = leftId is null
                ? null
                : await left.Connector.GetAsync(plan.Left, leftId, cancellationToken);
            var onRight = rightId is null
                ? null
                : await right.Connector.GetAsync(plan.Right, rightId, cancellationToken);
            return plan
                .Fields.Select(f => new IssueValue(
                    f.Name,
                    onLeft?.Values[f.Left.Ordinal].ToString(),
                    onRight?.Values[f.Right.Ordinal].ToString()
                ))
                .ToArray();
        });
    }

    private static Lane LaneOf(RunOptions options, bool isBackfill) =>
        options.Lane
        ?? (
            options.Hints.Count > 0 ? Lane.Live
            : isBackfill ? Lane.Backfill
            : Lane.User
        );

    /// <summary>Takes the stream over, and brings what is remembered to the mapping of now.</summary>
    private async Task<RunContext> BeginAsync(
        StreamPlan plan,
        RunOptions options,
        ISyncStore memory,
        string kind,
        IConnector leftConnector,
        IConnector rightConnector,
        CancellationToken cancellationToken
    )
    {
        var known = await memory.MappingOfAsync(plan.Name, cancellationToken);
        var signature = plan.Signature();
        var run = await memory.BeginRunAsync(plan.Name, kind, time.GetUtcNow(), cancellationToken);
        if (ReferenceEquals(memory, store))
            _run = run;
        var changed = known is not null && known != signature;
        if (changed)
            await ShadowMigration.MigrateAsync(memory, run, plan, known!, cancellationToken);
        // A change of types that somebody approved is this mapping's own from now on.
        if (changed)
            await memory.CommitAsync(
                run,
                new Commit { DecisionsDone = [SchemaWatch.IssueKey] },
                cancellationToken
            );
        await memory.SetMappingAsync(run, signature, cancellationToken);
        var (links, linksMax) = await memory.CountLinksAsync(plan.Name, cancellationToken);
        var isBackfill = await IsBackfillAsync(plan, memory, links, cancellationToken);
        return Context(plan, options, memory, run, leftConnector, rightConnector) with
        {
            Lane = LaneOf(options, isBackfill),
            MappingChanged = changed,
            IsFirstRun = links == 0,
            Verdicts = await Verdicts.ReadAsync(memory, plan.Name, cancellationToken),
            LinksBefore = linksMax,
            LinksBeforeCount = links,
        };
    }
}
