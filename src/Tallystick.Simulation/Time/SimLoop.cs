namespace Tallystick.Simulation.Time;

/// <summary>
/// One thread, one clock, one seed. Everything that is ready runs in an order drawn from the seed;
/// when nothing is ready the clock jumps to the next timer. Same seed, same order.
/// </summary>
internal sealed class SimLoop(int seed)
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    private readonly Random _random = new(seed);
    private readonly List<Step> _ready = [];
    private readonly PriorityQueue<SimTimer, (long Due, long Number)> _timers = new();
    private long _timerNumber;

    public TimeSpan Elapsed { get; private set; }

    public DateTimeOffset Now => Start + Elapsed;

    public long Steps { get; private set; }

    /// <summary>Runs until the task is done.</summary>
    /// <exception cref="SimStuckException">Nothing is ready, no timer runs, and the task is not done; or it takes for ever.</exception>
    public void Run(SimProcess process, Func<Task> work, long stepsMax)
    {
        var before = SynchronizationContext.Current;
        try
        {
            Task? task = null;
            process.Context.Post(_ => task = work(), null);
            while (task is null or { IsCompleted: false })
            {
                if (!Next())
                    throw new SimStuckException("Nothing is left to do, and the work is not done.");
                if (++Steps > stepsMax)
                    throw new SimStuckException($"It has not ended after {stepsMax} steps.");
            }
            task.GetAwaiter().GetResult();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    public void Post(SimProcess process, SendOrPostCallback callback, object? state)
    {
        // A continuation from another thread could not be replayed.
        lock (_ready)
            _ready.Add(new Step(process, callback, state));
    }

    public void Schedule(SimTimer timer, TimeSpan due) =>
        _timers.Enqueue(timer, ((Elapsed + due).Ticks, _timerNumber++));

    private bool Next()
    {
        _ready.RemoveAll(s => s.Process.IsDead);
        var runnable = _ready.Count(s => !s.Process.IsFrozen);
        if (runnable > 0)
        {
            var index = IndexOf(_random.Next(runnable));
            var step = _ready[index];
            _ready.RemoveAt(index);
            if (!step.Process.Steps())
                return true;
            SynchronizationContext.SetSynchronizationContext(step.Process.Context);
            step.Callback(step.State);
            return true;
        }
        while (_timers.TryDequeue(out var timer, out var due))
        {
            if (timer.Process.IsDead || !timer.IsDue(due.Number))
                continue;
            Elapsed = TimeSpan.FromTicks(Math.Max(Elapsed.Ticks, due.Due));
            Post(timer.Process, static t => ((SimTimer)t!).Fire(), timer);
            return true;
        }
        return false;
    }

    private int IndexOf(int runnable)
    {
        for (var i = 0; ; i++)
            if (!_ready[i].Process.IsFrozen && runnable-- == 0)
                return i;
    }

    public long NextTimerNumber => _timerNumber;

    private sealed record Step(SimProcess Process, SendOrPostCallback Callback, object? State);
}

internal sealed class SimStuckException(string message) : Exception(message);
