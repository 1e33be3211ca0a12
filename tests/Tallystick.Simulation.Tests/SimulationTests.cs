using Tallystick.Simulation.Tests.Scenarios;

namespace Tallystick.Simulation.Tests;

public sealed class SimulationTests
{
    [Fact]
    public void The_same_seed_tells_the_same_story()
    {
        for (var seed = 1; seed <= 20; seed++)
            Simulation.Run(Script.Of(seed)).Log.ShouldBe(Simulation.Run(Script.Of(seed)).Log);
    }

    [Fact]
    public void The_laws_hold_in_every_schedule()
    {
        for (var seed = 1; seed <= 200; seed++)
        {
            var outcome = Simulation.Run(Script.Of(seed));
            outcome.Violations.ShouldBeEmpty($"seed {seed}\n{outcome.Script}\n{outcome.Log}");
        }
    }
}
