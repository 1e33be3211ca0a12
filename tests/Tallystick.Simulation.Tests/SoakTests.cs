using System.Globalization;
using Tallystick.Simulation.Tests.Scenarios;

namespace Tallystick.Simulation.Tests;

/// <summary>For as long as one likes: TALLYSTICK_SOAK_SCHEDULES schedules from TALLYSTICK_SOAK_SEED on.</summary>
public sealed class SoakTests
{
    [Fact(Explicit = true)]
    public void The_laws_hold_in_very_many_schedules()
    {
        var bad = Survey.Of(
            Setting("TALLYSTICK_SOAK_SEED", 1),
            Setting("TALLYSTICK_SOAK_SCHEDULES", 10_000)
        );
        Assert.True(bad.Count == 0, Survey.Tell(bad));
    }

    /// <summary>Tells one seed's story, or that of the script in the file TALLYSTICK_SOAK_SCRIPT with the seed.</summary>
    [Fact(Explicit = true)]
    public void One_story_is_told()
    {
        var seed = Setting("TALLYSTICK_SOAK_SEED", 1);
        var script = Environment.GetEnvironmentVariable("TALLYSTICK_SOAK_SCRIPT") is { } path
            ? Script.Parse(seed, File.ReadAllText(path))
            : Script.Of(seed);
        var outcome = Simulation.Run(script);
        Assert.Fail($"{string.Join('\n', outcome.Violations)}\n{outcome.Log}\n{outcome.Memory}");
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(
            Environment.GetEnvironmentVariable(name),
            CultureInfo.InvariantCulture,
            out var number
        )
            ? number
            : otherwise;
}
