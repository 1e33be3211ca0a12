using Tallystick.Core.Connectors;
using Tallystick.Core.Limits;
using Tallystick.Storage;

namespace Tallystick.Tests.Engine.Budgets;

public sealed class DayQuotaTests
{
    private static readonly RateLimit Day = new(100, TimeSpan.FromDays(1));

    [Fact]
    public void A_backfill_leaves_a_fifth_of_the_day_for_live_work()
    {
        var desk = new BudgetDesk(Day);

        var (granted, refusal) = desk.CallUntilRefused(Lane.Backfill, 200);

        granted.ShouldBe(80);
        refusal!.Kind.ShouldBe(ProblemKind.RateLimited);
        refusal.Message.ShouldContain("kept for live work");
        desk.CallUntilRefused(Lane.Live, 200).Granted.ShouldBe(20);
    }

    [Fact]
    public void Audits_take_no_more_than_a_tenth_of_the_day() =>
        new BudgetDesk(Day).CallUntilRefused(Lane.Audit, 200).Granted.ShouldBe(10);

    [Fact]
    public void A_spent_day_is_refused_until_midnight_and_the_next_one_is_whole()
    {
        var desk = new BudgetDesk(Day);

        var (granted, refusal) = desk.CallUntilRefused(Lane.User, 200);

        granted.ShouldBe(100);
        var midnight = VirtualThread.Morning.Date.AddDays(1);
        (desk.Thread.Time.GetUtcNow() + refusal!.RetryAfter!.Value).UtcDateTime.ShouldBe(midnight);
        desk.Thread.Time.Advance(refusal.RetryAfter.Value);
        desk.CallUntilRefused(Lane.User, 200).Granted.ShouldBe(100);
    }

    [Fact]
    public async Task Two_processes_together_keep_the_day()
    {
        await using var store = await SqliteSyncStore.OpenInMemoryAsync(default);
        var thread = new VirtualThread(VirtualThread.Morning);
        var day = new RateLimit(10_000, TimeSpan.FromDays(1));
        var one = new BudgetDesk([day], store, thread) { LatencyMax = TimeSpan.Zero };
        var other = new BudgetDesk([day], store, thread) { LatencyMax = TimeSpan.Zero };

        var first = one.CallUntilRefused(Lane.User, 6_000).Granted;
        var second = other.CallUntilRefused(Lane.User, 6_000).Granted;

        first.ShouldBe(6_000);
        (first + second).ShouldBeInRange(9_990, 10_000);
    }

    [Fact]
    public async Task A_process_that_ends_leaves_what_it_did_not_use_to_the_next()
    {
        await using var store = await SqliteSyncStore.OpenInMemoryAsync(default);
        var thread = new VirtualThread(VirtualThread.Morning);
        var day = new RateLimit(100_000, TimeSpan.FromDays(1));
        for (var run = 0; run < 50; run++)
        {
            var process = new BudgetDesk([day], store, thread) { LatencyMax = TimeSpan.Zero };
            thread.Finish(process.Call(Lane.User, 3));
            await process.Budget.FlushAsync(default);
        }

        var last = new BudgetDesk([day], store, thread);
        await last.Budget.RefreshAsync(default);

        last.Budget.Forecaster(Lane.User).SpentToday.ShouldBe(150);
    }

    [Fact]
    public void The_app_counts_what_others_spent_too()
    {
        var left = 30;
        var desk = new BudgetDesk(Day) { LatencyMax = TimeSpan.Zero };
        desk.Answer = () => new CallOutcome { DailyLimit = 100, DailyRemaining = --left };

        desk.CallUntilRefused(Lane.Backfill, 200).Granted.ShouldBe(10);
        desk.CallUntilRefused(Lane.User, 200).Granted.ShouldBe(20);
    }

    [Fact]
    public async Task A_day_that_begins_elsewhen_is_believed()
    {
        await using var store = await SqliteSyncStore.OpenInMemoryAsync(default);
        var thread = new VirtualThread(VirtualThread.Morning);
        var yesterday = new BudgetDesk([Day], store, thread) { LatencyMax = TimeSpan.Zero };
        yesterday.CallUntilRefused(Lane.User, 95);
        await yesterday.Budget.FlushAsync(default);
        var left = 100;
        var desk = new BudgetDesk([Day], store, thread) { LatencyMax = TimeSpan.Zero };
        desk.Answer = () => new CallOutcome { DailyLimit = 100, DailyRemaining = --left };

        desk.CallUntilRefused(Lane.User, 200).Granted.ShouldBe(100);
    }

    [Fact]
    public void A_refusal_with_nothing_left_today_stops_all_who_wait()
    {
        var desk = new BudgetDesk(new RateLimit(1, TimeSpan.FromSeconds(1)), Day);
        desk.Answer = () => new CallOutcome { RateLimited = true, DailyRemaining = 0 };

        var all = desk.Call(Lane.User, 5);
        Should.Throw<ConnectorException>(() => desk.Thread.Finish(all));

        desk.Calls.Count.ShouldBe(1);
    }

    [Fact]
    public void A_refusal_that_names_the_moment_is_believed()
    {
        var desk = new BudgetDesk(Day) { LatencyMax = TimeSpan.Zero };
        desk.Answer = () =>
            new CallOutcome
            {
                RateLimited = true,
                DailyRemaining = 0,
                RetryAfter = TimeSpan.FromHours(3),
            };
        desk.Thread.Finish(desk.Call(Lane.User));

        var refusal = desk.CallUntilRefused(Lane.User, 1).Refusal!;
        desk.Answer = () => CallOutcome.Plain;
        desk.Thread.Time.Advance(TimeSpan.FromHours(3));

        refusal.RetryAfter!.Value.TotalHours.ShouldBeInRange(2.9, 3);
        desk.CallUntilRefused(Lane.User, 1).Granted.ShouldBe(1);
    }
}
