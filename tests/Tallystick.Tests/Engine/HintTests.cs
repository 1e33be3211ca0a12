using Tallystick.Core.Limits;
using Tallystick.Core.Records;
using Tallystick.Engine.Runs;

namespace Tallystick.Tests.Engine;

/// <summary>A hint says "look at it", and nothing else.</summary>
public sealed class HintTests
{
    [Fact]
    public async Task An_edit_goes_over_at_a_read_of_each_record_and_one_write()
    {
        await using var bench = await SyncBench.StartAsync(5);
        bench.Left.Edit("l0002", "city", "Newtown");
        var gets = bench.Left.Gets + bench.Right.Gets;

        var report = await LookAsync(bench, (Side.Left, "l0002"));

        (bench.Left.Gets + bench.Right.Gets - gets).ShouldBe(2);
        bench.Right.Writes.ShouldBe(["update r0002 city"]);
        bench.Left.Writes.ShouldBeEmpty();
        report.Reading.ShouldBe("records");
        report.Lane.ShouldBe(Lane.Live);
        report.Read.ShouldBe(new PerSide(1, 0));
    }

    [Fact]
    public async Task What_was_edited_on_the_other_side_since_the_last_run_is_a_conflict_and_not_written_over()
    {
        await using var bench = await SyncBench.StartAsync(5);
        bench.Left.Edit("l0002", "city", "Here");
        bench.Right.Edit("r0002", "city", "There");

        var report = await LookAsync(bench, (Side.Left, "l0002"));

        report.Conflicts.ShouldBe(1);
    }

    [Fact]
    public async Task Hints_that_come_twice_late_or_in_another_order_change_nothing_more()
    {
        await using var bench = await SyncBench.StartAsync(5);
        bench.Left.Edit("l0001", "city", "First");
        bench.Right.Edit("r0001", "name", "Ada");
        bench.Left.Edit("l0001", "city", "Second");

        await LookAsync(bench, (Side.Right, "r0001"), (Side.Left, "l0001"), (Side.Left, "l0001"));
        await LookAsync(bench, (Side.Left, "l0001"));
        await LookAsync(bench, (Side.Left, "l0001"), (Side.Right, "r0001"));
        await bench.SyncAsync();

        bench.Right.Writes.ShouldBe(["update r0001 city"]);
        bench.Left.Writes.ShouldBe(["update l0001 name"]);
        bench.Right["r0001", "city"].ShouldBe("Second");
        bench.Left["l0001", "name"].ShouldBe("Ada");
    }

    [Fact]
    public async Task Other_edits_stay_for_the_next_ordinary_run_which_finds_them()
    {
        await using var bench = await SyncBench.StartAsync(5);
        var before = await bench.Store.ProgressAsync(bench.Stream.Name, Side.Left, default);
        bench.Left.Edit("l0001", "city", "Here");
        bench.Left.Edit("l0002", "city", "There");

        await LookAsync(bench, (Side.Left, "l0001"));

        (await bench.Store.ProgressAsync(bench.Stream.Name, Side.Left, default)).ShouldBe(before);
        bench.Right.Writes.ShouldBe(["update r0001 city"]);
        (await bench.SyncAsync()).Writes.ShouldBe(1);
        bench.Right["r0002", "city"].ShouldBe("There");
    }

    [Fact]
    public async Task Unknown_ids_are_told_and_gone_ones_are_left_to_a_listing()
    {
        await using var bench = await SyncBench.StartAsync(5);
        bench.Left.Delete("l0003");

        var report = await LookAsync(bench, (Side.Left, "nobody"), (Side.Left, "l0003"));

        report.Writes.ShouldBe(0);
        report.NotThere.ShouldBe(1);
        report.Postponed.ShouldBe(1);
        bench.Right.Count.ShouldBe(5);
        await bench.SyncAsync(new RunOptions { AllowDeletes = true });
        bench.Right.Writes.ShouldBe(["delete r0003"]);
    }

    [Fact]
    public async Task Before_the_first_whole_run_hints_are_left_to_it()
    {
        await using var bench = await SyncBench.StartAsync(0);
        var id = bench.Left.Add(("email", "ada@x"));

        var early = await LookAsync(bench, (Side.Left, id));

        early.Writes.ShouldBe(0);
        early.Postponed.ShouldBe(1);
        (await bench.SyncAsync()).Created.Right.ShouldBe(1);
    }

    [Fact]
    public async Task A_new_mapping_is_left_to_an_ordinary_run_too()
    {
        await using var bench = await SyncBench.StartAsync(3);
        bench.Stream = bench.Stream with { Fields = [.. bench.Stream.Fields.SkipLast(1)] };
        bench.Left.Edit("l0001", "city", "Newtown");

        (await LookAsync(bench, (Side.Left, "l0001"))).Postponed.ShouldBe(1);

        bench.Right.Writes.ShouldBeEmpty();
        var next = await bench.SyncAsync();
        next.Reading.ShouldBe("full");
        next.Updated.Right.ShouldBe(1);
    }

    [Fact]
    public async Task A_new_record_is_created_once_where_it_can_be_known_that_nobody_is_there()
    {
        await using var bench = await SyncBench.StartAsync(3);
        bench.Right.Finds.Add("email");
        var ada = bench.Left.Add(("email", "ada@x"), ("city", "London"));

        await LookAsync(bench, (Side.Left, ada), (Side.Left, ada));
        await LookAsync(bench, (Side.Left, ada));
        await bench.SyncAsync();

        bench.Right.Writes.ShouldBe(["create r0004"]);
        bench.Right["r0004", "city"].ShouldBe("London");
        bench.Left.Writes.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true, "there@x")]
    [InlineData(true, "p1@x")]
    [InlineData(false, "new@x")]
    public async Task Otherwise_who_is_new_waits_for_a_listing(bool finds, string email)
    {
        await using var bench = await SyncBench.StartAsync(3);
        if (finds)
            bench.Right.Finds.Add("email");
        bench.Right.Add(("email", "there@x"));
        var id = bench.Left.Add(("email", email));

        var report = await LookAsync(bench, (Side.Left, id));

        report.Postponed.ShouldBe(1);
        bench.Right.Writes.ShouldBeEmpty();
        await bench.SyncAsync();
        bench.Right.Ids.Count(r => bench.Right[r, "email"] == email).ShouldBe(1);
    }

    private static Task<RunReport> LookAsync(SyncBench bench, params (Side, string)[] hints) =>
        bench.SyncAsync(new RunOptions { Hints = hints });
}
