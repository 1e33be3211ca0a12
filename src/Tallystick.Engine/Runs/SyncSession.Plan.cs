using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Coverage;
using Tallystick.Engine.Matching;
using Tallystick.Engine.Planning;

namespace Tallystick.Engine.Runs;

public sealed partial class SyncSession
{
    /// <summary>
    /// What <see cref="SyncAsync"/> would do now: the same run on a copy of the memory, against
    /// connections whose writes go nowhere.
    /// </summary>
    public async Task<PlanReport> PlanAsync(RunOptions options, CancellationToken cancellationToken)
    {
        await using var copy = await store.CopyAsync(cancellationToken);
        return await PlanAsync(copy, options, cancellationToken);
    }

    /// <summary>
    /// The same on a copy that the plans of several streams share, one after the other: the children
    /// of what one would create are creates of the next.
    /// </summary>
    /// <param name="copy">Of the memory; it is changed as a run would change the memory.</param>
    public async Task<PlanReport> PlanAsync(
        ISyncStore copy,
        RunOptions options,
        CancellationToken cancellationToken
    )
    {
        var before = (Left: left.Budget.Calls, Right: right.Budget.Calls);
        var (plan, drift) = await CompileKnownAsync(copy, cancellationToken);
        if (plan is null)
            return DriftPlan(await StopForDriftAsync(copy, drift, cancellationToken), drift);
        var dryLeft = new DryConnector(Side.Left, left.Connector, time);
        var dryRight = new DryConnector(Side.Right, right.Connector, time);
        // What an earlier run left unanswered is not waited for: a plan only looks.
        var review = new MatchReview(new MatchOptions());
        var report = await RunAsync(
            plan,
            options,
            copy,
            dryLeft,
            dryRight,
            review,
            cancellationToken
        );
        var reads = (
            Left: left.Budget.Calls - before.Left,
            Right: right.Budget.Calls - before.Right
        );
        foreach (var budget in new[] { left.Budget, right.Budget })
            await budget.RefreshAsync(cancellationToken);
        var quotas = new[]
        {
            PlanReporter.QuotaOf(Side.Left, left, dryLeft, reads.Left, report.Lane),
            PlanReporter.QuotaOf(Side.Right, right, dryRight, reads.Right, report.Lane),
        };
        var reporter = new PlanReporter(plan, copy, report, review, options);
        return await reporter.ReportAsync(
            [.. dryLeft.Forecast(left.Budget), .. dryRight.Forecast(right.Budget)],
            [.. quotas.OfType<QuotaForecast>()],
            time.GetUtcNow(),
            cancellationToken
        );
    }

    /// <summary>What the stream keeps in step, and how soon.</summary>
    public async Task<CoverageReport> CoverageAsync(CancellationToken cancellationToken)
    {
        var plan = await CompileAsync(cancellationToken);
        return CoverageTable.Of(plan, SideOf(left, plan.Left), SideOf(right, plan.Right));

        static CoverageSide SideOf(SyncEndpoint endpoint, Projection projection) =>
            new(endpoint.Name, endpoint.Connector.CapabilitiesOf(projection.ObjectType));
    }

    /// <summary>A copy of the memory, for plans.</summary>
    public Task<ISyncStore> CopyMemoryAsync(CancellationToken cancellationToken) =>
        store.CopyAsync(cancellationToken);
}
