using Microsoft.Extensions.Time.Testing;

namespace Tallystick.Tests.Engine.Budgets;

/// <summary>
/// One thread and one clock: everything that is ready runs in order, and when nothing is, the clock
/// goes on. What a test sees is then the same each time, and takes no real time.
/// </summary>
internal sealed class VirtualThread(DateTimeOffset start) : SynchronizationContext
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(5);

    private readonly Queue<(SendOrPostCallback Callback, object? State)> _ready = new();

    public static DateTimeOffset Morning { get; } = new(2026, 3, 2, 6, 0, 0, TimeSpan.Zero);

    public FakeTimeProvider Time { get; } = new(start);

    public override void Post(SendOrPostCallback d, object? state) => _ready.Enqueue((d, state));

    /// <summary>Starts something that goes on with the clock.</summary>
    public Task Start(Func<Task> work) => Within(work);

    /// <summary>Runs what is ready, and lets the time pass.</summary>
    public void Pass(TimeSpan span) => Until(Time.GetUtcNow() + span, () => false);

    /// <summary>Runs until the task is done; its failure is thrown.</summary>
    public void Finish(Task task, TimeSpan? within = null)
    {
        Until(Time.GetUtcNow() + (within ?? TimeSpan.FromHours(1)), () => task.IsCompleted);
        task.IsCompleted.ShouldBeTrue("it has not come to an end");
        task.GetAwaiter().GetResult();
    }

    private void Until(DateTimeOffset end, Func<bool> isDone)
    {
        RunReady();
        while (!isDone() && Time.GetUtcNow() < end)
        {
            Within(() =>
            {
                Time.Advance(Step);
                return Task.CompletedTask;
            });
            RunReady();
        }
    }

    private void RunReady() =>
        Within(() =>
        {
            while (_ready.TryDequeue(out var step))
                step.Callback(step.State);
            return Task.CompletedTask;
        });

    private Task Within(Func<Task> work)
    {
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            return work();
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }
}
