using Tallystick.Core.Connectors;
using Tallystick.Core.Limits;

namespace Tallystick.Tests.Engine.Budgets;

public sealed class LearnedLimitsTests
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);
    private static readonly RateLimit[] Declared =
    [
        new(100, Window),
        new(200_000, TimeSpan.FromDays(1)),
    ];

    [Fact]
    public void A_smaller_burst_that_the_app_names_holds_from_its_first_answer()
    {
        var desk = new BudgetDesk(Declared);
        desk.Answer = () => Told(25, Window);
        desk.Thread.Finish(desk.Call(Lane.Backfill));

        desk.Thread.Finish(desk.Call(Lane.Backfill, 100));

        desk.MostWithin(Window).ShouldBe(25);
    }

    [Fact]
    public void A_larger_burst_that_the_app_names_is_used()
    {
        var desk = new BudgetDesk(Declared) { LatencyMax = TimeSpan.Zero };
        desk.Answer = () => Told(500, Window);
        desk.Thread.Finish(desk.Call(Lane.Backfill));

        _ = desk.Call(Lane.Backfill, 1_000);
        desk.Thread.Pass(TimeSpan.FromSeconds(1));

        desk.Calls.Count.ShouldBe(500);
    }

    [Fact]
    public void What_a_person_set_is_lowered_by_the_apps_word_and_never_raised()
    {
        var desk = new BudgetDesk([new RateLimit(50, Window)], null, isFirm: true);
        desk.Answer = () => Told(500, Window);
        desk.Thread.Finish(desk.Call(Lane.User));
        desk.Budget.Limits[0].Calls.ShouldBe(50);

        desk.Answer = () => Told(20, Window);
        desk.Thread.Finish(desk.Call(Lane.User));

        desk.Budget.Limits[0].Calls.ShouldBe(20);
    }

    [Fact]
    public void A_limit_for_another_window_holds_beside_what_a_person_set()
    {
        var desk = new BudgetDesk([new RateLimit(50, Window)], null, isFirm: true);
        desk.Answer = () => Told(5, TimeSpan.FromSeconds(1));
        desk.Thread.Finish(desk.Call(Lane.User));

        desk.Thread.Finish(desk.Call(Lane.User, 60));

        desk.MostWithin(TimeSpan.FromSeconds(1)).ShouldBe(5);
        desk.MostWithin(Window).ShouldBeLessThanOrEqualTo(50);
    }

    [Fact]
    public void The_days_limit_is_the_apps()
    {
        var desk = new BudgetDesk(Declared);
        desk.Answer = () => new CallOutcome { DailyLimit = 10_000, DailyRemaining = 9_999 };

        desk.Thread.Finish(desk.Call(Lane.User));

        desk.Budget.DailyRemaining.ShouldBe(9_999);
        desk.Budget.Limits.ShouldContain(new RateLimit(10_000, TimeSpan.FromDays(1)));
    }

    [Fact]
    public void Without_limits_the_apps_word_makes_none()
    {
        var desk = new BudgetDesk() { LatencyMax = TimeSpan.Zero };
        desk.Answer = () => Told(1, Window) with { DailyLimit = 1, DailyRemaining = 0 };

        desk.Thread.Finish(desk.Call(Lane.Backfill, 100), TimeSpan.FromSeconds(1));

        desk.Calls.Count.ShouldBe(100);
    }

    private static CallOutcome Told(int calls, TimeSpan interval) =>
        new() { Limit = calls, Interval = interval };
}
