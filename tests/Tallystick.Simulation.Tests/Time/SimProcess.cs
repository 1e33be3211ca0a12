namespace Tallystick.Simulation.Tests.Time;

/// <summary>
/// A process of the simulated machine. Killed, none of its code runs again: what it awaited never
/// comes back. Frozen, it stands still while the world goes on, and does not know it.
/// </summary>
internal sealed class SimProcess
{
    public SimProcess(SimLoop loop)
    {
        Loop = loop;
        Context = new SimContext(this);
        Clock = new SimClock(this);
    }

    public SimLoop Loop { get; }

    public SimContext Context { get; }

    public SimClock Clock { get; }

    public bool IsDead { get; private set; }

    public bool IsFrozen { get; set; }

    public void Kill() => IsDead = true;
}

internal sealed class SimContext(SimProcess process) : SynchronizationContext
{
    public override void Post(SendOrPostCallback d, object? state) =>
        process.Loop.Post(process, d, state);

    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("Nothing here may block.");

    public override SynchronizationContext CreateCopy() => this;
}
