using Tallystick.Core.Mapping;
using Tallystick.Core.Schema;
using Tallystick.Engine.Runs;
using Tallystick.Simulation.Faults;
using Tallystick.Simulation.Machines;
using Tallystick.Simulation.Tests.Apps;
using Tallystick.Simulation.Tests.Bugs;
using Tallystick.Simulation.Tests.Laws;
using Tallystick.Simulation.Tests.Scenarios;
using Tallystick.Simulation.Time;
using Tallystick.Storage;

namespace Tallystick.Simulation.Tests;

/// <summary>
/// The real engine and the real store between two simulated apps, on a simulated machine: first a
/// storm by the script, then calm, then the laws.
/// </summary>
internal sealed partial class Simulation
{
    private const long StepsMax = 400_000;
    private const int CalmRunsMax = 16;

    /// <summary>What may wait for minutes is waited for.</summary>
    private const int PatientRuns = 8;

    private static readonly TimeSpan CalmPause = TimeSpan.FromSeconds(45);

    private readonly Script _script;
    private readonly PlantedBug _bug;
    private readonly SimLoop _loop;
    private readonly SimProcess _outside;
    private readonly LawBook _laws;
    private readonly AppPair _apps;
    private readonly EventPost _events;
    private readonly StreamPlan _plan;
    private readonly StreamPlan? _tasks;
    private string _memory = "";

    private Simulation(Script script, PlantedBug bug)
    {
        _script = script;
        _bug = bug;
        _loop = new SimLoop(unchecked(script.Seed * 7919 + 3));
        _outside = new SimProcess(_loop);
        _laws = new LawBook(_loop) { AppOf = side => _apps![side] };
        _apps = new AppPair(script.World, _loop, _laws).WithTasks();
        _events = new EventPost(script, _outside, _apps, _laws);
        ObjectSchema[] schemas = [SimFields.Schema(withoutCity: false), TaskFields.Schema];
        var plans = script
            .World.StreamsOf(script.World.Definition)
            .Select(s => StreamCompiler.Compile(s, schemas, schemas))
            .ToArray();
        _plan = plans[^1];
        _tasks = plans.Length > 1 ? plans[0] : null;
    }

    /// <summary>Lives one script through.</summary>
    public static SimOutcome Run(Script script, PlantedBug bug = PlantedBug.None)
    {
        var simulation = new Simulation(script, bug);
        try
        {
            simulation._loop.Run(simulation._outside, simulation.LiveAsync, StepsMax);
        }
        catch (SimStuckException e)
        {
            simulation._laws.Break("L2", e.Message);
        }
        return new SimOutcome(
            script,
            simulation._laws.Violations,
            simulation._laws.LogText,
            simulation._loop.Steps,
            simulation._laws.WindowMax,
            simulation._memory
        );
    }

    private async Task LiveAsync()
    {
        await using var disk = await SqliteSyncStore.OpenInMemoryAsync(
            _outside.Clock,
            CancellationToken.None
        );
        var machine = new Machine(_script, _bug, _outside, _apps, _laws, disk);
        (_events.Door, _events.Wake) = (machine.Take, machine.Wake);
        var storm = new Storm(_outside, _script.Acts, Script.StormSeconds);
        await storm.LiveAsync(machine, act => Do(act, machine));
        await CalmAsync(machine, disk);
    }

    private void Do(Act act, Machine machine)
    {
        _laws.Log($"act {act}");
        if (
            !Hands.Do(act, _apps[act.Side])
            && !machine.Do(act)
            && !_events.Do(act)
            && !_apps.WeatherOf(act.Side).Do(act, _loop.Elapsed)
        )
            throw new FormatException($"'{act}' is no act.");
    }

    /// <summary>
    /// Nothing fails any more and nobody edits: the sync must come to rest, first with what its
    /// usual listings show, then after whole ones, which alone can tell of deletes.
    /// </summary>
    private async Task CalmAsync(Machine machine, SqliteSyncStore disk)
    {
        _laws.Log("calm");
        var process = machine.Calm();
        _apps.Calm();
        _events.Calm();
        machine.Listen();
        await _outside.PassAsync(CalmPause);
        await machine.FinishUndoAsync(process);
        await LookAtLateEventsAsync(machine, process);
        var isSweptRarely = _script.World.IsSweptRarely;
        if (isSweptRarely)
        {
            await RestAsync(machine, process, new RunOptions());
            await new FinalCheck(_plan, _apps, disk, _laws).CheckAsync(isSwept: false);
        }
        await RestAsync(machine, process, new RunOptions { Full = isSweptRarely });
        var check = new FinalCheck(_plan, _apps, disk, _laws);
        await check.CheckAsync(isSwept: true);
        if (_tasks is not null)
            await new TaskCheck(_tasks, _plan.Name, _apps, disk, _laws).CheckAsync();
        await EchoAsync(machine, process);
        _memory = $"{_script.World}\n{check.Memory}";
    }

    private async Task RestAsync(Machine machine, SimProcess process, RunOptions options)
    {
        var (quiet, links) = (0, 0L);
        for (var run = 0; run < CalmRunsMax && quiet < 2; run++)
        {
            var reports = await machine.SyncAsync(process, options);
            quiet = reports is not null && IsQuiet(reports, options) ? quiet + 1 : 0;
            if (run < PatientRuns && reports?.Any(r => r.Postponed > 0) is true)
                quiet = 0;
            // Who has just lost a partner without any write may get another one in the next run.
            var before = links;
            links = reports?.Sum(r => r.Links) ?? links;
            if (run > 0 && links != before)
                quiet = Math.Min(quiet, 1);
            await _outside.PassAsync(CalmPause);
        }
        if (quiet < 2)
            _laws.Break("L3", $"still at work after {CalmRunsMax} calm runs");
    }

    /// <summary>
    /// Until the deletion of a person is found, by a whole listing, and carried over, their tasks
    /// wait to follow.
    /// </summary>
    private bool IsQuiet(IReadOnlyList<RunReport> reports, RunOptions options)
    {
        var mayWait = !options.Full || reports.Any(r => r.Stopped is not null);
        return reports.All(r =>
            r is { Writes: 0, Matched: 0, Adopted: 0 }
            && (r.Postponed == 0 || (mayWait && r.Stream == _tasks?.Name))
        );
    }
}

/// <summary>What came of a script.</summary>
internal sealed record SimOutcome(
    Script Script,
    IReadOnlyList<Violation> Violations,
    string Log,
    long Steps,
    TimeSpan WindowMax,
    string Memory
)
{
    public bool IsGood => Violations.Count == 0;
}
