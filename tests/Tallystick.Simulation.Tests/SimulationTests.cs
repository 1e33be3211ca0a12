using Tallystick.Simulation.Tests.Scenarios;

namespace Tallystick.Simulation.Tests;

public sealed class SimulationTests(ITestOutputHelper output)
{
    /// <summary>TALLYSTICK_SIM_SCHEDULES says another number, as ./test does.</summary>
    private const int SchedulesUsual = 200;

    [Fact]
    public void The_same_seed_tells_the_same_story()
    {
        for (var seed = 1; seed <= 20; seed++)
            Simulation.Run(Script.Of(seed)).Log.ShouldBe(Simulation.Run(Script.Of(seed)).Log);
    }

    [Fact]
    public void A_script_says_all_that_its_story_needs()
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var script = Script.Of(seed);
            Simulation
                .Run(Script.Parse(seed, script.ToString()))
                .Log.ShouldBe(Simulation.Run(script).Log);
        }
    }

    [Fact]
    public void The_laws_hold_in_every_schedule()
    {
        var count = int.TryParse(
            Environment.GetEnvironmentVariable("TALLYSTICK_SIM_SCHEDULES"),
            out var wanted
        )
            ? wanted
            : SchedulesUsual;

        var survey = Survey.Of(1, count);

        output.WriteLine($"{survey.Count} schedules");
        Assert.True(survey.Bad.Count == 0, survey.Tell());
    }
}
