using Tallystick.Core.Records;
using Tallystick.Engine.Runs;
using Tallystick.Simulation.Apps;
using Tallystick.Simulation.Faults;
using Tallystick.Simulation.Laws;
using Tallystick.Simulation.Machines;
using Tallystick.Simulation.Time;
using Tallystick.Storage;

namespace Tallystick.Simulation.Mappings;

/// <summary>
/// The real engine and the real store between two played apps: first a storm by the script, then
/// calm, then the laws.
/// </summary>
internal sealed class Schedule
{
    private const long StepsMax = 600_000;
    private const int CalmRunsMax = 16;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(6);

    private readonly Stage _stage;
    private readonly Script _script;
    private readonly SimLoop _loop;
    private readonly SimProcess _outside;
    private readonly Watch _watch;
    private readonly PlayedPair _apps;
    private readonly Deeds _deeds;
    private readonly (Weather Left, Weather Right) _weather = (new Weather(), new Weather());
    private readonly TimeSpan _calmPause;

    private Schedule(Stage stage, Script script, bool isTelling)
    {
        (_stage, _script) = (stage, script);
        _loop = new SimLoop(unchecked((script.Seed * 7919) + 23));
        _outside = new SimProcess(_loop);
        _watch = new Watch(stage, _loop, isTelling) { AppOf = side => _apps![side] };
        _apps = new PlayedPair(
            new PlayedApp(Side.Left, stage, script.Left, _loop, _watch),
            new PlayedApp(Side.Right, stage, script.Right, _loop, _watch)
        );
        _deeds = new Deeds(stage, _apps);
        _calmPause = TimeSpan.FromSeconds(45) + stage.LagMax;
    }

    /// <summary>Lives one script through.</summary>
    public static Watch Live(Stage stage, Script script, bool isTelling = false)
    {
        var schedule = new Schedule(stage, script, isTelling);
        try
        {
            schedule._loop.Run(schedule._outside, schedule.LiveAsync, StepsMax);
        }
        catch (SimStuckException e)
        {
            schedule._watch.Break(Law.Rest, e.Message);
        }
        return schedule._watch;
    }

    private async Task LiveAsync()
    {
        await using var disk = await SqliteSyncStore.OpenInMemoryAsync(
            _outside.Clock,
            CancellationToken.None
        );
        var machine = new Machine(_stage, _script, _outside, _apps, _weather, _watch, disk);
        _deeds.AddUsers();
        var storm = new Storm(_outside, _script.Acts, _script.StormSeconds);
        await storm.LiveAsync(machine, act => Do(act, machine));
        await CalmAsync(machine, disk);
    }

    private void Do(Act act, Machine machine)
    {
        if (_deeds.Do(act) || machine.Do(act))
            return;
        if (act.Verb == "spell")
            _watch.Tell($"({_apps[act.Side].Name}: {WordsOf(act.What)}, for some seconds)");
        if (!WeatherOf(act.Side).Do(act, _loop.Elapsed))
            throw new FormatException($"'{act}' is no act.");
    }

    private static string WordsOf(string spell) =>
        Enum.Parse<Spell>(spell) switch
        {
            Spell.Outage => "nothing works",
            Spell.TokenExpired => "the token is refused",
            Spell.PermissionLost => "a permission is missing",
            Spell.Emptied => "listings show nobody",
            _ => "listings end too early",
        };

    private Weather WeatherOf(Side side) => side is Side.Left ? _weather.Left : _weather.Right;

    /// <summary>
    /// Nothing fails any more and nobody edits: the sync must come to rest, first with what its
    /// usual listings show, then with whole ones, which alone can tell of deletes.
    /// </summary>
    private async Task CalmAsync(Machine machine, SqliteSyncStore disk)
    {
        _watch.Tell($"From here on nothing fails, and nobody edits.");
        var process = machine.Calm();
        _weather.Left.Calm();
        _weather.Right.Calm();
        await _outside.PassAsync(_calmPause);
        await machine.SyncAsync(process, new RunOptions());
        // After a run that was cut off, an app that shows nobody is believed only by then.
        await _outside.PassAsync(_calmPause > Patience ? _calmPause : Patience);
        if (await RestAsync(machine, process))
        {
            // Who takes the place of one that is gone waits so long from the next run on, as long as
            // the app shows nobody.
            await _outside.PassAsync(Patience);
            await RestAsync(machine, process);
        }
        var verified = await machine.VerifyAsync(process);
        await new EndCheck(_stage, _apps, disk, _watch).CheckAsync(verified);
    }

    /// <returns>Whether something waits although nothing more is written.</returns>
    private async Task<bool> RestAsync(Machine machine, SimProcess process)
    {
        var quiet = 0;
        IReadOnlyList<RunReport>? last = null;
        for (var run = 0; run < CalmRunsMax && quiet < 2; run++)
        {
            last = await machine.SyncAsync(process, new RunOptions { Full = true });
            quiet = last is not null && IsQuiet(last) ? quiet + 1 : 0;
            await _outside.PassAsync(_calmPause);
        }
        if (quiet < 2)
            _watch.Break(
                Law.Rest,
                $"Still at work after {CalmRunsMax} runs in the calm: the last one made "
                    + $"{last?.Sum(r => r.Writes) ?? 0} writes and left {last?.Sum(r => r.Postponed) ?? 0} things for later."
            );
        return quiet >= 2 && last!.Any(r => r.Postponed > 0);
    }

    /// <summary>While a brake holds the deletion of a parent, its children wait.</summary>
    private static bool IsQuiet(IReadOnlyList<RunReport> reports)
    {
        var mayWait = reports.Any(r => r.Stopped is not null);
        return reports.All(r =>
            r is { Writes: 0, Matched: 0, Adopted: 0 } && (r.Postponed == 0 || mayWait)
        );
    }
}
