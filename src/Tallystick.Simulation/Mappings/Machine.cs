using Tallystick.Core.Connectors;
using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Budgets;
using Tallystick.Engine.Runs;
using Tallystick.Simulation.Apps;
using Tallystick.Simulation.Faults;
using Tallystick.Simulation.Laws;
using Tallystick.Simulation.Stores;
using Tallystick.Simulation.Time;

namespace Tallystick.Simulation.Mappings;

/// <summary>
/// The machine that the sync runs on: one process after another, each with the real engine, on a
/// disk that outlives them.
/// </summary>
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
{
    private readonly SimLoop _loop = outside.Loop;
    private readonly Random _travel = new(unchecked((script.Seed * 7919) + 24));
    private readonly Dictionary<(SimProcess, Side), Budget> _budgets = [];
    private readonly IReadOnlyList<StreamDefinition> _streams = PlayedOf(stage, script);
    private SimProcess? _process;
    private (int Calls, bool IsBefore)? _death;

    /// <summary>Starts a process that syncs again and again.</summary>
    public void Start()
    {
        var process = _process = new SimProcess(_loop);
        process.Context.Post(_ => _ = SyncForeverAsync(process), null);
    }

    /// <returns>Whether it is something that happens to the machine.</returns>
    public bool Do(Act act)
    {
        switch (act.Verb)
        {
            case "crash":
                Crash(act);
                return true;
            case "twin":
                Freeze(TimeSpan.FromSeconds(2 + (act.Number % 15)));
                return true;
            default:
                return false;
        }
    }

    /// <summary>Ends whatever runs, and starts a process that only does what it is told.</summary>
    public SimProcess Calm()
    {
        _process?.Kill();
        _death = null;
        return _process = new SimProcess(_loop);
    }

    /// <summary>One run of all streams.</summary>
    /// <returns>Null when it did not come to its end.</returns>
    public Task<IReadOnlyList<RunReport>?> SyncAsync(SimProcess process, RunOptions options) =>
        WithinAsync(process, () => SyncOnceAsync(process, options));

    /// <summary>Both sides compared by the engine, stream by stream.</summary>
    public Task<IReadOnlyList<VerifyReport>?> VerifyAsync(SimProcess process) =>
        WithinAsync(
            process,
            () =>
                LiveThroughAsync<IReadOnlyList<VerifyReport>>(async () =>
                {
                    var reports = new List<VerifyReport>();
                    foreach (var session in Sessions(process))
                        reports.Add(
                            await session.VerifyAsync(new RunOptions(), CancellationToken.None)
                        );
                    return reports;
                })
        );

    private static StreamDefinition[] PlayedOf(Stage stage, Script script)
    {
        StreamDefinition[] all = [.. stage.Definitions.Select(script.Played)];
        return [.. all.Select(s => s with { Siblings = all })];
    }

    private static async Task<T> WithinAsync<T>(SimProcess process, Func<Task<T>> work)
    {
        var done = new TaskCompletionSource<T>();
        process.Context.Post(async _ => done.SetResult(await work()), null);
        return await done.Task;
    }

    private void Crash(Act act)
    {
        switch (act.What)
        {
            // Between two steps, when nothing but calls is under way.
            case "now":
                _process?.Kill();
                Died();
                Start();
                return;
            // At whatever await the process has come to by then.
            case "step":
                DieAtSomeStep(1 + (act.Number * 37 % 400));
                return;
            // In a call of the store: its whole transaction is lost, or it is on the disk and
            // nobody has learned of it.
            default:
                _death = (1 + (act.Number % 25), act.What == "lost");
                return;
        }
    }

    private void DieAtSomeStep(int steps)
    {
        if (_process is not { IsDead: false } process)
            return;
        process.DieAfter(
            steps,
            () =>
            {
                Died();
                if (process == _process)
                    StartAnew();
            }
        );
    }

    private void Died()
    {
        watch.Lived.Deaths++;
        watch.Tell($"The process is killed. Another starts.");
    }

    /// <summary>The process stands still, another takes over, and then it wakes up.</summary>
    private void Freeze(TimeSpan span)
    {
        if (_process is not { IsDead: false } frozen)
            return;
        watch.Lived.Deaths++;
        watch.Tell($"The process stands still for {span.TotalSeconds} s. Another takes over.");
        frozen.IsFrozen = true;
        Start();
        _ = WakeAsync(frozen, span);
    }

    private async Task WakeAsync(SimProcess frozen, TimeSpan after)
    {
        await Task.Delay(after, outside.Clock);
        frozen.IsFrozen = false;
    }

    private async Task SyncForeverAsync(SimProcess process)
    {
        // One that was replaced while it stood still ends with the run it was at.
        while (process == _process)
        {
            await SyncOnceAsync(process, new RunOptions());
            await Task.Delay(TimeSpan.FromSeconds(script.IntervalSeconds), process.Clock);
        }
    }

    private Task<IReadOnlyList<RunReport>?> SyncOnceAsync(SimProcess process, RunOptions options) =>
        LiveThroughAsync<IReadOnlyList<RunReport>>(async () =>
        {
            var reports = new List<RunReport>();
            foreach (var session in Sessions(process))
            {
                var report = await session.SyncAsync(options, CancellationToken.None);
                watch.Lived.Runs++;
                if (report.Writes > 0 || report.Stopped is not null)
                    watch.Tell(
                        $"Run {report.Run} of {report.Stream} ends: {report.Created.Total} created, {report.Updated.Total} updated, {report.Deleted.Total} deleted. {report.Stopped}"
                    );
                reports.Add(report);
            }
            return reports;
        });

    /// <summary>What a user would be told of ends the work and is no mistake; anything else is the engine's.</summary>
    /// <returns>Null where the work ended before its time.</returns>
    private async Task<T?> LiveThroughAsync<T>(Func<Task<T>> work)
        where T : class
    {
        try
        {
            return await work();
        }
        catch (Exception e)
            when (e
                    is RunStoppedException
                        or StaleRunException
                        or MappingException
                        or ConnectorException
            )
        {
            watch.Tell($"A run ends early: {e.Message}");
        }
        catch (Exception e) when (e is not SimStuckException)
        {
            watch.Break(
                Law.Rest,
                $"A run failed in a way that is tally's own mistake: {e.GetType().Name}: {e.Message}"
            );
            watch.Tell($"{e.StackTrace ?? ""}");
        }
        return null;
    }

    /// <summary>The streams of the sync, parents before their children, as a command runs them.</summary>
    private IEnumerable<SyncSession> Sessions(SimProcess process)
    {
        var (left, right) = (Endpoint(Side.Left, process), Endpoint(Side.Right, process));
        return _streams.Select(s => new SyncSession(
            s,
            left,
            right,
            new PlayedStore(disk, process, stage, apps, watch, lost => DiesHere(process, lost)),
            process.Clock,
            new Random(script.Seed),
            null
        ));
    }

    private SyncEndpoint Endpoint(Side side, SimProcess process)
    {
        if (!_budgets.TryGetValue((process, side), out var budget))
            _budgets[(process, side)] = budget = new Budget(
                side.Word,
                process.Clock,
                new Random(side is Side.Left ? 5 : 6)
            );
        var connector = new PlayedConnector(
            apps[side],
            stage.Sync[side].Schemas,
            side is Side.Left ? weather.Left : weather.Right,
            budget,
            process,
            outside,
            _travel,
            watch
        );
        return new SyncEndpoint(apps[side].Name, connector, budget);
    }

    private bool DiesHere(SimProcess process, bool isBefore)
    {
        if (_death is not { } death || death.IsBefore != isBefore || process != _process)
            return false;
        if (death.Calls > 1)
        {
            _death = (death.Calls - 1, isBefore);
            return false;
        }
        _death = null;
        Died();
        StartAnew();
        return true;
    }

    private void StartAnew() => outside.Context.Post(_ => Start(), null);
}
