namespace Tallystick.Engine.Waiting;

/// <summary>Something to wait for, once, by one waiter.</summary>
internal static class Signal
{
    public static TaskCompletionSource New() =>
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Waits in the caller's own context; a cancelled wait cancels the signal.</summary>
    public static async Task WaitAsync(
        TaskCompletionSource signal,
        CancellationToken cancellationToken
    )
    {
        using var registration = cancellationToken.UnsafeRegister(
            static (state, token) => ((TaskCompletionSource)state!).TrySetCanceled(token),
            signal
        );
        await signal.Task;
    }
}
