using Tallystick.Engine.Scheduling;

namespace Tallystick.Tests.Engine.Scheduling;

public sealed class ScheduleTests
{
    private static readonly DateTimeOffset Nine = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_sync_with_an_interval_runs_at_once_and_then_so_long_after_each_start()
    {
        var schedule = new Schedule.Every(TimeSpan.FromMinutes(5));

        schedule.First(Nine).ShouldBe(Nine);
        schedule.Next(Nine, Nine.AddSeconds(20)).ShouldBe(Nine.AddMinutes(5));
    }

    [Fact]
    public void A_run_longer_than_the_interval_is_followed_by_one_at_once_and_not_by_many()
    {
        var schedule = new Schedule.Every(TimeSpan.FromMinutes(5));

        schedule.Next(Nine, Nine.AddHours(2)).ShouldBe(Nine.AddHours(2));
    }

    [Fact]
    public void A_cron_expression_is_meant_in_its_zone_across_the_change_of_the_clock()
    {
        var schedule = Cron("30 2 * * *", "Europe/Berlin");

        // On 29 March 2026 there is no half past two in Berlin: the run comes at three.
        var first = schedule.First(new(2026, 3, 28, 12, 0, 0, TimeSpan.Zero)).ShouldNotBeNull();
        first.UtcDateTime.ShouldBe(new(2026, 3, 29, 1, 0, 0));
        var second = schedule.Next(first, first.AddMinutes(1)).ShouldNotBeNull();
        second.UtcDateTime.ShouldBe(new(2026, 3, 30, 0, 30, 0));
    }

    [Fact]
    public void A_cron_run_that_was_missed_is_not_made_up_for()
    {
        var schedule = Cron("0 * * * *", "UTC");

        schedule.Next(Nine, Nine.AddHours(3).AddMinutes(1)).ShouldBe(Nine.AddHours(4));
    }

    [Fact]
    public void Six_fields_begin_with_seconds() =>
        Cron("*/20 * * * * *", "UTC").First(Nine).ShouldBe(Nine.AddSeconds(20));

    [Theory]
    [InlineData("")]
    [InlineData("hourly")]
    [InlineData("61 * * * *")]
    [InlineData("0 0 30 2 *")]
    public void What_is_no_time_or_never_comes_is_no_schedule(string text) =>
        Schedule.Cron.TryParse(text, TimeZoneInfo.Utc).ShouldBeNull();

    private static Schedule.Cron Cron(string text, string zone) =>
        Schedule.Cron.TryParse(text, TimeZoneInfo.FindSystemTimeZoneById(zone)).ShouldNotBeNull();
}
