using Tallystick.Core.Connectors;
using Tallystick.Core.Stores;
using Tallystick.Engine.Runs;
using Tallystick.Engine.Undoing;

namespace Tallystick.Tests.Engine;

/// <summary>People and the network do not wait for an undo.</summary>
public sealed class UndoRaceTests
{
    [Fact]
    public async Task An_undo_whose_answer_was_lost_is_no_edit_to_carry_over()
    {
        await using var bench = await SyncBench.StartAsync(3);
        var run = await MoveAsync(bench);
        bench.Right.LosesAnswer = true;

        var report = await UndoAsync(bench, run);

        report.Fields.ShouldBe(1);
        report.Postponed.ShouldBe(0);
        (await bench.JournalAsync(JournalKind.Updated)).ShouldContain(e => e.Actor == "undo");
        await ShouldRestAsync(bench);
    }

    [Fact]
    public async Task An_undo_whose_answer_was_lost_where_the_record_has_moved_on_is_found_to_be_done()
    {
        await using var bench = await SyncBench.StartAsync(3);
        bench.Left.HasVersions = bench.Right.HasVersions = true;
        var run = await MoveAsync(bench);
        bench.Right.LosesAnswer = true;

        (await UndoAsync(bench, run)).Fields.ShouldBe(1);

        await ShouldRestAsync(bench);
    }

    [Fact]
    public async Task What_a_person_types_before_the_undo_has_looked_at_its_write_is_carried_over()
    {
        await using var bench = await SyncBench.StartAsync(3);
        var run = await MoveAsync(bench);
        bench.Right.IsSilent = true;
        bench.Right.AfterUpdate = id => bench.Right.Edit(id, "city", "Typed");

        await UndoAsync(bench, run);
        bench.Right.AfterUpdate = null;
        await bench.SyncAsync();

        bench.Left["l0001", "city"].ShouldBe("Typed");
        bench.Right["r0001", "city"].ShouldBe("Typed");
    }

    [Fact]
    public async Task What_a_person_types_before_a_run_has_looked_at_its_write_is_not_the_runs_to_undo()
    {
        await using var bench = await SyncBench.StartAsync(3);
        bench.Right.IsSilent = true;
        bench.Right.AfterUpdate = id =>
        {
            bench.Right.AfterUpdate = null;
            bench.Right.Edit(id, "city", "Typed");
        };
        var run = await MoveAsync(bench);

        var report = await UndoAsync(bench, run);

        report.EditedSince.ShouldBe(1);
        bench.Right["r0001", "city"].ShouldBe("Typed");
    }

    [Fact]
    public async Task Who_was_created_and_then_given_a_tag_by_a_person_is_not_deleted()
    {
        await using var bench = await SyncBench.StartAsync(3);
        bench.Left.Add(("email", "ada@x"), ("tags", "one"));
        await bench.SyncAsync();
        bench.Right.Edit("r0004", "tags", "one;by a person");
        bench.Left.Edit("l0004", "tags", "one;two");
        await bench.SyncAsync();

        var report = await bench
            .Session()
            .UndoAsync(
                new UndoRequest { RecordId = "r0004" },
                new RunOptions(),
                TestContext.Current.CancellationToken
            );

        report.Deleted.Total.ShouldBe(0);
        bench.Right["r0004", "tags"].ShouldContain("by a person");
    }

    [Fact]
    public async Task A_tag_that_a_person_took_off_after_an_undo_had_put_it_on_stays_off()
    {
        await using var bench = await SyncBench.StartAsync(3);
        var start = bench.Time.GetUtcNow();
        bench.Left.Edit("l0001", "tags", "other");
        var run = (await bench.SyncAsync()).Run;
        await UndoAsync(bench, run);
        bench.Right["r0001", "tags"].ShouldBe("t1");
        bench.Right.Edit("r0001", "tags", "other");

        var again = new UndoRequest { Since = start, RecordId = "r0001" };
        await bench
            .Session()
            .UndoAsync(again, new RunOptions(), TestContext.Current.CancellationToken);

        bench.Right["r0001", "tags"].ShouldBe("other");
    }

    [Fact]
    public async Task What_an_undo_was_refused_for_want_of_a_token_is_carried_over_when_a_person_does_it()
    {
        await using var bench = await SyncBench.StartAsync(3);
        var run = await MoveAsync(bench);
        bench.Right.BeforeUpdate = _ => Expire(bench.Right);

        await Should.ThrowAsync<RunStoppedException>(() => UndoAsync(bench, run));
        Renew(bench.Right);
        bench.Right.Edit("r0001", "city", "C1");
        await bench.SyncAsync();

        bench.Left["l0001", "city"].ShouldBe("C1");
        bench.Right["r0001", "city"].ShouldBe("C1");
    }

    [Fact]
    public async Task An_undo_that_arrived_before_the_token_expired_is_no_edit_to_carry_over()
    {
        await using var bench = await SyncBench.StartAsync(3);
        var run = await MoveAsync(bench);
        bench.Right.AfterUpdate = _ =>
        {
            bench.Right.BeforeUpdate = _ => Expire(bench.Right);
            throw new ConnectorException(ProblemKind.Transient, "The answer was lost.");
        };

        await Should.ThrowAsync<RunStoppedException>(() =>
            SyncBench.LiveAsync(UndoAsync(bench, run), bench.Time)
        );
        Renew(bench.Right);

        await ShouldRestAsync(bench);
    }

    private static void Expire(MemoryApp app)
    {
        app.Trouble = AppTrouble.Unauthorized;
        throw new ConnectorException(ProblemKind.Unauthorized, "The token has expired.");
    }

    private static void Renew(MemoryApp app)
    {
        app.Trouble = AppTrouble.None;
        app.BeforeUpdate = app.AfterUpdate = null;
    }

    /// <summary>Somebody moves on the left, and a run carries it over.</summary>
    private static async Task<long> MoveAsync(SyncBench bench)
    {
        bench.Left.Edit("l0001", "city", "Newtown");
        return (await bench.SyncAsync()).Run;
    }

    private static Task<UndoReport> UndoAsync(SyncBench bench, long run) =>
        bench
            .Session()
            .UndoAsync(
                new UndoRequest { Run = run, RecordId = "r0001" },
                new RunOptions(),
                TestContext.Current.CancellationToken
            );

    private static async Task ShouldRestAsync(SyncBench bench)
    {
        bench.Forget();
        await bench.SyncAsync(new RunOptions { Full = true });
        bench.Left.Writes.Concat(bench.Right.Writes).ShouldBeEmpty();
        bench.Left["l0001", "city"].ShouldBe("Newtown");
        bench.Right["r0001", "city"].ShouldBe("C1");
    }
}
