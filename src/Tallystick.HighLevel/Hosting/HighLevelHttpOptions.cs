namespace Tallystick.HighLevel.Hosting;

/// <summary>How calls are carried: what is waited for, and what is tried again.</summary>
public sealed record HighLevelHttpOptions
{
    /// <summary>
    /// How often a call is tried again that was refused for being too much, or that failed and can
    /// be repeated; 0 for never.
    /// </summary>
    public int RetriesMax { get; init; } = 4;

    /// <summary>A refusal that asks for a longer pause is handed on instead of waited for.</summary>
    public TimeSpan PauseMax { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Calls that one location gets within <see cref="PaceWindow"/>; 0 for no pacing.</summary>
    public int PaceCalls { get; init; } = 100;

    /// <summary>The documented window of the documented limit.</summary>
    public TimeSpan PaceWindow { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Of one try, until its answer begins.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
