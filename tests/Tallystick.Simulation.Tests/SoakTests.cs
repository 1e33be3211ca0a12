using System.Globalization;
using Tallystick.Simulation.Tests.Scenarios;

namespace Tallystick.Simulation.Tests;

/// <summary>For as long as one likes, from the schedule TALLYSTICK_SOAK_SEED on.</summary>
public sealed class SoakTests(ITestOutputHelper output)
{
    /// <summary>TALLYSTICK_SOAK_PLAIN=1: without events, undo and tasks.</summary>
    private static Script Draw(int seed) =>
        Setting("TALLYSTICK_SOAK_PLAIN", 0) == 0 ? Script.Of(seed) : Script.PlainOf(seed);

    private static int FirstSeed => Setting("TALLYSTICK_SOAK_SEED", 1);

    /// <summary>TALLYSTICK_SOAK_SCHEDULES of them.</summary>
    [Fact(Explicit = true)]
    public void The_laws_hold_in_very_many_schedules() =>
        Judge(Survey.Of(FirstSeed, Setting("TALLYSTICK_SOAK_SCHEDULES", 10_000), draw: Draw));

    /// <summary>As many as TALLYSTICK_SOAK_MINUTES have room for.</summary>
    [Fact(Explicit = true)]
    public void The_laws_hold_for_minutes()
    {
        var span = TimeSpan.FromMinutes(Setting("TALLYSTICK_SOAK_MINUTES", 10));
        Judge(Survey.Of(FirstSeed, int.MaxValue - FirstSeed, span, Draw));
    }

    /// <summary>Tells one schedule's story, or that of the script in the file TALLYSTICK_SOAK_SCRIPT.</summary>
    [Fact(Explicit = true)]
    public void One_story_is_told()
    {
        var script = Environment.GetEnvironmentVariable("TALLYSTICK_SOAK_SCRIPT") is { } path
            ? Script.Parse(FirstSeed, File.ReadAllText(path))
            : Draw(FirstSeed);
        var outcome = Simulation.Run(script);
        output.WriteLine(
            $"{outcome.Script}\n\n{string.Join('\n', outcome.Violations)}\n\n{outcome.Log}\n\n{outcome.Memory}"
        );
    }

    private void Judge(Survey survey)
    {
        output.WriteLine(
            $"{survey.Count} schedules from {FirstSeed} on, {survey.Bad.Count} of them bad; "
                + $"widest window between a look and a write {survey.WindowMax.TotalSeconds:0.0} s"
        );
        Assert.True(survey.Bad.Count == 0, survey.Tell());
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
