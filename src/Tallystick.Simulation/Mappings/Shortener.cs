using Tallystick.Simulation.Laws;

namespace Tallystick.Simulation.Mappings;

/// <summary>Leaves out of a storm whatever the breach of a law can do without.</summary>
internal static class Shortener
{
    /// <summary>So many storms are lived through for it: short enough is enough.</summary>
    private const int TriesMax = 120;

    public static Script Shorten(Stage stage, Script script, Law law)
    {
        var tries = 0;
        for (var size = Math.Max(1, script.Acts.Count / 2); size >= 1; size /= 2)
        {
            var at = 0;
            while (at < script.Acts.Count && tries++ < TriesMax)
            {
                var fewer = script.Acts.ToList();
                fewer.RemoveRange(at, Math.Min(size, fewer.Count - at));
                var shorter = script with { Acts = fewer };
                if (Schedule.Live(stage, shorter).Breaches.Any(b => b.Law == law))
                    script = shorter;
                else
                    at += size;
            }
        }
        return script;
    }
}
