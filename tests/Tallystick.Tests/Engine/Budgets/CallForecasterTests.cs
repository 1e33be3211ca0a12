using Tallystick.Core.Connectors;
using Tallystick.Core.Limits;

namespace Tallystick.Tests.Engine.Budgets;

public sealed class CallForecasterTests
{
    private static readonly RateLimit[] HighLevel =
    [
        new(100, TimeSpan.FromSeconds(10)),
        new(200_000, TimeSpan.FromDays(1)),
    ];

    [Fact]
    public void A_thousand_calls_take_ninety_seconds()
    {
        var forecast = new BudgetDesk(HighLevel).Budget.Forecaster(Lane.User);

        (forecast.EndOf(1_000) - forecast.Now).ShouldBe(TimeSpan.FromSeconds(90));
        forecast.DaysOf(1_000).ShouldBe(1);
    }

    [Fact]
    public void A_backfill_goes_on_with_the_next_days_share()
    {
        var forecast = new BudgetDesk(HighLevel).Budget.Forecaster(Lane.Backfill);

        // 160,000 a day of the 200,000: the fourth day has 20,000 left to make.
        forecast.DaysOf(500_000).ShouldBe(4);
        var end = VirtualThread.Morning.Date.AddDays(3).AddSeconds(1_990);
        forecast.EndOf(500_000).UtcDateTime.ShouldBe(end);
    }

    [Fact]
    public void Late_in_the_day_the_burst_limits_what_is_left_of_it()
    {
        var evening = new VirtualThread(VirtualThread.Morning.Date.AddHours(23));
        var forecast = new BudgetDesk(HighLevel, null, evening).Budget.Forecaster(Lane.User);

        forecast.DaysOf(36_000).ShouldBe(1);
        forecast.DaysOf(37_000).ShouldBe(2);
    }

    [Fact]
    public void What_is_spent_of_the_day_is_not_granted_again()
    {
        var desk = new BudgetDesk(new RateLimit(100, TimeSpan.FromDays(1)));
        desk.CallUntilRefused(Lane.User, 70);

        var forecast = desk.Budget.Forecaster(Lane.Backfill);

        (forecast.SpentToday, forecast.LeftToday, forecast.PerDay).ShouldBe((70, 10, 80));
        forecast.DaysOf(10).ShouldBe(1);
        forecast.DaysOf(11).ShouldBe(2);
    }

    [Fact]
    public void Without_limits_it_takes_no_time()
    {
        var forecast = new BudgetDesk().Budget.Forecaster(Lane.User);

        forecast.EndOf(1_000_000).ShouldBe(forecast.Now);
    }
}
