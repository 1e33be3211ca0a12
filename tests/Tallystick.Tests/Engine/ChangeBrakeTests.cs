using System.Globalization;
using Tallystick.Core.Stores;
using Tallystick.Engine.Runs;

namespace Tallystick.Tests.Engine;

/// <summary>So many changes of one kind at once may be somebody's mistake.</summary>
public sealed class ChangeBrakeTests
{
    private const int People = 60;

    [Fact]
    public async Task Clearing_a_field_of_many_records_stops_that_and_nothing_else()
    {
        await using var bench = await SyncBench.StartAsync(People);
        foreach (var id in bench.Left.Ids)
            bench.Left.Edit(id, "city", "");
        bench.Left.Edit("l0001", "name", "Renamed");
        bench.Right.Edit("r0002", "name", "Other way");

        var report = await bench.SyncAsync();

        report.Stopped!.ShouldContain("'city' would be cleared in 60 of 60");
        report.HeldByBrake.ShouldBe(People);
        (report.Updated.Left, report.Updated.Right).ShouldBe((1, 1));
        bench.Right["r0001", "name"].ShouldBe("Renamed");
        bench.Right.Ids.ShouldAllBe(id => bench.Right[id, "city"] != "");
        var issue = (await bench.IssuesAsync()).ShouldHaveSingleItem();
        (issue.Kind, issue.Field).ShouldBe((IssueKind.SuspiciousChange, "city"));
    }

    [Fact]
    public async Task What_was_stopped_is_stopped_again_and_goes_through_when_allowed()
    {
        await using var bench = await ClearedAsync();

        (await bench.SyncAsync()).Writes.ShouldBe(0);
        (await bench.SyncAsync(new RunOptions { AllowChanges = true })).Updated.Right.ShouldBe(
            People
        );

        bench.Right.Ids.ShouldAllBe(id => bench.Right[id, "city"] == "");
        (await bench.IssuesAsync()).ShouldBeEmpty();
        (await bench.SyncAsync()).Writes.ShouldBe(0);
    }

