namespace Tallystick.Simulation.Faults;

/// <summary>Leaves out of a script whatever acts it can do without.</summary>
internal static class FewerActs
{
    /// <param name="isEnough">Whether so few still show what the script is to show.</param>
    /// <param name="triesMax">So often it is asked at the most.</param>
    public static IReadOnlyList<Act> Of(
        IReadOnlyList<Act> acts,
        Func<IReadOnlyList<Act>, bool> isEnough,
        int triesMax = int.MaxValue
    )
    {
        var tries = 0;
        for (var size = Math.Max(1, acts.Count / 2); size >= 1; size /= 2)
        {
            var at = 0;
            while (at < acts.Count && tries++ < triesMax)
            {
                var fewer = acts.ToList();
                fewer.RemoveRange(at, Math.Min(size, fewer.Count - at));
                if (isEnough(fewer))
                    acts = fewer;
                else
                    at += size;
            }
        }
        return acts;
    }
}
