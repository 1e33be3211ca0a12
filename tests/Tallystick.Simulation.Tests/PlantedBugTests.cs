using Tallystick.Simulation.Tests.Bugs;
using Tallystick.Simulation.Tests.Scenarios;

namespace Tallystick.Simulation.Tests;

/// <summary>A simulation is worth what it finds: each of these mistakes, by the law it breaks.</summary>
public sealed class PlantedBugTests(ITestOutputHelper output)
{
    private const int SchedulesMax = 2_000;

    [Theory]
    [InlineData("SwallowedConcurrentEdit", "L1")]
    [InlineData("DuplicateOnAmbiguousCreate", "L5")]
    [InlineData("ResurrectedDelete", "L6")]
    [InlineData("EchoOnNormalisation", "L3")]
    [InlineData("OverwrittenTags", "L1")]
    [InlineData("DeleteOnAnEmptyPage", "L6")]
    [InlineData("LostBetweenOffsetAndCommit", "L1")]
    [InlineData("StaleTwin", "L1")]
    [InlineData("ConflictLosesOldValue", "L1")]
    [InlineData("BudgetOverrun", "L10")]
    public void Each_planted_bug_is_found(string name, string law)
    {
        var bug = Enum.Parse<PlantedBug>(name);
        var laws = new SortedDictionary<string, (int Count, int First)>(StringComparer.Ordinal);
        for (var seed = 1; seed <= 150; seed++)
        {
            var outcome = Simulation.Run(Script.Of(seed), bug);
            foreach (var l in outcome.Violations.Select(v => v.Law).Distinct())
            {
                var b = laws.GetValueOrDefault(l, (0, seed));
                laws[l] = (b.Item1 + 1, b.Item2);
            }
        }
        output.WriteLine(law + SchedulesMax);
        Assert.Fail(
            $"{name} "
                + string.Join(
                    ", ",
                    laws.Select(l => $"{l.Key}: {l.Value.Count} from {l.Value.First}")
                )
        );
    }
}
