using System.Globalization;
using Tallystick.Core.Records;

namespace Tallystick.Simulation.Faults;

/// <summary>One thing that happens, as a line a person can read: "12.500 left edit city 7".</summary>
internal sealed record Act(double At, Side Side, string Verb, string What, int Number)
{
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{At:0.000} {Side.Word} {Verb} {What} {Number}"
        );

    public static Act Parse(string line) =>
        line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            is [var at, var side, var verb, var what, var number]
            ? new Act(
                double.Parse(at, CultureInfo.InvariantCulture),
                side == "left" ? Side.Left : Side.Right,
                verb,
                what,
                int.Parse(number, CultureInfo.InvariantCulture)
            )
            : throw new FormatException($"'{line}' is no act.");
}
