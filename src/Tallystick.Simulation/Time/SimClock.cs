namespace Tallystick.Simulation.Time;

/// <summary>The loop's clock as one process sees it.</summary>
internal sealed class SimClock(SimProcess process) : TimeProvider
{
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => process.Loop.Now;

    public override long GetTimestamp() => process.Loop.Elapsed.Ticks;

    public override ITimer CreateTimer(
        TimerCallback callback,
        object? state,
        TimeSpan dueTime,
        TimeSpan period
    )
    {
        var timer = new SimTimer(process, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }
}

/// <summary>A timer that fires once.</summary>
internal sealed class SimTimer(SimProcess process, TimerCallback callback, object? state) : ITimer
{
    private long _number = -1;

    public SimProcess Process => process;

    public bool IsDue(long number) => number == _number;

    public void Fire()
    {
        if (_number < 0)
            return;
        _number = -1;
        callback(state);
    }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        if (period > TimeSpan.Zero)
            throw new NotSupportedException("Only timers that fire once are simulated.");
        _number = -1;
        if (dueTime < TimeSpan.Zero)
            return true;
        _number = process.Loop.NextTimerNumber;
        process.Loop.Schedule(this, dueTime);
        return true;
    }

    public void Dispose() => _number = -1;

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
