using Tallystick.Core.Records;

namespace Tallystick.Core.Comparison;

/// <summary>What a value became on its way to the other side.</summary>
/// <param name="Value">To be written; unknown, and so never written, when there is a problem.</param>
/// <param name="Problem">
/// Why the target cannot take the value, to be read after the field's name: "is not a phone number
/// in US". Never holds the value itself.
/// </param>
public readonly record struct CoercionResult(Value Value, string? Problem)
{
    /// <summary>The text was longer than the target keeps, and was cut.</summary>
    public bool Truncated { get; init; }
}
