namespace Tallystick.Engine.Runs;

/// <summary>
/// The whole run had to stop: no credentials, no quota, a side that cannot be reached. Everything
/// done before is kept, and the next run goes on from there.
/// </summary>
public sealed class RunStoppedException(string message, string? hint, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>The way out, for a person.</summary>
    public string? Hint { get; } = hint;
}
