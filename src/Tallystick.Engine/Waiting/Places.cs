namespace Tallystick.Engine.Waiting;

/// <summary>
/// A bounded number of places, granted in the order they were asked for. Whoever waits goes on in
/// the context it awaited in, where <see cref="SemaphoreSlim"/> would hop over the thread pool, so
/// that a simulation can replay every step.
/// </summary>
internal sealed class Places(int count)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<TaskCompletionSource> _waiting = new();
    private int _free = count;

    public async ValueTask EnterAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TaskCompletionSource turn;
        lock (_gate)
        {
            if (_free > 0)
            {
                _free--;
                return;
            }
            turn = Signal.New();
            _waiting.AddLast(turn);
        }
        await Signal.WaitAsync(turn, cancellationToken);
    }

    public void Exit()
    {
        lock (_gate)
        {
            while (_waiting.First is { } next)
            {
                _waiting.RemoveFirst();
                // False when it was cancelled while it waited: the place goes to the one behind.
                if (next.Value.TrySetResult())
                    return;
            }
            _free++;
        }
    }
}
