using System.Globalization;
using Tallystick.Core.Connectors;
using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Budgets;
using Tallystick.Engine.Runs;
using Tallystick.Simulation.Tests.Apps;
using Tallystick.Simulation.Tests.Bugs;
using Tallystick.Simulation.Tests.Laws;
using Tallystick.Simulation.Tests.Scenarios;
using Tallystick.Simulation.Tests.Time;
using Tallystick.Storage;

namespace Tallystick.Simulation.Tests;

/// <summary>
/// The real engine and the real store between two simulated apps, on a simulated machine: first a
/// storm by the script, then calm, then the laws.
/// </summary>
internal sealed class Simulation
{
    private const long StepsMax = 400_000;
    private const int CalmRunsMax = 12;
    private static readonly TimeSpan CalmPause = TimeSpan.FromSeconds(45);

    private readonly Script _script;
    private readonly PlantedBug _bug;
    private readonly SimLoop _loop;
    private readonly SimProcess _world;
    private readonly LawBook _laws;
    private readonly SimApp _left;
    private readonly SimApp _right;
    private readonly Weather _leftWeather = new();
    private readonly Weather _rightWeather = new();
    private readonly StreamDefinition _definition;
    private readonly TimeSpan _interval;
    private readonly NewestEpoch _newest = new();
    private readonly Random _travel;
    private ISyncStore _disk = null!;
    private SimProcess? _process;
    private (int Calls, bool IsBefore)? _death;
    private int _processes;
    private RunReport? _last;
    private string _memory = "";

    private Simulation(Script script, PlantedBug bug)
    {
        _script = script;
        _bug = bug;
        var random = new Random(unchecked(script.Seed * 7919 + 2));
        _loop = new SimLoop(unchecked(script.Seed * 7919 + 3));
        _travel = new Random(unchecked(script.Seed * 7919 + 4));
        _world = new SimProcess(_loop);
        _laws = new LawBook(_loop, TimeSpan.FromSeconds(10)) { AppOf = AppOf };
        _left = new SimApp(Side.Left, AppTraits.Draw(random), _loop, _laws);
        _right = new SimApp(Side.Right, AppTraits.Draw(random), _loop, _laws);
        _interval = TimeSpan.FromSeconds(random.Next(2, 20));
        _definition = new StreamDefinition
        {
            Name = "sim/people",
            LeftObject = SimFields.ObjectType,
            RightObject = SimFields.ObjectType,
            Fields = [.. SimFields.Mapped.Select(f => new FieldPair(f, f))],
            Match =
            [
                [SimFields.Email],
                [SimFields.Phone],
            ],
            Conflict = (ConflictPolicy)random.Next(Enum.GetValues<ConflictPolicy>().Length),
            Deletes = (DeletePolicy)random.Next(Enum.GetValues<DeletePolicy>().Length),
            DeletesMax = 3,
            DeleteShareMax = 0.4,
        };
    }