    [Fact]
    public async Task What_was_stopped_and_mended_is_not_written_by_a_listing_that_lacks_it()
    {
        await using var bench = await SyncBench.StartAsync(3 * People);
        var some = bench.Left.Ids.Where((_, i) => i % 3 == 0).ToArray();
        foreach (var id in some)
            bench.Left.Edit(id, "city", "");
        (await bench.SyncAsync()).HeldByBrake.ShouldBe(some.Length);
        foreach (var id in some)
            bench.Left.Edit(id, "city", "C" + int.Parse(id[1..], CultureInfo.InvariantCulture));
        bench.Left.Trouble = AppTrouble.HalfPages;

        (await bench.SyncAsync(new RunOptions { Full = true })).Writes.ShouldBe(0);

        bench.Right.Ids.ShouldAllBe(id => bench.Right[id, "city"] != "");
        (await bench.IssuesAsync(IssueKind.SuspiciousChange)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_approved_goes_through_once()
    {
        await using var bench = await ClearedAsync();
        await bench.DecideAsync((await bench.IssuesAsync()).Single(), DecisionVerb.Approve);

        (await bench.SyncAsync()).Updated.Right.ShouldBe(People);

        (await bench.IssuesAsync()).ShouldBeEmpty();
        (await bench.OpenDecisionsAsync()).ShouldBe(0);
        foreach (var id in bench.Left.Ids)
            bench.Left.Edit(id, "name", "");
        (await bench.SyncAsync()).Writes.ShouldBe(0);
    }

    [Fact]
    public async Task What_was_declined_rests_and_the_next_edit_flows()
    {
        await using var bench = await ClearedAsync();
        await bench.DecideAsync((await bench.IssuesAsync()).Single(), DecisionVerb.Decline);

        (await bench.SyncAsync()).Writes.ShouldBe(0);
        (await bench.SyncAsync()).Writes.ShouldBe(0);

        (await bench.IssuesAsync()).ShouldBeEmpty();
        bench.Left.Edit("l0001", "city", "Newtown");
        (await bench.SyncAsync()).Updated.Right.ShouldBe(1);
        bench.Right["r0001", "city"].ShouldBe("Newtown");
    }

    [Fact]
    public async Task What_was_declined_rests_in_records_that_another_brake_holds_too()
    {
        await using var bench = await ClearedAsync();
        foreach (var id in bench.Left.Ids)
            bench.Left.Edit(id, "name", "");
        await bench.SyncAsync();
        var cities = (await bench.IssuesAsync()).Single(i => i.Field == "city");
        await bench.DecideAsync(cities, DecisionVerb.Decline);

        (await bench.SyncAsync()).Writes.ShouldBe(0);
        (await bench.SyncAsync()).Writes.ShouldBe(0);

        (await bench.IssuesAsync()).ShouldHaveSingleItem().Field.ShouldBe("name");
        bench.Right["r0001", "city"].ShouldBe("C1");
    }

    [Fact]
    public async Task A_mistake_that_is_mended_where_it_was_made_leaves_nothing_behind()
    {
        await using var bench = await ClearedAsync();
        for (var i = 1; i <= People; i++)
            bench.Left.Edit(
                string.Create(CultureInfo.InvariantCulture, $"l{i:0000}"),
                "city",
                $"C{i}"
            );

        (await bench.SyncAsync()).Writes.ShouldBe(0);

        (await bench.IssuesAsync()).ShouldBeEmpty();
        (await bench.VerifyAsync()).InSync.ShouldBeTrue();
    }

    [Fact]
    public async Task Overwriting_one_field_of_most_records_stops()
    {
        await using var bench = await SyncBench.StartAsync(People, s => s with { ChangesMax = 20 });
        foreach (var id in bench.Right.Ids.Take(31).ToArray())
            bench.Right.Edit(id, "city", "Nowhere");

        var report = await bench.SyncAsync();

        report.Writes.ShouldBe(0);
        report.Stopped!.ShouldContain("'city' would be overwritten in 31 of 60");
        bench.Left["l0001", "city"].ShouldBe("C1");
    }

    [Theory]
    [InlineData(30, "city")]
    [InlineData(60, "phone")]
    [InlineData(60, "tags")]
    public async Task Half_of_the_records_and_what_only_adds_does_not_stop(int count, string field)
    {
        await using var bench = await SyncBench.StartAsync(People, s => s with { ChangesMax = 20 });
        foreach (var id in bench.Left.Ids.Take(count).ToArray())
            bench.Left.Edit(id, field, field == "tags" ? bench.Left[id, field] + ";more" : "1234");

        var report = await bench.SyncAsync();

        (report.Stopped, report.Updated.Right).ShouldBe((null, count));
    }

    [Fact]
    public async Task A_first_run_and_a_new_pair_of_fields_are_not_stopped()
    {
        await using var bench = await SyncBench.StartAsync(People, s => s with { ChangesMax = 20 });
        var whole = bench.Stream;
        await using var second = await SyncBench.StartAsync(
            0,
            s => s with { ChangesMax = 20, Fields = [.. whole.Fields.Where(f => f.Left != "city")] }
        );
        for (var i = 1; i <= People; i++)
        {
            second.Left.Add(("email", $"p{i}@x"), ("name", "A"), ("city", "Left"));
            second.Right.Add(("email", $"p{i}@x"), ("name", "B"), ("city", "Right"));
        }

        (await second.SyncAsync()).Updated.Right.ShouldBe(People);
        second.Stream = second.Stream with { Fields = whole.Fields };

        (await second.SyncAsync()).Updated.Right.ShouldBe(People);
    }

    [Fact]
    public async Task A_plan_tells_of_the_brake_beforehand()
    {
        await using var bench = await SyncBench.StartAsync(People);
        foreach (var id in bench.Left.Ids)
            bench.Left.Edit(id, "city", "");

        var plan = await bench.PlanAsync();

        plan.Update.Total.ShouldBe(0);
        plan.Stopped!.ShouldContain("cleared");
        (await bench.IssuesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_few_more_or_fewer_are_the_same_question_with_the_new_number_in_it()
    {
        await using var bench = await ClearedAsync();
        var first = (await bench.IssuesAsync()).Single();
        bench.Left.Edit("l0001", "city", "Mended");

        await bench.SyncAsync();

        var fewer = (await bench.IssuesAsync()).ShouldHaveSingleItem();
        fewer.Number.ShouldBe(first.Number);
        fewer.Message.ShouldContain("in 59 of 60");
        bench.Left.Edit("l0001", "city", "");
        await bench.SyncAsync();
        var more = (await bench.IssuesAsync()).ShouldHaveSingleItem();
        more.Number.ShouldBe(first.Number);
        more.Message.ShouldContain("in 60 of 60");
        await bench.DecideAsync(more, DecisionVerb.Approve);
        (await bench.SyncAsync()).Updated.Right.ShouldBe(People);
        (await bench.IssuesAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(39, true)]
    [InlineData(41, false)]
    public async Task Considerably_more_is_another_question_than_the_fewest_that_were_told(
        int count,
        bool isSame
    )
    {
        await using var bench = await SyncBench.StartAsync(
            People,
            s => s with { BlanksMax = 12, BlankShareMax = 0.1 }
        );
        await ClearAsync(bench, 36);
        var first = (await bench.IssuesAsync()).Single();
        // What was told in between were fewer: a person may have looked then.
        for (var i = 28; i <= 36; i++)
            bench.Left.Edit(IdOf(i), "city", "Mended");
        await bench.SyncAsync();
        (await bench.IssuesAsync()).Single().Number.ShouldBe(first.Number);
        await ClearAsync(bench, count);

        var now = (await bench.IssuesAsync()).ShouldHaveSingleItem();

        (now.Number == first.Number).ShouldBe(isSame);
    }

    [Fact]
    public async Task An_answer_about_a_few_is_none_about_considerably_more()
    {
        await using var bench = await SyncBench.StartAsync(
            People,
            s => s with { BlanksMax = 12, BlankShareMax = 0.1 }
        );
        await ClearAsync(bench, 20);
        await bench.DecideAsync((await bench.IssuesAsync()).Single(), DecisionVerb.Approve);
        await ClearAsync(bench, People);

        bench.Right.Ids.ShouldAllBe(id => bench.Right[id, "city"] != "");
        (await bench.IssuesAsync()).ShouldHaveSingleItem().Message.ShouldContain("in 60 of 60");
        (await bench.OpenDecisionsAsync()).ShouldBe(0);
    }

    private static async Task ClearAsync(SyncBench bench, int count)
    {
        for (var i = 1; i <= count; i++)
            bench.Left.Edit(IdOf(i), "city", "");
        await bench.SyncAsync();
    }

    private static string IdOf(int i) => string.Create(CultureInfo.InvariantCulture, $"l{i:0000}");

    /// <summary>Everybody's city was cleared on the left, and that was stopped.</summary>
    private static async Task<SyncBench> ClearedAsync()
    {
        var bench = await SyncBench.StartAsync(People);
        foreach (var id in bench.Left.Ids)
            bench.Left.Edit(id, "city", "");
        await bench.SyncAsync();
        return bench;
    }
}
