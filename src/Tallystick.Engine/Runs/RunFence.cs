using Tallystick.Core.Stores;

namespace Tallystick.Engine.Runs;

/// <summary>
/// Keeps a run that stood still (a frozen machine, a long wait for a slot) from calling an app
/// after another has taken over: commits are fenced by the store, but a call that is out cannot be
/// taken back. Travels with the run's own tasks, since a budget serves many runs.
/// </summary>
internal sealed class RunFence(ISyncStore store, Run run, TimeProvider time)
{
    /// <summary>A run that looked less than this ago has not stood still.</summary>
    private static readonly TimeSpan TrustMax = TimeSpan.FromSeconds(1);

    private static readonly AsyncLocal<RunFence?> Here = new();

    private long _lookedAt = time.GetTimestamp();

    /// <summary>From here on, and in all tasks started from here.</summary>
    public static void Raise(ISyncStore store, Run run, TimeProvider time) =>
        Here.Value = new RunFence(store, run, time);

    /// <exception cref="StaleRunException">Another run has taken over.</exception>
    public static ValueTask CheckAsync(CancellationToken cancellationToken) =>
        Here.Value is { } fence ? fence.LookAsync(cancellationToken) : ValueTask.CompletedTask;

    private async ValueTask LookAsync(CancellationToken cancellationToken)
    {
        while (time.GetElapsedTime(Volatile.Read(ref _lookedAt)) > TrustMax)
        {
            var now = time.GetTimestamp();
            await store.CheckAsync(run, cancellationToken);
            Volatile.Write(ref _lookedAt, now);
        }
    }
}
