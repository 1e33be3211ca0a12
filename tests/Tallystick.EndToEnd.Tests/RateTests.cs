using Tallystick.Sandbox;

namespace Tallystick.EndToEnd.Tests;

/// <summary>The quota, by the sandbox's own count.</summary>
public sealed class RateTests
{
    [Fact]
    public async Task A_run_under_limits_uses_nearly_all_of_the_rate_and_is_never_refused()
    {
        const int people = 1_200;
        const int burst = 100;
        const double windowSeconds = 2;
        await using var scene = await Scene.StartAsync(
            new SandboxOptions
            {
                BurstMax = burst,
                BurstWindow = TimeSpan.FromSeconds(windowSeconds),
                SearchLag = TimeSpan.FromSeconds(1),
            }
        );
        await File.WriteAllTextAsync(
            scene.PathOf("people.csv"),
            MessyPeople.Csv(9, Enumerable.Range(0, people))
        );
        await scene.WriteSyncFileAsync(
            MessyPeople.CsvSettings,
            MessyPeople.Stream,
            $"limit: {burst}/{windowSeconds}s\nsearch-lag: 1s"
        );

        (await scene.SyncAsync()).ShouldExit(0).Last.Number("created.left").ShouldBe(people);

        var counters = await scene.CountersAsync();
        counters.GetProperty("statuses").TryGetProperty("429", out _).ShouldBeFalse();
        var seconds = (counters.Number("lastAt") - counters.Number("firstAt")) / 1000.0;
        var granted = burst * Math.Max(1, seconds / windowSeconds);
        (counters.Number("total") / granted).ShouldBeGreaterThanOrEqualTo(0.95, $"{seconds} s");
    }

    [Fact]
    public async Task Runs_of_one_day_share_its_quota_and_the_plan_says_how_many_days_it_takes()
    {
        const int day = 60;
        await using var scene = await Scene.StartAsync(
            new SandboxOptions { Limits = false, SearchLag = TimeSpan.FromSeconds(1) }
        );
        await File.WriteAllTextAsync(
            scene.PathOf("people.csv"),
            MessyPeople.Csv(9, Enumerable.Range(0, 200))
        );
        await scene.WriteSyncFileAsync(
            MessyPeople.CsvSettings,
            MessyPeople.Stream,
            $"limit: [1000/1s, {day}/1d]\nsearch-lag: 1s"
        );

        var first = await scene.SyncAsync();
        var second = await scene.SyncAsync();

        first.ShouldExit(1).Output.ShouldContain("day's quota");
        second.ShouldExit(1).Output.ShouldContain("day's quota");
        var calls = (await scene.CountersAsync()).Number("total");
        // What was under way when the share was spent may not have gone out any more.
        calls.ShouldBeInRange((long)(day * 0.6), (long)(day * 0.8) + 4);
        var quota = (await scene.PlanAsync()).ShouldExit(0).Last.GetProperty("quotas")[0];
        quota.GetProperty("connection").GetString().ShouldBe("crm");
        quota.GetProperty("lane").GetString().ShouldBe("Backfill");
        quota.Number("dayLimit").ShouldBe(day);
        quota.Number("leftToday").ShouldBe(0);
        quota.Number("days").ShouldBeGreaterThanOrEqualTo(4);
    }
}
