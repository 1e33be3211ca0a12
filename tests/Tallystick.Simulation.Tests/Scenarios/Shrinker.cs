using Tallystick.Simulation.Faults;
using Tallystick.Simulation.Tests.Bugs;

namespace Tallystick.Simulation.Tests.Scenarios;

/// <summary>Leaves out of a script whatever the violation can do without.</summary>
internal static class Shrinker
{
    public static Script Shrink(Script script, string law, PlantedBug bug = PlantedBug.None)
    {
        script = Shorter(script, law, bug);
        script = SimplerWorld(script, law, bug);
        return Shorter(script, law, bug);
    }

    private static Script Shorter(Script script, string law, PlantedBug bug) =>
        script with
        {
            Acts = FewerActs.Of(script.Acts, acts => Breaks(script with { Acts = acts }, bug, law)),
        };

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
