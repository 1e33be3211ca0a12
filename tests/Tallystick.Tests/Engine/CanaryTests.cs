using Tallystick.Core.Mapping;
using Tallystick.Core.Stores;

namespace Tallystick.Tests.Engine;

/// <summary>A sync that is switched on for some records first.</summary>
public sealed class CanaryTests
{
    private const int People = 40;

    [Fact]
    public async Task Only_the_first_ten_are_written_and_the_others_wait()
    {
        await using var bench = await NewAsync(Canary.First(10));

        var report = await bench.SyncAsync();

        report.Created.Right.ShouldBe(10);
        report.HeldByCanary.ShouldBe(People - 10);
        (await bench.SyncAsync()).Writes.ShouldBe(0);
        (await bench.IssuesAsync()).ShouldBeEmpty();
        (await bench.VerifyAsync()).InSync.ShouldBeTrue();
    }

    [Fact]
    public async Task The_same_ones_stay_chosen_whoever_comes_later()
    {
        await using var bench = await NewAsync(Canary.First(10));
        await bench.SyncAsync();
        var chosen = bench.Right.Ids.Select(id => bench.Right[id, "email"]).ToArray();
        for (var i = 1; i <= 200; i++)
            bench.Left.Add(("email", $"late{i}@x"), ("name", "Late"));
        await bench.SyncAsync();
        foreach (var id in bench.Left.Ids)
            bench.Left.Edit(id, "name", "Edited");

        await bench.SyncAsync();

        foreach (var email in chosen)
            bench.Right[bench.Right.IdOf(email), "name"].ShouldBe("Edited");
        bench.Right.Count.ShouldBeInRange(10, People + 200 - 50);
    }

    [Fact]
    public async Task A_larger_share_holds_the_smaller_one_and_at_last_all_are_in_step()
    {
        await using var bench = await NewAsync(Canary.First(3));
        await bench.SyncAsync();
        var first = bench.Right.Ids.ToArray();

        bench.Stream = bench.Stream with { Canary = Canary.Of(0.5) };
        await bench.SyncAsync();
        bench.Right.Count.ShouldBeInRange(4, People - 1);
        bench.Right.Writes.ShouldNotContain(w => first.Any(id => w == $"update {id}"));
        bench.Stream = bench.Stream with { Canary = null };
        await bench.SyncAsync();

        bench.Right.Count.ShouldBe(People);
        (await bench.VerifyAsync()).InSync.ShouldBeTrue();
        (await bench.SyncAsync()).Writes.ShouldBe(0);
    }

    [Fact]
    public async Task What_a_person_decided_about_the_others_waits_too()
    {
        await using var bench = await SyncBench.StartAsync(
            People,
            s => s with { Conflict = ConflictPolicy.Ask }
        );
        var whole = bench.Stream;
        bench.Stream = whole with { Canary = Canary.Of(0.3) };
        foreach (var (left, right) in bench.Left.Ids.Zip(bench.Right.Ids))
        {
            bench.Left.Edit(left, "city", "Left");
            bench.Right.Edit(right, "city", "Right");
        }
        await bench.SyncAsync();
        foreach (var issue in await bench.IssuesAsync())
            await bench.DecideAsync(issue, DecisionVerb.Left);
        bench.Forget();

        var some = await bench.SyncAsync();

        some.Updated.Right.ShouldBeInRange(1, 29);
        some.HeldByCanary.ShouldBe(People - some.Updated.Right);
        bench.Stream = whole;
        await bench.SyncAsync();
        bench.Right.Ids.ShouldAllBe(id => bench.Right[id, "city"] == "Left");
        (await bench.IssuesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Edits_and_deletes_of_the_others_wait_and_are_not_lost()
    {
        await using var bench = await SyncBench.StartAsync(
            People,
            s => s with { DeleteShareMax = 1 }
        );
        var whole = bench.Stream;
        bench.Stream = whole with { Canary = Canary.Of(0.3) };
        await bench.SyncAsync();
        foreach (var id in bench.Left.Ids.Take(30).ToArray())
            bench.Left.Edit(id, "city", "Moved");
        foreach (var id in bench.Left.Ids.Skip(30).ToArray())
            bench.Left.Delete(id);

        var some = await bench.SyncAsync();
        some.Updated.Right.ShouldBeInRange(1, 29);
        some.HeldByCanary.ShouldBe(People - some.Updated.Right - some.Deleted.Right);
        (await bench.SyncAsync()).Writes.ShouldBe(0);
        bench.Stream = whole;
        var rest = await bench.SyncAsync();

        (some.Updated.Right + rest.Updated.Right).ShouldBe(30);
        (some.Deleted.Right + rest.Deleted.Right).ShouldBe(10);
        (await bench.VerifyAsync()).InSync.ShouldBeTrue();
    }

    [Fact]
    public async Task A_pair_that_was_made_from_the_right_stays_in()
    {
        await using var bench = await SyncBench.StartAsync(
            0,
            s => s with { Canary = Canary.Of(0.2) }
        );
        for (var i = 1; i <= People; i++)
            bench.Right.Add(("email", $"p{i}@x"), ("name", "N"));
        var made = (await bench.SyncAsync()).Created.Left;
        foreach (var id in bench.Left.Ids)
            bench.Left.Edit(id, "name", "Edited");

        (await bench.SyncAsync()).Updated.Right.ShouldBe(made);

        made.ShouldBeInRange(1, People - 1);
    }

    [Fact]
    public async Task While_both_ways_are_tried_the_others_go_on_one_way()
    {
        await using var bench = await SyncBench.StartAsync(
            People,
            s => s with { ChangesMax = 1_000 }
        );
        bench.Stream = bench.Stream with
        {
            Canary = Canary.First(10) with { Rest = SyncMode.ToRight },
        };
        await bench.SyncAsync();
        foreach (var id in bench.Left.Ids)
            bench.Left.Edit(id, "city", "From left");
        foreach (var id in bench.Right.Ids)
            bench.Right.Edit(id, "name", "From right");

        var report = await bench.SyncAsync();

        (report.Updated.Left, report.Updated.Right).ShouldBe((10, People));
        report.HeldByCanary.ShouldBe(People - 10);
        bench.Stream = bench.Stream with { Canary = null };
        (await bench.SyncAsync()).Updated.Left.ShouldBe(People - 10);
        (await bench.VerifyAsync()).InSync.ShouldBeTrue();
    }

    [Theory]
    [InlineData("10", "10")]
    [InlineData("10%", "10%")]
    [InlineData("2.5%", "2.5%")]
    [InlineData("0", null)]
    [InlineData("all", null)]
    [InlineData("101%", null)]
    public void A_canary_is_a_number_or_a_share(string text, string? spelt) =>
        Canary.Parse(text)?.ToString().ShouldBe(spelt);

    private static async Task<SyncBench> NewAsync(Canary canary)
    {
        var bench = await SyncBench.StartAsync(
            0,
            s => s with { Canary = canary, ChangesMax = 1_000 }
        );
        for (var i = 1; i <= People; i++)
            bench.Left.Add(("email", $"p{i}@x"), ("name", $"N{i}"), ("city", $"C{i}"));
        return bench;
    }
}
