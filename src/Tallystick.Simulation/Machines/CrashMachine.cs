using Tallystick.Core.Connectors;
using Tallystick.Core.Limits;
using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Budgets;
using Tallystick.Engine.Runs;
using Tallystick.Simulation.Apps;
using Tallystick.Simulation.Faults;
using Tallystick.Simulation.Time;

namespace Tallystick.Simulation.Machines;

/// <summary>
/// The machine that the sync runs on: one process after another, each with the real engine, on a
/// disk that outlives them. Its processes are killed wherever they stand, or stand still while
/// another takes over, and a new one starts.
/// </summary>
/// <param name="outside">What is no process of the machine: the network, the apps, the people.</param>
/// <param name="interval">From the end of a run to the next.</param>
/// <param name="travel">Draws how long calls are on their way.</param>
internal abstract class CrashMachine(SimProcess outside, TimeSpan interval, Random travel)
{
    private readonly Dictionary<(SimProcess, Side), Budget> _budgets = [];
    private (int Calls, bool IsBefore)? _death;

    protected SimLoop Loop => outside.Loop;

    /// <summary>The process at work; null before the first.</summary>
    protected SimProcess? Current { get; private set; }

    /// <summary>Starts a process that syncs again and again.</summary>
    public void Start()
    {
        var process = NewProcess();
        process.Context.Post(_ => _ = WorkAsync(process), null);
    }

    /// <returns>Whether it is something that happens to the machine.</returns>
    public virtual bool Do(Act act)
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
    public virtual SimProcess Calm()
    {
        Current?.Kill();
        _death = null;
        return NewProcess();
    }

    /// <summary>One run of all streams.</summary>
    /// <returns>Null when it did not come to its end.</returns>
    public Task<IReadOnlyList<RunReport>?> SyncAsync(SimProcess process, RunOptions options) =>
        WithinAsync(process, () => SyncOnceAsync(process, options));

    /// <summary>The streams of the sync, parents before their children, as a command runs them.</summary>
    protected abstract Task<IReadOnlyList<SyncSession>> SessionsAsync(
        SimProcess process,
        RunOptions options
    );

    /// <summary>A run of one stream came to its end.</summary>
    protected abstract void OnRun(RunReport report, RunOptions options);

    /// <summary>What a user would be told of ended the work before its time, and is no mistake.</summary>
    protected abstract void OnEnded(string work, Exception reason);

    /// <summary>The work failed in a way that is the engine's own mistake.</summary>
    protected abstract void OnFailed(string work, Exception mistake);

    /// <summary>Another process is about to start.</summary>
    protected virtual void OnStart() { }

    protected virtual void OnDeath(Death how) { }

    /// <summary>The process stands still, and another is about to take over.</summary>
    protected virtual void OnFreeze(TimeSpan span) { }

    protected virtual void OnWake() { }

    /// <summary>What a process does until it is replaced.</summary>
    protected virtual async Task WorkAsync(SimProcess process)
    {
        // One that was replaced while it stood still ends with the run it was at.
        while (process == Current)
        {
            await SyncOnceAsync(process, new RunOptions());
            await Task.Delay(interval, process.Clock);
        }
    }

    protected Task<IReadOnlyList<RunReport>?> SyncOnceAsync(
        SimProcess process,
        RunOptions options
    ) =>
        LiveThroughAsync<IReadOnlyList<RunReport>>(
            "run",
            async () =>
            {
                var reports = new List<RunReport>();
                foreach (var session in await SessionsAsync(process, options))
                {
                    var report = await session.SyncAsync(options, CancellationToken.None);
                    OnRun(report, options);
                    reports.Add(report);
                }
                return reports;
            }
        );

    /// <returns>Null where the work ended before its time.</returns>
    protected async Task<T?> LiveThroughAsync<T>(string what, Func<Task<T>> work)
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
            OnEnded(what, e);
        }
        catch (Exception e) when (e is not SimStuckException)
        {
            OnFailed(what, e);
        }
        return null;
    }

    /// <summary>Does the work in a process, and waits for it from outside.</summary>
    protected static async Task<T> WithinAsync<T>(SimProcess process, Func<Task<T>> work)
    {
        var done = new TaskCompletionSource<T>();
        process.Context.Post(async _ => done.SetResult(await work()), null);
        return await done.Task;
    }

    /// <summary>What a process knows of the calls that it may make.</summary>
    protected Budget BudgetOf(SimProcess process, Side side)
    {
        if (!_budgets.TryGetValue((process, side), out var budget))
            _budgets[(process, side)] = budget = new Budget(
                side.Word,
                process.Clock,
                new Random(side is Side.Left ? 5 : 6)
            );
        return budget;
    }

    protected AppLine LineTo(ILineEnd app, Weather weather, IBudget budget, SimProcess process) =>
        new(app, weather, budget, process, outside, travel);

    /// <summary>Whether a process dies in this call of the store, before or after its transaction.</summary>
    protected bool DiesHere(SimProcess process, bool isBefore)
    {
        if (_death is not { } death || death.IsBefore != isBefore || process != Current)
            return false;
        if (death.Calls > 1)
        {
            _death = (death.Calls - 1, isBefore);
            return false;
        }
        _death = null;
        OnDeath(Death.InStore);
        StartAnew();
        return true;
    }

    protected void StartAnew() => outside.Context.Post(_ => Start(), null);

    private void Crash(Act act)
    {
        switch (act.What)
        {
            // Between two steps, when nothing but calls is under way.
            case "now":
                Current?.Kill();
                OnDeath(Death.Now);
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
            default:
                throw new FormatException($"'{act}' is no way to crash.");
        }
    }

    private void DieAtSomeStep(int steps)
    {
        if (Current is { IsDead: false } process)
            process.DieAfter(
                steps,
                () =>
                {
                    OnDeath(Death.AtStep);
                    if (process == Current)
                        StartAnew();
                }
            );
    }

    private void Freeze(TimeSpan span)
    {
        if (Current is not { IsDead: false } frozen)
            return;
        OnFreeze(span);
        frozen.IsFrozen = true;
        Start();
        _ = WakeAsync(frozen, span);
    }

    private async Task WakeAsync(SimProcess frozen, TimeSpan after)
    {
        await Task.Delay(after, outside.Clock);
        OnWake();
        frozen.IsFrozen = false;
    }

    private SimProcess NewProcess()
    {
        OnStart();
        return Current = new SimProcess(Loop);
    }
}

/// <summary>Where a process was when it died.</summary>
internal enum Death
{
    /// <summary>Between two steps, when nothing but calls was under way.</summary>
    Now,

    /// <summary>At an await.</summary>
    AtStep,

    /// <summary>In a call of the store.</summary>
    InStore,
}
