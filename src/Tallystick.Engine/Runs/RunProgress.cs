using Tallystick.Core.Limits;
using Tallystick.Core.Records;

namespace Tallystick.Engine.Runs;

/// <summary>Where a run is, for a progress bar; sent often, cheap to drop.</summary>
/// <param name="Phase">"describe", "read", "match", "write", "deletes", "wait", "verify".</param>
/// <param name="Side">The side it concerns; null for both.</param>
/// <param name="Done">Rows or records so far.</param>
/// <param name="Total">Of how many; null while unknown.</param>
public sealed record RunProgress(string Phase, Side? Side, long Done, long? Total)
{
    /// <summary>The lane that its calls take.</summary>
    public Lane Lane { get; init; } = Lane.User;

    /// <summary>A sentence for a person, where the phase alone says too little.</summary>
    public string? Note { get; init; }
}
