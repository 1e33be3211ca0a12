namespace Tallystick.Engine.Scheduling;

/// <summary>One sync that is kept running.</summary>
/// <param name="Connections">Names of the connections it uses: syncs that share one take turns.</param>
/// <param name="RunAsync">
/// One run; whether it went well. What it throws ends all syncs: the failures of an app are not
/// thrown but answered with false.
/// </param>
public sealed record ScheduledSync(
    string Name,
    Schedule Schedule,
    IReadOnlyList<string> Connections,
    Func<CancellationToken, Task<bool>> RunAsync
)
{
    /// <summary>What it is told to look at between its runs; null where nobody tells.</summary>
    public HintInbox? Inbox { get; init; }

    /// <summary>Looks at what it was told of. It throws as <see cref="RunAsync"/> does.</summary>
    public Func<IReadOnlyList<Hint>, CancellationToken, Task>? LookAsync { get; init; }

    /// <summary>Is told when the next run is due, and after how many failures in a row.</summary>
    public Action<DateTimeOffset, int>? Planned { get; init; }
}
