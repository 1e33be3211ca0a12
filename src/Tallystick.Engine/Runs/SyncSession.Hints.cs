using System.Text.Json;
using Tallystick.Core.Mapping;
using Tallystick.Core.Stores;
using Tallystick.Engine.Reading;
using Tallystick.Engine.Writing;

namespace Tallystick.Engine.Runs;

/// <summary>Runs that look at named records only.</summary>
public sealed partial class SyncSession
{
    private static async Task WorkHintsAsync(
        RunContext context,
        CancellationToken cancellationToken
    )
    {
        await new HintPhase(context).StageAsync(cancellationToken);
        if (context.Looked.Count == 0)
            return;
        context.Gate.Canary = await CanaryPick.ChooseAsync(context, cancellationToken);
        // What a lost answer left behind shows in a listing.
        if (await new WritePhase(context).WriteAsync(isLate: false, cancellationToken))
            context.Tally.Add(Count.Postponed);
    }

    /// <summary>Before both sides have been listed whole, hints have nothing to stand on.</summary>
    private async Task<RunReport> LeaveHintsAsync(
        StreamPlan plan,
        RunOptions options,
        ISyncStore memory,
        CancellationToken cancellationToken
    )
    {
        var run = await memory.BeginRunAsync(
            plan.Name,
            "sync",
            time.GetUtcNow(),
            cancellationToken
        );
        var (links, _) = await memory.CountLinksAsync(plan.Name, cancellationToken);
        var report = new RunReport
        {
            Stream = plan.Name,
            Run = run.Number,
            Reading = "records",
            Lane = LaneOf(options, isBackfill: false),
            Postponed = options.Hints.Distinct().Count(),
            Links = links,
            LeftCalls = left.Budget.Report().Since(_callsBefore.Left),
            RightCalls = right.Budget.Report().Since(_callsBefore.Right),
        };
        var json = JsonSerializer.Serialize(report, ReportJson.Default.RunReport);
        await memory.EndRunAsync(run, time.GetUtcNow(), json, [], cancellationToken);
        return await WithIssuesAsync(report, memory, isFirst: false, cancellationToken);
    }
}
