using Tallystick.Core.Records;
using Tallystick.Simulation.Faults;

namespace Tallystick.Simulation.Tests.Scenarios;

/// <summary>
/// Lets the apps of half of the schedules tell of their changes. It draws from a Random of its own,
/// so that everything else of a schedule, and the other half of them, is as it would be without.
/// </summary>
internal static class EventDeeds
{
    public static Script AddTo(Script script)
    {
        var random = new Random(unchecked(script.Seed * 7919 + 11));
        if (random.Next(2) == 0)
            return script;
        var world = script.World with
        {
            Events = EventTraits.Draw(random),
            Left = script.World.Left with { FindsByKeys = random.Next(2) == 0 },
            Right = script.World.Right with { FindsByKeys = random.Next(2) == 0 },
        };
        // Between runs that come thick and fast there is nothing left to look at.
        if (random.Next(2) == 0)
            world = world with { IntervalSeconds = random.Next(20, 60) };
        var deeds = Enumerable.Range(0, random.Next(6)).Select(_ => Draw(random)).ToArray();
        return script with
        {
            World = world,
            Acts = [.. script.Acts.Concat(deeds).OrderBy(a => a.At)],
        };
    }

    private static Act Draw(Random random)
    {
        var at = Math.Round(1 + (random.NextDouble() * (Script.StormSeconds - 1)), 3);
        var side = random.Next(2) == 0 ? Side.Left : Side.Right;
        var (verb, what) = random.Next(10) switch
        {
            < 4 => ("event", "again"),
            < 6 => ("event", "ghost"),
            < 7 => ("event", "flood"),
            < 8 => ("event", "wake"),
            _ => ("crash", "event"),
        };
        return new Act(at, side, verb, what, random.Next(1000));
    }
}
