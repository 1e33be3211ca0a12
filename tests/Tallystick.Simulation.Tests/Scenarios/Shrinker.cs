using Tallystick.Simulation.Tests.Bugs;

namespace Tallystick.Simulation.Tests.Scenarios;

/// <summary>Leaves out of a script whatever the violation can do without.</summary>
internal static class Shrinker
{
    public static Script Shrink(Script script, string law, PlantedBug bug = PlantedBug.None)
    {
        script = FewerActs(script, law, bug);
        script = SimplerWorld(script, law, bug);
        return FewerActs(script, law, bug);
    }

    private static Script FewerActs(Script script, string law, PlantedBug bug)
    {
        for (var size = Math.Max(1, script.Acts.Count / 2); size >= 1; size /= 2)
        {
            var at = 0;
            while (at < script.Acts.Count)
            {
                var fewer = script.Acts.ToList();
                fewer.RemoveRange(at, Math.Min(size, fewer.Count - at));
                if (Breaks(script with { Acts = fewer }, bug, law))
                    script = script with { Acts = fewer };
                else
                    at += size;
            }
        }
        return script;
    }

    private static Script SimplerWorld(Script script, string law, PlantedBug bug)
    {
        while (true)
        {
            var simpler = script
                .World.Simpler()
                .Select(world => script with { World = world })
                .FirstOrDefault(s => Breaks(s, bug, law));
            if (simpler is null)
                return script;
            script = simpler;
        }
    }

    private static bool Breaks(Script script, PlantedBug bug, string law) =>
        Simulation.Run(script, bug).Violations.Any(v => v.Law == law);
}
