namespace Tallystick.Sandbox;

/// <summary>The sandbox's own clock: the given one plus what was added by hand.</summary>
internal sealed class SandboxClock(TimeProvider time)
{
    private long _offsetTicks;

    public DateTimeOffset Now =>
        time.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _offsetTicks));

    public long NowMs => Now.ToUnixTimeMilliseconds();

    public TimeProvider Real => time;

    public void Advance(TimeSpan by) => Interlocked.Add(ref _offsetTicks, by.Ticks);
}
