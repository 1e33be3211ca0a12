using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace Tallystick.Tests.Engine.Scheduling;

/// <summary>A clock that tests move, and that tells them when somebody begins to wait and how long.</summary>
internal sealed class WatchedClock() : FakeTimeProvider(new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero))
{
    private readonly Channel<TimeSpan> _waits = Channel.CreateUnbounded<TimeSpan>();

    public override ITimer CreateTimer(
        TimerCallback callback,
        object? state,
        TimeSpan dueTime,
        TimeSpan period
    )
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _waits.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>The length of the next wait, once it has begun.</summary>
    public ValueTask<TimeSpan> NextWaitAsync() =>
        _waits.Reader.ReadAsync(TestContext.Current.CancellationToken);

    /// <summary>Lets the next wait begin and then end.</summary>
    public async Task PassNextWaitAsync() => Advance(await NextWaitAsync());
}
