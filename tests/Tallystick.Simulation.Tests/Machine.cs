using Tallystick.Core.Connectors;
using Tallystick.Core.Mapping;
using Tallystick.Core.Stores;
using Tallystick.Engine.Runs;
using Tallystick.Simulation.Faults;
using Tallystick.Simulation.Tests.Apps;
using Tallystick.Simulation.Tests.Bugs;
using Tallystick.Simulation.Tests.Laws;
using Tallystick.Simulation.Tests.Scenarios;
using Tallystick.Simulation.Time;

namespace Tallystick.Simulation.Tests;

/// <summary>
/// The machine that the sync runs on: one process after another, each with the real engine, on a
/// disk that outlives them.
/// </summary>
/// <param name="outside">What is no process of the machine: the network, the apps, the people.</param>
internal sealed partial class Machine(
    Script script,
    PlantedBug bug,
    SimProcess outside,
    AppPair apps,
    LawBook laws,
    ISyncStore disk
)
{
    private readonly SimLoop _loop = outside.Loop;
    private readonly Random _travel = new(unchecked(script.Seed * 7919 + 4));
    private readonly StreamDefinition _definition =
        bug is PlantedBug.DeleteOnAnEmptyPage
            ? script.World.Definition with
            {
                DeletesMax = int.MaxValue,
                DeleteShareMax = 1,
            }
            : script.World.Definition;
    private readonly NewestEpoch _newest = new();
    private SimProcess? _process;
    private (int Calls, bool IsBefore)? _death;
    private int _processes;

    /// <summary>Starts a process that syncs again and again.</summary>
    public void Start()
    {
        var process = NewProcess();
        if (script.World.Events.AreAny)
            process.Context.Post(_ => _ = KeepAsync(process), null);
        else
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
            case "undo":
                BeginUndo(act);
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
        _diesAtEvent = false;
        return NewProcess();
    }

    /// <summary>One run of a process.</summary>
    /// <returns>Null when it did not come to its end.</returns>
    public async Task<IReadOnlyList<RunReport>?> SyncAsync(SimProcess process, RunOptions options)
    {
        var done = new TaskCompletionSource<IReadOnlyList<RunReport>?>();
        process.Context.Post(
            async _ => done.SetResult(await SyncOnceAsync(process, options)),
            null
        );
        return await done.Task;
    }

    private void Crash(Act act)
    {
        switch (act.What)
        {
            // Between two steps, when nothing but calls is under way.
            case "now":
                _process?.Kill();
                Start();
                return;
            // At whatever await the process has come to by then.
            case "step":
                DieAtSomeStep(1 + (act.Number * 37 % 400));
                return;
            // In a call of the store: its whole transaction is lost, or it is on the disk and
            // nobody has learned of it. Between transactions there is nothing to lose.
            case "lost":
            case "kept":
                _death = (1 + (act.Number % 25), act.What == "lost");
                return;
            // It has said that it took the next event, and does nothing more.
            case "event":
                _diesAtEvent = true;
                return;
            default:
                throw new FormatException($"'{act}' is no way to crash.");
        }
    }

    private void DieAtSomeStep(int steps)
    {
        if (_process is { IsDead: false } process)
            process.DieAfter(
                steps,
                () =>
                {
                    laws.Log("dies between two steps");
                    if (process == _process)
                        StartAnew();
                }
            );
    }

    /// <summary>The process stands still, another takes over, and then it wakes up.</summary>
    private void Freeze(TimeSpan span)
    {
        if (_process is not { IsDead: false } frozen)
            return;
        frozen.IsFrozen = true;
        Start();
        _ = WakeAsync(frozen, span);
    }

    private async Task WakeAsync(SimProcess frozen, TimeSpan after)
    {
        await Task.Delay(after, outside.Clock);
        laws.Log("twin wakes");
        frozen.IsFrozen = false;
    }

    private SimProcess NewProcess()
    {
        laws.Log($"process {++_processes}");
        _inbox = null;
        return _process = new SimProcess(_loop);
    }

    private async Task SyncForeverAsync(SimProcess process)
    {
        // One that was replaced while it stood still ends with the run it was at.
        await UndoAsync(process);
        while (process == _process)
        {
            await SyncOnceAsync(process, new RunOptions());
            await Task.Delay(TimeSpan.FromSeconds(script.World.IntervalSeconds), process.Clock);
        }
    }

    private Task<IReadOnlyList<RunReport>?> SyncOnceAsync(SimProcess process, RunOptions options) =>
        LiveThroughAsync<IReadOnlyList<RunReport>>(
            "run",
            async () =>
            {
                var reports = new List<RunReport>();
                foreach (var session in await SessionsAsync(process, options))
                {
                    var report = await session.SyncAsync(options, CancellationToken.None);
                    laws.Log(
                        $"run {report.Run} {(IsLook(options) ? "looked and " : "")}wrote {report.Writes}"
                            + LeftOver(report)
                    );
                    if (report.Writes > 0)
                        _writers.Add(report.Run);
                    reports.Add(report);
                }
                return reports;
            }
        );

    /// <summary>What a user would be told of ends the work and is no mistake; anything else is the engine's.</summary>
    /// <returns>Null where the work ended before its time.</returns>
    private async Task<T?> LiveThroughAsync<T>(string what, Func<Task<T>> work)
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
            laws.Log($"{what} ended: {e.Message}");
        }
        catch (Exception e) when (e is not SimStuckException)
        {
            laws.Break("L2", $"the {what} failed: {e}");
        }
        return null;
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
        laws.Log("dies at the store");
        StartAnew();
        return true;
    }

    private void StartAnew() => outside.Context.Post(_ => Start(), null);
}
