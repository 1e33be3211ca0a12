using Tallystick.Simulation.Tests.Bugs;
using Tallystick.Simulation.Tests.Scenarios;

namespace Tallystick.Simulation.Tests;

/// <summary>
/// A simulation is worth what it finds: mistakes that sync engines make, planted around the real
/// one. Each must be found in a few schedules, by the law that it breaks, and without it the same
/// schedule must pass.
/// </summary>
public sealed class PlantedBugTests(ITestOutputHelper output)
{
    private const int SchedulesMax = 2_000;

    [Theory]
    [InlineData(
        "an edit made while its record was written is taken for agreed",
        "SwallowedConcurrentEdit",
        "L1"
    )]
    [InlineData("a create whose answer was lost is sent again", "DuplicateOnAmbiguousCreate", "L5")]
    [InlineData("what a person deleted is forgotten and comes back", "ResurrectedDelete", "L1")]
    [InlineData("an app's own spelling comes back as a change", "EchoOnNormalisation", "L3")]
    [InlineData("tags are replaced as a whole", "OverwrittenTags", "L1")]
    [InlineData("an empty page counts as deletes", "DeleteOnAnEmptyPage", "L6")]
    [InlineData("a listing's mark is stored before its rows", "LostBetweenOffsetAndCommit", "L1")]
    [InlineData("a process that was replaced goes on writing to the store", "StaleTwin", "L2")]
    [InlineData("the loser of a conflict is not written down", "ConflictLosesOldValue", "L1")]
    [InlineData("calls are not counted", "BudgetOverrun", "L10")]
    [InlineData("a look at named records counts as a listing", "LookMovesTheMark", "L1")]
    [InlineData("a person is deleted without a look at their tasks", "ChildrenNotAskedFor", "L7")]
    public void A_planted_bug_is_found(string what, string name, string law)
    {
        var bug = Enum.Parse<PlantedBug>(name);
        var seed = 1;
        while (!Breaks(seed, bug, law))
            if (++seed > SchedulesMax)
                Assert.Fail($"Not found in {SchedulesMax} schedules: {what}.");

        output.WriteLine($"{what}: {law} in schedule {seed}");
        Simulation.Run(Script.Of(seed)).Violations.ShouldBeEmpty();
    }

    private static bool Breaks(int seed, PlantedBug bug, string law) =>
        Simulation.Run(Script.Of(seed), bug).Violations.Any(v => v.Law == law);
}
