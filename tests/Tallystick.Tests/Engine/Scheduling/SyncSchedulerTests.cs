using System.Threading.Channels;
using Tallystick.Core.Records;
using Tallystick.Engine.Scheduling;

namespace Tallystick.Tests.Engine.Scheduling;

public sealed class SyncSchedulerTests : IDisposable
{
    private static readonly Schedule EveryMinute = new Schedule.Every(TimeSpan.FromMinutes(1));

    private readonly WatchedClock _clock = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abort = new();
    private readonly Channel<(string Sync, DateTimeOffset At)> _runs = Channel.CreateUnbounded<(
        string,
        DateTimeOffset
    )>();
    private readonly DateTimeOffset _start;

    public SyncSchedulerTests() => _start = _clock.GetUtcNow();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _stop.Dispose();
        _abort.Dispose();
    }

    [Fact]
    public async Task A_sync_runs_at_once_and_then_by_its_schedule_until_it_is_stopped()
    {
        var scheduler = Start(Sync("a"));

        for (var i = 0; i < 3; i++)
        {
            (await NextRunAsync()).ShouldBe(("a", _start.AddMinutes(i)));
            await _clock.PassNextWaitAsync();
        }
        await _stop.CancelAsync();

        await scheduler;
    }

    [Fact]
    public async Task A_sync_that_fails_rests_longer_each_time_and_is_on_schedule_again_after_a_success()
    {
        var outcomes = new Queue<bool>([false, false, true, true]);
        var scheduler = Start(Sync("a", _ => Task.FromResult(outcomes.Dequeue())));

        var waits = new List<double>();
        for (var i = 0; i < 4; i++)
        {
            var wait = await _clock.NextWaitAsync();
            waits.Add(wait.TotalSeconds);
            if (i < 3)
                _clock.Advance(wait);
        }
        await _stop.CancelAsync();

        await scheduler;
        waits.ShouldBe([15, 30, 60, 60]);
    }

    [Fact]
    public void Pauses_after_failures_are_bounded()
    {
        SyncScheduler.PauseAfter(1).ShouldBe(TimeSpan.FromSeconds(15));
        SyncScheduler.PauseAfter(5).ShouldBe(TimeSpan.FromMinutes(4));
        SyncScheduler.PauseAfter(1_000_000).ShouldBe(TimeSpan.FromMinutes(15));
    }

    [Fact]
    public async Task One_that_hangs_delays_no_sync_that_shares_no_connection_with_it()
    {
        var answer = new TaskCompletionSource<bool>();
        var scheduler = Start(
            Sync("stuck", _ => answer.Task, "left", "right"),
            Sync("waiting", connections: ["right", "other"]),
            Sync("free", connections: ["another"])
        );

        (await NextRunAsync()).Sync.ShouldBe("stuck");
        (await NextRunAsync()).Sync.ShouldBe("free");
        await _clock.PassNextWaitAsync();
        (await NextRunAsync()).ShouldBe(("free", _start.AddMinutes(1)));
        _runs.Reader.TryRead(out _).ShouldBeFalse();
        answer.SetResult(true);
        (await NextRunAsync()).Sync.ShouldBe("waiting");

        await _stop.CancelAsync();
        await scheduler;
    }

    [Fact]
    public async Task A_stop_lets_a_run_come_to_its_end_and_begins_no_other()
    {
        var answer = new TaskCompletionSource<bool>();
        var scheduler = Start(Sync("a", _ => answer.Task), Sync("b"));
        (await NextRunAsync()).Sync.ShouldBe("a");

        await _stop.CancelAsync();
        scheduler.IsCompleted.ShouldBeFalse();
        answer.SetResult(true);
        await scheduler;

        _runs.Reader.TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    public async Task What_is_broken_off_ends_the_scheduler_as_cancelled()
    {
        var scheduler = Start(
            Sync(
                "a",
                async abort =>
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, _clock, abort);
                    return true;
                }
            )
        );
        await NextRunAsync();

        await _stop.CancelAsync();
        await _abort.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(scheduler);
    }

    [Fact]
    public async Task A_fault_of_ours_ends_all_syncs_instead_of_being_tried_again()
    {
        var scheduler = Start(
            Sync("a", _ => throw new InvalidOperationException("a bug")),
            Sync("b", connections: ["other"])
        );

        var fault = await Should.ThrowAsync<InvalidOperationException>(scheduler);

        fault.Message.ShouldBe("a bug");
    }

    [Fact]
    public async Task What_it_is_told_of_is_looked_at_at_once_and_moves_no_scheduled_run()
    {
        var inbox = new HintInbox();
        var looks = Channel.CreateUnbounded<IReadOnlyList<Hint>>();
        var scheduler = Start(Told(Sync("a"), inbox, looks));
        await NextRunAsync();
        var wait = await _clock.NextWaitAsync();

        inbox.Put(new Hint("a/b", Side.Left, "1"));
        inbox.Put(new Hint("a/b", Side.Left, "2"));
        inbox.Put(new Hint("a/b", Side.Left, "1"));
        await _clock.PassNextWaitAsync();
        (await looks.Reader.ReadAsync(Token)).Select(h => h.Id).ShouldBe(["1", "2"]);

        await _clock.PassNextWaitAsync();
        (await NextRunAsync()).At.ShouldBe(_start + wait);
        await _stop.CancelAsync();
        await scheduler;
    }

    [Fact]
    public async Task A_flood_is_met_by_a_run_instead_of_looks()
    {
        var inbox = new HintInbox();
        var looks = Channel.CreateUnbounded<IReadOnlyList<Hint>>();
        var scheduler = Start(Told(Sync("a"), inbox, looks));
        await NextRunAsync();
        await _clock.NextWaitAsync();

        for (var i = 0; i <= HintInbox.HintsMax; i++)
            inbox.Put(new Hint("a/b", Side.Left, $"{i}"));
        var gather = await _clock.NextWaitAsync();
        _clock.Advance(gather);

        (await NextRunAsync()).At.ShouldBe(_start + gather);
        looks.Reader.TryRead(out _).ShouldBeFalse();
        await _stop.CancelAsync();
        await scheduler;
    }

    [Fact]
    public async Task After_a_failure_nothing_is_looked_at_until_a_run_gets_through()
    {
        var inbox = new HintInbox();
        var looks = Channel.CreateUnbounded<IReadOnlyList<Hint>>();
        var outcomes = new Queue<bool>([false, true, true]);
        var scheduler = Start(
            Told(Sync("a", _ => Task.FromResult(outcomes.Dequeue())), inbox, looks)
        );
        await NextRunAsync();
        inbox.Put(new Hint("a/b", Side.Left, "1"));
        await _clock.PassNextWaitAsync();
        (await NextRunAsync()).At.ShouldBe(_start.AddSeconds(15));
        await _clock.PassNextWaitAsync();
        (await looks.Reader.ReadAsync(Token)).ShouldHaveSingleItem();

        await _stop.CancelAsync();
        await scheduler;
    }

    [Fact]
    public async Task What_concerns_the_connection_itself_brings_on_the_next_run_even_after_a_failure()
    {
        var inbox = new HintInbox();
        var looks = Channel.CreateUnbounded<IReadOnlyList<Hint>>();
        var outcomes = new Queue<bool>([false, true, true]);
        var scheduler = Start(
            Told(Sync("a", _ => Task.FromResult(outcomes.Dequeue())), inbox, looks)
        );
        await NextRunAsync();
        await _clock.NextWaitAsync();

        inbox.Put(new Hint("a/b", Side.Left, "1"));
        inbox.Wake();
        var gather = await _clock.NextWaitAsync();
        _clock.Advance(gather);

        (await NextRunAsync()).At.ShouldBe(_start + gather);
        looks.Reader.TryRead(out _).ShouldBeFalse();
        inbox.IsWoken.ShouldBeFalse();
        await _stop.CancelAsync();
        await scheduler;
    }

    private static ScheduledSync Told(
        ScheduledSync sync,
        HintInbox inbox,
        Channel<IReadOnlyList<Hint>> looks
    ) =>
        sync with
        {
            Inbox = inbox,
            LookAsync = async (hints, abort) => await looks.Writer.WriteAsync(hints, abort),
        };

    private Task Start(params ScheduledSync[] syncs) =>
        new SyncScheduler(syncs, _clock).RunAsync(_stop.Token, _abort.Token);

    private ScheduledSync Sync(
        string name,
        Func<CancellationToken, Task<bool>>? run = null,
        params string[] connections
    ) =>
        new(
            name,
            EveryMinute,
            connections.Length > 0 ? connections : ["shared"],
            async abort =>
            {
                _runs.Writer.TryWrite((name, _clock.GetUtcNow()));
                return run is null || await run(abort);
            }
        );

    private ValueTask<(string Sync, DateTimeOffset At)> NextRunAsync() =>
        _runs.Reader.ReadAsync(Token);
}
