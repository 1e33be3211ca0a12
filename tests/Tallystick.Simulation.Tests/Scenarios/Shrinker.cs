using Tallystick.Simulation.Tests.Bugs;

namespace Tallystick.Simulation.Tests.Scenarios;

/// <summary>Leaves out of a script whatever the violation can do without.</summary>
internal static class Shrinker
{
    public static Script Shrink(Script script, string law, PlantedBug bug = PlantedBug.None)
    {
        var acts = script.Acts.ToList();
        for (var size = Math.Max(1, acts.Count / 2); size >= 1; size /= 2)
        {
            var at = 0;
            while (at < acts.Count)
            {
                var fewer = acts.ToList();
                fewer.RemoveRange(at, Math.Min(size, acts.Count - at));
                if (Breaks(script with { Acts = fewer }, bug, law))
                    acts = fewer;
                else
                    at += size;
            }
        }
        return script with { Acts = acts };
    }

    private static bool Breaks(Script script, PlantedBug bug, string law) =>
        Simulation.Run(script, bug).Violations.Any(v => v.Law == law);
}
