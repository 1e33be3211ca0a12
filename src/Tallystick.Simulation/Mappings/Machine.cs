using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Runs;
using Tallystick.Simulation.Apps;
using Tallystick.Simulation.Faults;
using Tallystick.Simulation.Laws;
using Tallystick.Simulation.Machines;
using Tallystick.Simulation.Stores;
using Tallystick.Simulation.Time;

namespace Tallystick.Simulation.Mappings;

/// <summary>The machine that the user's sync runs on, as a command runs it.</summary>
/// <param name="outside">What is no process of the machine: the network, the apps, the people.</param>
internal sealed class Machine(
    Stage stage,
    Script script,
    SimProcess outside,
    PlayedPair apps,
    (Weather Left, Weather Right) weather,
    Watch watch,
    ISyncStore disk
)
    : CrashMachine(
        outside,
        TimeSpan.FromSeconds(script.IntervalSeconds),
        new Random(unchecked((script.Seed * 7919) + 24))
    )
{
    private readonly IReadOnlyList<StreamDefinition> _streams = PlayedOf(stage, script);

    /// <summary>Both sides compared by the engine, stream by stream.</summary>
    public Task<IReadOnlyList<VerifyReport>?> VerifyAsync(SimProcess process) =>
        WithinAsync(
            process,
            () =>
                LiveThroughAsync<IReadOnlyList<VerifyReport>>(
                    "comparison",
                    async () =>
                    {
                        var options = new RunOptions();
                        var reports = new List<VerifyReport>();
                        foreach (var session in await SessionsAsync(process, options))
                            reports.Add(await session.VerifyAsync(options, CancellationToken.None));
                        return reports;
                    }
                )
        );

    protected override Task<IReadOnlyList<SyncSession>> SessionsAsync(
        SimProcess process,
        RunOptions options
    )
    {
        var (left, right) = (Endpoint(Side.Left, process), Endpoint(Side.Right, process));
        return Task.FromResult<IReadOnlyList<SyncSession>>([
            .. _streams.Select(s => new SyncSession(
                s,
                left,
                right,
                new PlayedStore(disk, process, stage, apps, watch, lost => DiesHere(process, lost)),
                process.Clock,
                new Random(script.Seed),
                null
            )),
        ]);
    }

    protected override void OnRun(RunReport report, RunOptions options)
    {
        watch.Lived.Runs++;
        if (report.Writes > 0 || report.Stopped is not null)
            watch.Tell(
                $"Run {report.Run} of {report.Stream} ends: {report.Created.Total} created, {report.Updated.Total} updated, {report.Deleted.Total} deleted. {report.Stopped}"
            );
    }

    protected override void OnEnded(string work, Exception reason) =>
        watch.Tell($"A run ends early: {reason.Message}");

    protected override void OnFailed(string work, Exception mistake)
    {
        watch.Break(
            Law.Rest,
            $"A run failed in a way that is tally's own mistake: {mistake.GetType().Name}: {mistake.Message}"
        );
        watch.Tell($"{mistake.StackTrace ?? ""}");
    }

    protected override void OnDeath(Death how)
    {
        watch.Lived.Deaths++;
        watch.Tell($"The process is killed. Another starts.");
    }

    protected override void OnFreeze(TimeSpan span)
    {
        watch.Lived.Deaths++;
        watch.Tell($"The process stands still for {span.TotalSeconds} s. Another takes over.");
    }

    private static StreamDefinition[] PlayedOf(Stage stage, Script script)
    {
        StreamDefinition[] all = [.. stage.Definitions.Select(script.Played)];
        return [.. all.Select(s => s with { Siblings = all })];
    }

    private SyncEndpoint Endpoint(Side side, SimProcess process)
    {
        var budget = BudgetOf(process, side);
        var line = LineTo(
            apps[side],
            side is Side.Left ? weather.Left : weather.Right,
            budget,
            process
        );
        var connector = new PlayedConnector(apps[side], stage.Sync[side].Schemas, line, watch);
        return new SyncEndpoint(apps[side].Name, connector, budget);
    }
}
