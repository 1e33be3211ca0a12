using Tallystick.Simulation.Faults;
using Tallystick.Simulation.Laws;

namespace Tallystick.Simulation.Mappings;

/// <summary>Leaves out of a storm whatever the breach of a law can do without.</summary>
internal static class Shortener
{
    /// <summary>So many storms are lived through for it: short enough is enough.</summary>
    private const int TriesMax = 120;

    public static Script Shorten(Stage stage, Script script, Law law) =>
        script with
        {
            Acts = FewerActs.Of(
                script.Acts,
                acts =>
                    Schedule
                        .Live(stage, script with { Acts = acts })
                        .Breaches.Any(b => b.Law == law),
                TriesMax
            ),
        };
}
