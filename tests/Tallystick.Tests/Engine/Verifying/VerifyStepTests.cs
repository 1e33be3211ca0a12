using Tallystick.Core.Limits;
using Tallystick.Engine.Runs;

namespace Tallystick.Tests.Engine.Verifying;

/// <summary>Verifying a few buckets of links at a time.</summary>
public sealed class VerifyStepTests
{
    [Fact]
    public async Task As_many_steps_as_buckets_prove_every_pair_once()
    {
        await using var bench = await SyncBench.StartAsync(200);
        var first = await StepAsync(bench);
        var steps = new List<StepReport> { first };

        for (var i = 1; i < first.BucketCount; i++)
            steps.Add(await StepAsync(bench));

        first.NeverProven.ShouldBe(first.BucketCount - 1);
        steps.SelectMany(s => s.Buckets).ShouldBeUnique();
        steps.Sum(s => s.Compared).ShouldBe(200);
        steps.Sum(s => s.Equal).ShouldBe(200);
        steps[^1].NeverProven.ShouldBe(0);
        steps[^1].OldestProof.ShouldBe(first.At);
    }

    [Fact]
    public async Task The_bucket_that_was_proven_longest_ago_comes_next()
    {
        await using var bench = await SyncBench.StartAsync(200);
        var round = await RoundAsync(bench);

        var again = await RoundAsync(bench);

        again.Select(s => s.Buckets[0]).ShouldBe(round.Select(s => s.Buckets[0]));
    }

    [Fact]
    public async Task A_difference_is_found_within_one_round_and_nothing_is_written()
    {
        await using var bench = await SyncBench.StartAsync(200);
        bench.Right.Edit("r0123", "city", "Elsewhere");
        bench.Left.Delete("l0007");

        var round = await RoundAsync(bench);

        var different = round.SelectMany(s => s.Differences).Single(d => d.Kind == "different");
        (different.RightId, different.Field, different.Right).ShouldBe(
            ("r0123", "city", "Elsewhere")
        );
        round.Sum(s => s.Missing.Left).ShouldBe(1);
        round.Count(s => !s.InSync).ShouldBeInRange(1, 2);
        round[^1].BucketsDifferent.ShouldBe(round.Count(s => !s.InSync));
        bench.Left.Writes.ShouldBeEmpty();
        bench.Right.Writes.ShouldBeEmpty();
        (await bench.IssuesAsync()).ShouldBeEmpty();
        bench.Right["r0123", "city"].ShouldBe("Elsewhere");
        // The links are as they were: the next run carries the edit over and deletes the other.
        var run = await bench.SyncAsync();
        (run.Updated.Left, run.Deleted.Right).ShouldBe((1, 1));
    }

    [Fact]
    public async Task It_asks_for_just_the_buckets_records_and_in_the_lowest_lane()
    {
        await using var bench = await SyncBench.StartAsync(200);
        var before = (bench.Left.Gets, bench.Right.Gets);

        var step = await StepAsync(bench, buckets: 3);

        step.Buckets.Count.ShouldBe(3);
        (bench.Left.Gets - before.Item1).ShouldBe((int)step.Compared);
        (bench.Right.Gets - before.Item2).ShouldBe((int)step.Compared);
        bench.Left.LaneOfLastGet.ShouldBe(Lane.Audit);
        bench.Right.LaneOfLastGet.ShouldBe(Lane.Audit);
    }

    [Fact]
    public async Task A_whole_verification_proves_all_buckets_at_once()
    {
        await using var bench = await SyncBench.StartAsync(200);
        var whole = await bench.VerifyAsync();

        var step = await StepAsync(bench);

        whole.OldestProof.ShouldBe(whole.At - whole.OldestAge);
        step.NeverProven.ShouldBe(0);
        step.OldestProof.ShouldBe(whole.OldestProof);
    }

    [Fact]
    public async Task Another_mapping_has_nothing_proven_yet()
    {
        await using var bench = await SyncBench.StartAsync(200);
        await bench.VerifyAsync();
        bench.Stream = bench.Stream with { Fields = [.. bench.Stream.Fields.SkipLast(1)] };
        await bench.SyncAsync();

        var step = await StepAsync(bench);

        step.NeverProven.ShouldBe(step.BucketCount - 1);
    }

    [Fact]
    public async Task A_step_does_not_end_a_run_that_is_under_way()
    {
        await using var bench = await SyncBench.StartAsync(20);
        var run = await bench.Store.BeginRunAsync(
            bench.Stream.Name,
            "sync",
            bench.Time.GetUtcNow(),
            default
        );

        await StepAsync(bench);

        await bench.Store.CheckAsync(run, default);
    }

    [Fact]
    public async Task Before_anything_is_linked_there_is_nothing_to_prove()
    {
        await using var bench = await SyncBench.StartAsync(0);

        var step = await StepAsync(bench);

        (step.Buckets.Count, step.BucketCount, step.OldestProof).ShouldBe((0, 0, null));
        step.InSync.ShouldBeTrue();
    }

    private static async Task<List<StepReport>> RoundAsync(SyncBench bench)
    {
        var steps = new List<StepReport> { await StepAsync(bench) };
        while (steps.Count < steps[0].BucketCount)
            steps.Add(await StepAsync(bench));
        return steps;
    }

    private static async Task<StepReport> StepAsync(SyncBench bench, int buckets = 1)
    {
        bench.Time.Advance(TimeSpan.FromMinutes(1));
        return await bench.Session().VerifyStepAsync(buckets, new RunOptions(), default);
    }
}
