using Microsoft.Extensions.Time.Testing;
using Tallystick.Core.Connectors;
using Tallystick.Core.Limits;
using Tallystick.Engine.Budgets;
using Tallystick.Storage;

namespace Tallystick.Tests.Engine.Budgets;

/// <summary>What one process spent of a burst, and the next one on the same state.</summary>
public sealed class BurstRecallTests
{
    private static readonly RateLimit Burst = new(100, TimeSpan.FromSeconds(10));

    [Theory]
    [InlineData(100, false)]
    [InlineData(99, true)]
    public async Task A_process_knows_which_calls_of_the_one_before_it_still_count(
        int spent,
        bool isFree
    )
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero));
        await using var store = await SqliteSyncStore.OpenInMemoryAsync(time, default);
        var first = await OpenAsync(store, time);
        for (var i = 0; i < spent; i++)
            first.Exit(await first.EnterAsync("op", default), CallOutcome.Plain);
        await first.FlushAsync(default);
        time.Advance(TimeSpan.FromSeconds(9));

        var second = await OpenAsync(store, time);
        var entering = second.EnterAsync("op", default).AsTask();

        entering.IsCompleted.ShouldBe(isFree);
        time.Advance(TimeSpan.FromSeconds(2));
        await entering;
    }

    [Fact]
    public async Task Calls_of_a_clock_that_was_set_back_since_do_not_count()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero));
        await using var store = await SqliteSyncStore.OpenInMemoryAsync(time, default);
        await store.KeepCallsAsync(
            "crm",
            [.. Enumerable.Repeat(time.GetUtcNow().AddDays(1), 100)],
            default
        );

        var budget = await OpenAsync(store, time);

        budget.EnterAsync("op", default).AsTask().IsCompleted.ShouldBeTrue();
    }

    private static async Task<Budget> OpenAsync(SqliteSyncStore store, TimeProvider time)
    {
        var budget = new Budget("crm", time, new Random(1)) { Ledger = store };
        await budget.RecallAsync(default);
        budget.Declare([Burst]);
        return budget;
    }
}
