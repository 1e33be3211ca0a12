namespace Tallystick.Sandbox;

/// <summary>The sandbox's own clock: the given one plus what was added by hand.</summary>
internal sealed class SandboxClock(TimeProvider time)
{
    private long _offsetTicks;

    public DateTimeOffset Now =>
        time.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _offsetTicks));

    public long NowMs => Now.ToUnixTimeMilliseconds();

    public TimeProvider Real => time;

    /// <summary>Is raised when it was set forward by hand.</summary>
    public event Action? Moved;

    public void Advance(TimeSpan by)
    {
        Interlocked.Add(ref _offsetTicks, by.Ticks);
        Moved?.Invoke();
    }
}
