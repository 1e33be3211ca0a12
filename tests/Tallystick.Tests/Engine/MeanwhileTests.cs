using Tallystick.Core.Mapping;
using Tallystick.Core.Stores;
using Tallystick.Engine.Runs;

namespace Tallystick.Tests.Engine;

/// <summary>People go on working while a run does.</summary>
public sealed class MeanwhileTests
{
    [Fact]
    public async Task An_edit_right_before_a_write_of_another_field_is_carried_over_in_the_same_run()
    {
        await using var bench = await SyncBench.StartAsync(20);
        bench.Left.Edit("l0001", "city", "Ulm");
        bench.Right.BeforeUpdate = id =>
        {
            bench.Right.BeforeUpdate = null;
            bench.Right.Edit(id, "name", "Ada");
        };

        await bench.SyncAsync();

        bench.Left["l0001", "name"].ShouldBe("Ada");
        bench.Right["r0001", "city"].ShouldBe("Ulm");
        bench.Forget();
        await bench.SyncAsync();
        bench.Left.Writes.Concat(bench.Right.Writes).ShouldBeEmpty();
    }

    [Fact]
    public async Task Somebody_who_edits_at_every_write_holds_up_no_run()
    {
        await using var bench = await SyncBench.StartAsync(20);
        bench.Left.Edit("l0001", "city", "Ulm");
        var number = 0;
        bench.Right.BeforeUpdate = id => bench.Right.Edit(id, "name", $"R{++number}");
        bench.Left.BeforeUpdate = id => bench.Left.Edit(id, "phone", $"0{++number}");

        await bench.SyncAsync();

        bench.Right.BeforeUpdate = bench.Left.BeforeUpdate = null;
        await bench.SyncAsync();
        (await bench.VerifyAsync()).InSync.ShouldBeTrue();
    }

    [Fact]
    public async Task What_a_one_way_field_writes_over_is_in_the_journal_although_the_run_ends_with_the_write()
    {
        await using var bench = await SyncBench.StartAsync(
            20,
            s =>
                s with
                {
                    Fields =
                    [
                        .. s.Fields.Select(f =>
                            f.Left == "city" ? f with { Direction = Direction.ToRight } : f
                        ),
                    ],
                }
        );
        bench.Left.Edit("l0001", "city", "Ulm");
        bench.Right.Edit("r0001", "city", "Typed");
        bench.Right.LosesAnswer = true;
        bench.Right.AfterUpdate = _ => bench.Right.Trouble = AppTrouble.Unauthorized;
        await Should.ThrowAsync<RunStoppedException>(() => bench.SyncAsync());

        bench.Right.Trouble = AppTrouble.None;
        bench.Right.AfterUpdate = null;
        await bench.SyncAsync();

        bench.Right["r0001", "city"].ShouldBe("Ulm");
        (await bench.JournalAsync(JournalKind.Overwriting))
            .SelectMany(e => e.Fields)
            .ShouldContain(f => f.Before.Text == "Typed");
    }

    [Fact]
    public async Task A_write_that_arrived_without_an_answer_is_nobodys_edit()
    {
        await using var bench = await SyncBench.StartAsync(20);
        bench.Left.Edit("l0001", "tags", "t1;new");
        bench.Right.LosesAnswer = true;

        await bench.SyncAsync();
        bench.Left.Edit("l0001", "tags", "t1");
        await bench.SyncAsync();

        bench.Left["l0001", "tags"].ShouldBe("t1");
        bench.Right["r0001", "tags"].ShouldBe("t1");
    }

    [Fact]
    public async Task A_write_left_over_from_before_is_no_edit_that_beats_a_delete()
    {
        await using var bench = await SyncBench.StartAsync(
            20,
            s => s with { Deletes = DeletePolicy.Ask }
        );
        bench.Left.Edit("l0001", "city", "Ulm");
        bench.Right.Poison.Add("r0001");
        await bench.SyncAsync();
        bench.Right.Delete("r0001");

        await bench.SyncAsync();

        bench.Right.Count.ShouldBe(19);
        (await bench.IssuesAsync(IssueKind.Deleted)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_delete_that_lost_to_an_edit_is_told_of_until_it_is_deleted_after_all()
    {
        await using var bench = await SyncBench.StartAsync(
            20,
            s => s with { Deletes = DeletePolicy.Propagate }
        );
        bench.Left.Edit("l0001", "city", "Ulm");
        bench.Right.Delete("r0001");
        await bench.SyncAsync();
        await bench.SyncAsync();

        bench.Right.Count.ShouldBe(20);
        var issue = (await bench.IssuesAsync()).ShouldHaveSingleItem();
        IssueWays.Of(issue).ShouldBe([DecisionVerb.Ignore]);
        bench.Left.Delete("l0001");
        await bench.SyncAsync();

        bench.Right.Count.ShouldBe(19);
        (await bench.IssuesAsync()).ShouldBeEmpty();
    }
}
