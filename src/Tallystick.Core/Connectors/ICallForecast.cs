using Tallystick.Core.Records;

namespace Tallystick.Core.Connectors;

/// <summary>
/// For connectors that can say which calls a write will take before it is made; without it, a
/// write counts as one call.
/// </summary>
public interface ICallForecast
{
    /// <param name="id">The record to update; null for a create.</param>
    /// <returns>The operations, one entry per call.</returns>
    IReadOnlyList<string> CallsOf(Projection projection, string? id, Patch patch);
}
