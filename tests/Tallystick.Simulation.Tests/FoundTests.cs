using System.Globalization;
using Tallystick.Simulation.Tests.Scenarios;

namespace Tallystick.Simulation.Tests;

/// <summary>
/// Schedules that broke a law once, made short: Found/scripts.txt has them as text, each under the
/// sentence that holds since. A script is lived through in several orders, since an engine that
/// takes one step more lives another order of things than the one that was found.
/// </summary>
public sealed class FoundTests
{
    private const int OrdersMax = 15;

    public static TheoryData<string> Sentences => [.. Scripts().Keys];

    [Theory]
    [MemberData(nameof(Sentences))]
    public void What_was_found_once_holds(string sentence)
    {
        var script = Scripts()[sentence];
        for (var order = 0; order < OrdersMax; order++)
        {
            var outcome = Simulation.Run(script with { Seed = script.Seed + (order * 100_003) });
            outcome.Violations.ShouldBeEmpty($"{outcome.Script}\n{outcome.Log}");
        }
    }

    private static Dictionary<string, Script> Scripts()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Found", "scripts.txt");
        return File.ReadAllText(path)
            .Split("# ", StringSplitOptions.RemoveEmptyEntries)
            .Select(entry => entry.Split('\n', 3))
            .ToDictionary(
                lines => lines[0],
                lines =>
                    Script.Parse(
                        int.Parse(lines[1].Split(' ')[1], CultureInfo.InvariantCulture),
                        lines[2]
                    )
            );
    }
}