    /// <summary>Lives one script through.</summary>
    public static SimOutcome Run(Script script, PlantedBug bug = PlantedBug.None)
    {
        var simulation = new Simulation(script, bug);
        try
        {
            simulation._loop.Run(simulation._world, simulation.LiveAsync, StepsMax);
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

    private SimApp AppOf(Side side) => side is Side.Left ? _left : _right;

    private Weather WeatherOf(Side side) => side is Side.Left ? _leftWeather : _rightWeather;

    private async Task LiveAsync()
    {
        await using var disk = await SqliteSyncStore.OpenInMemoryAsync(
            _world.Clock,
            CancellationToken.None
        );
        _disk = disk;
        foreach (var act in _script.Acts.Where(a => a.At == 0))
            Do(act);
        StartProcess();
        foreach (var act in _script.Acts.Where(a => a.At > 0))
        {
            await PassAsync(TimeSpan.FromSeconds(act.At) - _loop.Elapsed);
            Do(act);
        }
        await PassAsync(TimeSpan.FromSeconds(Script.StormSeconds) - _loop.Elapsed);
        await CalmAsync();
        var plan = StreamCompiler.Compile(
            _definition,
            [SimFields.Schema(withoutCity: false)],
            [SimFields.Schema(withoutCity: false)]
        );
        var check = new FinalCheck(plan, _left, _right, _disk, _laws);
        await check.CheckAsync();
        _memory =
            $"{_definition.Conflict} {_definition.Deletes} every {_interval}\n{_left.Traits}\n{_right.Traits}\n{check.Memory}";
    }

    private Task PassAsync(TimeSpan span) =>
        span > TimeSpan.Zero ? Task.Delay(span, _world.Clock) : Task.CompletedTask;

    /// <summary>Nothing fails any more and nobody edits: the sync must come to rest.</summary>
    private async Task CalmAsync()
    {
        _laws.Log("calm");
        _process?.Kill();
        _death = null;
        _leftWeather.Calm();
        _rightWeather.Calm();
        await PassAsync(CalmPause);
        _laws.ForgotBudget();
        var process = NewProcess();
        var quiet = 0;
        for (var run = 0; run < CalmRunsMax && quiet < 2; run++)
        {
            _last = null;
            var done = new TaskCompletionSource();
            process.Context.Post(_ => _ = SyncOnceAsync(process, done), null);
            await done.Task;
            quiet = _last is { Writes: 0, Postponed: 0, Matched: 0, Adopted: 0 } ? quiet + 1 : 0;
            await PassAsync(CalmPause);
        }
        if (quiet < 2)
            _laws.Break("L3", $"still at work after {CalmRunsMax} calm runs");
    }

    private void Do(Act act)
    {
        _laws.Log($"act {act}");
        var app = AppOf(act.Side);
        switch (act.Verb)
        {
            case "born":
                app.Born($"T{act.Number}", Newborn(act));
                break;
            case "edit":
                if (Pick(app, act) is { } edited)
                    app.EditByPerson(edited.Id, act.What, NewValue(act.What, act.Number));
                break;
            case "clear":
                if (Pick(app, act) is { } cleared)
                    app.EditByPerson(cleared.Id, act.What, Value.Empty);
                break;
            case "tag":
                Tag(app, act);
                break;
            case "delete":
                if (Pick(app, act) is { } deleted)
                    app.DeleteByPerson(deleted.Id);
                break;
            case "fault":
                var fault = act.What.Split(':');
                WeatherOf(act.Side).Add(fault[0], Enum.Parse<Fault>(fault[1]));
                break;
            case "spell":
                WeatherOf(act.Side)
                    .Add(
                        Enum.Parse<Spell>(act.What),
                        _loop.Elapsed + TimeSpan.FromSeconds(3 + (act.Number % 20))
                    );
                break;
            case "crash" when act.What == "now":
                Crash();
                break;
            case "crash":
                _death = (1 + (act.Number % 25), act.What == "before");
                break;
            case "twin":
                Twin(act);
                break;
        }
    }

    private static Dictionary<string, Value> Newborn(Act act) =>
        new()
        {
            [SimFields.Email] = NewValue(SimFields.Email, act.Number),
            [SimFields.Phone] = NewValue(SimFields.Phone, act.Number),
            [SimFields.First] = Value.Of($"{act.Side.Word[0]}{act.Number}"),
            [SimFields.City] = NewValue(SimFields.City, act.Number),
            [SimFields.Tags] = Value.OfSet([$"T{act.Side.Word[0]}{act.Number}"]),
            [SimFields.Secret] = Value.Of("s"),
        };

    private static Value NewValue(string field, int number) =>
        field switch
        {
            SimFields.Email => Value.Of($"p{number}@example.com"),
            SimFields.Phone => Value.Of(
                string.Create(CultureInfo.InvariantCulture, $"+1212555{number:0000}")
            ),
            SimFields.City => Value.Of($"{number}-on-the-water"),
            _ => Value.Of($"N{number}"),
        };

    private static SimPerson? Pick(SimApp app, Act act)
    {
        var people = app.People.ToArray();
        return people.Length == 0 ? null : people[act.Number * 31 % people.Length];
    }

    private static void Tag(SimApp app, Act act)
    {
        if (Pick(app, act) is not { } person)
            return;
        var tags = person[SimFields.Tags].Items;
        if (act.What == "add")
            app.TagByPerson(person.Id, $"Tag{act.Number}", add: true);
        else if (tags.Count > 0)
            app.TagByPerson(person.Id, tags[act.Number % tags.Count], add: false);
    }

    private void Crash()
    {
        _process?.Kill();
        StartProcess();
    }

    /// <summary>The process stands still, another takes over, and then it wakes up.</summary>
    private void Twin(Act act)
    {
        if (_process is not { IsDead: false } frozen)
            return;
        frozen.IsFrozen = true;
        StartProcess();
        _ = WakeAsync(frozen, TimeSpan.FromSeconds(2 + (act.Number % 15)));
    }

    private async Task WakeAsync(SimProcess frozen, TimeSpan after)
    {
        await PassAsync(after);
        _laws.Log("twin wakes");
        frozen.IsFrozen = false;
    }

    private SimProcess NewProcess()
    {
        _laws.Log($"process {++_processes}");
        return _process = new SimProcess(_loop);
    }

    private void StartProcess()
    {
        _laws.ForgotBudget();
        var process = NewProcess();
        process.Context.Post(_ => _ = SyncForeverAsync(process), null);
    }

    private async Task SyncForeverAsync(SimProcess process)
    {
        // One that was replaced while it stood still ends with the run it was at.
        while (process == _process)
        {
            await SyncOnceAsync(process, null);
            await Task.Delay(_interval, process.Clock);
        }
    }

    private async Task SyncOnceAsync(SimProcess process, TaskCompletionSource? done)
    {
        try
        {
            _last = await Session(process).SyncAsync(new RunOptions(), CancellationToken.None);
            _laws.Log($"run {_last.Run} wrote {_last.Writes}");
        }
        catch (Exception e)
            when (e
                    is RunStoppedException
                        or StaleRunException
                        or MappingException
                        or ConnectorException
            )
        {
            _laws.Log($"run ended: {e.Message}");
        }
        catch (Exception e) when (e is not SimStuckException)
        {
            _laws.Break("L2", $"the engine failed: {e}");
        }
        done?.TrySetResult();
    }

    private readonly Dictionary<SimProcess, (Budget Left, Budget Right)> _budgets = [];

    private SyncSession Session(SimProcess process)
    {
        if (!_budgets.TryGetValue(process, out var budgets))
            _budgets[process] = budgets = (
                new Budget("left", process.Clock, new Random(5)),
                new Budget("right", process.Clock, new Random(6))
            );
        return new SyncSession(
            _definition,
            Endpoint(process, Side.Left, budgets.Left),
            Endpoint(process, Side.Right, budgets.Right),
            new SimStore(_disk, process, _bug, AppOf, _newest, before => DiesHere(process, before)),
            process.Clock,
            new Random(_script.Seed),
            null
        );
    }

    private SyncEndpoint Endpoint(SimProcess process, Side side, Budget budget)
    {
        _ = process;
        return new(
            side.Word,
            new SimConnector(AppOf(side), WeatherOf(side), budget, _world, _travel, _laws, _bug),
            budget
        );
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
        _laws.Log("dies at the store");
        _world.Context.Post(_ => StartProcess(), null);
        return true;
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
