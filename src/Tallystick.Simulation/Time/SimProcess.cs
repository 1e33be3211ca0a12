namespace Tallystick.Simulation.Time;

/// <summary>
/// A process of the simulated machine. Killed, none of its code runs again: what it awaited never
/// comes back. Frozen, it stands still while the world goes on, and does not know it.
/// </summary>
internal sealed class SimProcess
{
    private (int Steps, Action Died)? _death;

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

    /// <summary>Lets so much time go by as this process sees it; none where it is over already.</summary>
    public Task PassAsync(TimeSpan span) =>
        span > TimeSpan.Zero ? Task.Delay(span, Clock) : Task.CompletedTask;

    public void Kill() => IsDead = true;

    /// <summary>Dies before the step after so many more: at that await, wherever it stands.</summary>
    public void DieAfter(int steps, Action died) => _death = (steps, died);

    /// <summary>One more step is about to be taken.</summary>
    /// <returns>False when it died instead.</returns>
    public bool Steps()
    {
        if (_death is not { } death)
            return true;
        _death = (death.Steps - 1, death.Died);
        if (death.Steps > 0)
            return true;
        Kill();
        death.Died();
        return false;
    }
}

internal sealed class SimContext(SimProcess process) : SynchronizationContext
{
    public override void Post(SendOrPostCallback d, object? state) =>
        process.Loop.Post(process, d, state);

    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("Nothing here may block.");

    public override SynchronizationContext CreateCopy() => this;
}
