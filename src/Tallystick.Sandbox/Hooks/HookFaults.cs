using System.Globalization;

namespace Tallystick.Sandbox.Hooks;

/// <summary>How often which fault befalls a webhook: shares from 0 to 1, dealt from the seed.</summary>
public sealed record HookFaults
{
    /// <summary>Never sent.</summary>
    public double LostRate { get; init; }

    /// <summary>Sent twice, with the same id.</summary>
    public double DuplicateRate { get; init; }

    /// <summary>Sent after those that come within <see cref="ReorderSeconds"/>.</summary>
    public double ReorderRate { get; init; }

    /// <summary>Sent <see cref="LateSeconds"/> later.</summary>
    public double LateRate { get; init; }

    public double ReorderSeconds { get; init; } = 1;

    public double LateSeconds { get; init; } = 60;

    public int Seed { get; init; } = 1;

    /// <summary>Reads settings as a command line writes them, such as <c>lostRate=0.1</c>.</summary>
    /// <exception cref="FormatException">A text names no fault, or its value is no number.</exception>
    public static HookFaults Parse(IEnumerable<string> settings)
    {
        var faults = new HookFaults();
        foreach (var setting in settings)
        {
            if (
                setting.Split('=', 2) is not [var name, var text]
                || !double.TryParse(text, CultureInfo.InvariantCulture, out var value)
            )
                throw new FormatException($"'{setting}' is not of the form lostRate=0.1.");
            faults = faults.With(name.Trim(), value);
        }
        return faults;
    }

    private HookFaults With(string name, double value) =>
        name switch
        {
            "lostRate" => this with { LostRate = value },
            "duplicateRate" => this with { DuplicateRate = value },
            "reorderRate" => this with { ReorderRate = value },
            "lateRate" => this with { LateRate = value },
            "reorderSeconds" => this with { ReorderSeconds = value },
            "lateSeconds" => this with { LateSeconds = value },
            "seed" => this with { Seed = (int)value },
            _ => throw new FormatException(
                $"'{name}' is no fault of webhooks. They are: lostRate, duplicateRate, reorderRate, "
                    + "lateRate, reorderSeconds, lateSeconds, seed."
            ),
        };
}
