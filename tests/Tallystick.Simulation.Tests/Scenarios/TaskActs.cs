using Tallystick.Core.Records;
using Tallystick.Simulation.Faults;

namespace Tallystick.Simulation.Tests.Scenarios;

/// <summary>
/// What is done to tasks in a schedule: drawn from a Random of its own, so that schedules without
/// tasks stay as they are.
/// </summary>
internal static class TaskActs
{
    /// <summary>One schedule in so many has tasks.</summary>
    private const int Share = 3;

    public static Script Add(Script script)
    {
        var random = new Random(unchecked(script.Seed * 7919 + 17));
        if (random.Next(Share) > 0)
            return script;
        var kids = Kids.Draw(random);
        // Undo is lived through where there are people only.
        var acts = script.Acts.Where(a => a.Verb != "undo").ToList();
        // What is on both sides from the start is one task, where anything can tell.
        var number = 0;
        for (var count = random.Next(0, 8); count > 0; count--)
        {
            var kind = random.Next(kids.Match ? 3 : 2);
            if (kind != 1)
                acts.Add(new Act(0, Side.Left, "task", "add", number));
            if (kind != 0)
                acts.Add(new Act(0, Side.Right, "task", "add", number));
            number++;
        }
        for (var count = random.Next(4, 24); count > 0; count--)
            acts.Add(Draw(random, number++));
        return script with
        {
            World = script.World with { Kids = kids },
            Acts = [.. acts.OrderBy(a => a.At)],
        };
    }

    private static Act Draw(Random random, int number)
    {
        var at = Math.Round(random.NextDouble() * Script.StormSeconds, 3);
        var side = random.Next(2) == 0 ? Side.Left : Side.Right;
        var (verb, what) = random.Next(100) switch
        {
            < 28 => ("task", "add"),
            < 40 => ("task", "young"),
            < 58 => ("task", "title"),
            < 72 => ("task", "done"),
            < 82 => ("task", "delete"),
            < 94 => ("parent", "delete"),
            _ => ("parent", "retype"),
        };
        return new Act(at, side, verb, what, number);
    }
}
