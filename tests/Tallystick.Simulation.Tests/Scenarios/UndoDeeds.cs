using Tallystick.Core.Records;
using Tallystick.Simulation.Faults;
using Tallystick.Simulation.Tests.Apps;

namespace Tallystick.Simulation.Tests.Scenarios;

/// <summary>
/// Lets somebody undo something in a third of the schedules. It draws from a Random of its own, so
/// that the others are as they would be without.
/// </summary>
internal static class UndoDeeds
{
    private static readonly string[] Whats =
    [
        "run",
        "run",
        "record",
        "since",
        SimFields.City,
        SimFields.First,
        SimFields.Email,
        SimFields.Tags,
    ];

    public static Script AddTo(Script script)
    {
        var random = new Random(unchecked(script.Seed * 7919 + 13));
        if (random.Next(3) > 0)
            return script;
        var deeds = Enumerable.Range(0, random.Next(1, 4)).SelectMany(_ => Draw(random)).ToArray();
        return script with { Acts = [.. script.Acts.Concat(deeds).OrderBy(a => a.At)] };
    }

    private static IEnumerable<Act> Draw(Random random)
    {
        var at = Math.Round(25 + (random.NextDouble() * (Script.StormSeconds - 27)), 3);
        var side = random.Next(2) == 0 ? Side.Left : Side.Right;
        yield return new Act(at, side, "undo", Whats[random.Next(Whats.Length)], random.Next(1000));
        // While it is at work: a person, and now and then a death.
        if (random.Next(2) == 0)
            yield return new Act(
                Math.Round(at + (random.NextDouble() * 2), 3),
                random.Next(2) == 0 ? Side.Left : Side.Right,
                "edit",
                SimFields.City,
                1000 + random.Next(1000)
            );
        var (verb, what) = random.Next(6) switch
        {
            0 => ("crash", "step"),
            1 => ("crash", random.Next(2) == 0 ? "lost" : "kept"),
            2 => ("twin", "freeze"),
            _ => ("", ""),
        };
        if (verb.Length > 0)
            yield return new Act(
                Math.Round(at + random.NextDouble(), 3),
                side,
                verb,
                what,
                random.Next(1000)
            );
    }
}
