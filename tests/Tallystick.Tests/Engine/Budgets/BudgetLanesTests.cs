using Tallystick.Core.Connectors;
using Tallystick.Core.Limits;

namespace Tallystick.Tests.Engine.Budgets;

public sealed class BudgetLanesTests
{
    private static readonly RateLimit Burst = new(100, TimeSpan.FromSeconds(10));

    [Fact]
    public void No_window_ever_holds_more_calls_than_the_limit()
    {
        var desk = new BudgetDesk(new RateLimit(20, TimeSpan.FromSeconds(1)))
        {
            LatencyMax = TimeSpan.FromMilliseconds(400),
        };

        var all = Task.WhenAll(
            desk.Call(Lane.Backfill, 150),
            desk.Call(Lane.Live, 60),
            desk.Call(Lane.Audit, 40),
            desk.Call(Lane.Retry, 50)
        );
        desk.Thread.Finish(all);

        desk.Calls.Count.ShouldBe(300);
        desk.MostWithin(TimeSpan.FromSeconds(1)).ShouldBeLessThanOrEqualTo(20);
    }

    [Fact]
    public void A_lone_backfill_uses_at_least_98_percent_of_the_granted_rate()
    {
        var desk = new BudgetDesk(Burst);
        var start = desk.Thread.Time.GetUtcNow();

        desk.Thread.Finish(desk.Call(Lane.Backfill, 3_000));

        var seconds = (desk.Calls[^1].At - start).TotalSeconds;
        // The first burst is free of charge, so 2,900 calls had to wait for their rate.
        (2_900 / (seconds * 10)).ShouldBeGreaterThanOrEqualTo(0.98, $"{seconds} s");
    }

    [Fact]
    public void A_live_call_goes_next_though_a_thousand_backfill_calls_wait()
    {
        var desk = new BudgetDesk(new RateLimit(10, TimeSpan.FromSeconds(1)));
        _ = desk.Call(Lane.Backfill, 1_000);
        desk.Thread.Pass(TimeSpan.FromSeconds(5.5));
        var before = desk.Calls.Count;

        desk.Thread.Finish(desk.Call(Lane.Live));

        desk.Calls.Skip(before).First().Lane.ShouldBe(Lane.Live);
    }

    [Fact]
    public void Lanes_go_in_the_order_of_their_right()
    {
        var desk = new BudgetDesk(new RateLimit(1, TimeSpan.FromSeconds(1)))
        {
            LatencyMax = TimeSpan.Zero,
        };
        desk.Thread.Finish(desk.Call(Lane.User));

        var waiting = new[] { Lane.Audit, Lane.Backfill, Lane.Retry, Lane.User, Lane.Live }
            .Select(lane => desk.Call(lane))
            .ToArray();
        desk.Thread.Finish(Task.WhenAll(waiting));

        desk.Calls.Skip(1)
            .Select(c => c.Lane)
            .ShouldBe([Lane.Live, Lane.User, Lane.Retry, Lane.Backfill, Lane.Audit]);
    }

    [Fact]
    public void While_there_is_live_work_a_tenth_of_the_burst_is_kept_free_for_it()
    {
        var desk = new BudgetDesk(Burst) { LatencyMax = TimeSpan.Zero };
        desk.Thread.Finish(desk.Call(Lane.Live));

        _ = desk.Call(Lane.Backfill, 500);
        desk.Thread.Pass(TimeSpan.FromSeconds(1));

        desk.Calls.Count.ShouldBe(90);
        desk.Thread.Finish(desk.Call(Lane.Live, 9), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void When_live_work_has_been_quiet_for_a_minute_nothing_is_kept_free()
    {
        var desk = new BudgetDesk(Burst) { LatencyMax = TimeSpan.Zero };
        desk.Thread.Finish(desk.Call(Lane.Live));
        desk.Thread.Pass(TimeSpan.FromSeconds(61));
        desk.Calls.Clear();

        _ = desk.Call(Lane.Backfill, 500);
        desk.Thread.Pass(TimeSpan.FromSeconds(1));

        desk.Calls.Count.ShouldBe(100);
    }

    [Fact]
    public void Live_work_that_never_rests_starves_nobody()
    {
        var desk = new BudgetDesk(Burst);
        _ = desk.Call(Lane.Live, 200);
        var audit = desk.Call(Lane.Audit, 20);
        _ = desk.Call(Lane.Live, 2_000);

        desk.Thread.Finish(audit);

        desk.Calls.Count.ShouldBeLessThanOrEqualTo(500);
    }

    [Fact]
    public void A_cancelled_wait_takes_nothing_from_the_others()
    {
        var desk = new BudgetDesk(new RateLimit(1, TimeSpan.FromSeconds(1)));
        desk.Thread.Finish(desk.Call(Lane.User));
        using var cancel = new CancellationTokenSource();
        var first = desk.Call(Lane.Live, cancel.Token);
        var second = desk.Call(Lane.Backfill);

        cancel.Cancel();
        Should.Throw<OperationCanceledException>(() => desk.Thread.Finish(first));
        desk.Thread.Finish(second, TimeSpan.FromSeconds(2));

        desk.Calls.Count.ShouldBe(2);
    }
}
