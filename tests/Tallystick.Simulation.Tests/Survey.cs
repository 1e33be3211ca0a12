using Tallystick.Simulation.Tests.Bugs;
using Tallystick.Simulation.Tests.Scenarios;

namespace Tallystick.Simulation.Tests;

/// <summary>Many schedules on all cores.</summary>
internal static class Survey
{
    /// <summary>The outcomes that broke a law, by seed; stops early once there are enough.</summary>
    public static IReadOnlyList<SimOutcome> Of(
        int firstSeed,
        int count,
        PlantedBug bug = PlantedBug.None,
        int enough = 25
    )
    {
        var bad = new List<SimOutcome>();
        var threads = Enumerable
            .Range(0, Environment.ProcessorCount)
            .Select(core => new Thread(() =>
            {
                for (var i = core; i < count; i += Environment.ProcessorCount)
                {
                    var outcome = Simulation.Run(Script.Of(firstSeed + i), bug);
                    lock (bad)
                    {
                        if (!outcome.IsGood)
                            bad.Add(outcome);
                        if (bad.Count >= enough)
                            return;
                    }
                }
            }))
            .ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        return [.. bad.OrderBy(o => o.Script.Seed)];
    }

    /// <summary>The first of them, made short, for a person.</summary>
    public static string Tell(IReadOnlyList<SimOutcome> bad, PlantedBug bug = PlantedBug.None)
    {
        if (bad.Count == 0)
            return "every law held";
        var laws = bad.SelectMany(o => o.Violations.Select(v => (v.Law, o.Script.Seed)).Distinct())
            .GroupBy(v => v.Law)
            .Select(g =>
                $"{g.Key}: {g.Count()} (seeds {string.Join(' ', g.Take(12).Select(v => v.Seed))})"
            );
        var told = bad.SelectMany(o => o.Violations.Select(v => (v.Law, Outcome: o)))
            .GroupBy(v => v.Law)
            .Select(g => g.MinBy(v => v.Outcome.Script.Acts.Count))
            .Select(v => Story(Shrinker.Shrink(v.Outcome.Script, v.Law, bug), bug));
        return $"{string.Join('\n', laws)}\n\n{string.Join("\n\n", told)}";
    }

    private static string Story(Script script, PlantedBug bug)
    {
        var outcome = Simulation.Run(script, bug);
        return $"seed {script.Seed}, made short:\n{script}\n\n{string.Join('\n', outcome.Violations)}\n\n{outcome.Log}";
    }
}
