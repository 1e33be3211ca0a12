using Tallystick.Core.Mapping;
using Tallystick.Core.Stores;

namespace Tallystick.Tests.Engine;

/// <summary>Deletions that wait for a person.</summary>
public sealed class DeleteDeskTests
{
    [Fact]
    public async Task An_approved_delete_is_carried_over_by_the_next_run_and_no_sooner()
    {
        await using var bench = await AskedAsync();
        var issue = (await bench.IssuesAsync(IssueKind.Deleted)).ShouldHaveSingleItem();

        (await bench.SyncAsync()).Writes.ShouldBe(0);
        await bench.DecideAsync(issue, DecisionVerb.Approve);
        (await bench.SyncAsync()).Deleted.Right.ShouldBe(1);

        bench.Right.Writes.ShouldBe(["delete r0001"]);
        (await bench.IssuesAsync()).ShouldBeEmpty();
        (await bench.OpenDecisionsAsync()).ShouldBe(0);
        var entry = (await bench.JournalAsync(JournalKind.Deleted)).ShouldHaveSingleItem();
        (entry.Actor, entry.RightId).ShouldBe(("ada", "r0001"));
        entry.Fields.Single(f => f.Field == "city").Before.Text.ShouldBe("C1");
        (await bench.SyncAsync()).Writes.ShouldBe(0);
    }

    [Fact]
    public async Task A_declined_delete_is_kept_and_not_asked_about_again()
    {
        await using var bench = await AskedAsync();
        await bench.DecideAsync((await bench.IssuesAsync()).Single(), DecisionVerb.Decline);

        (await bench.SyncAsync()).Writes.ShouldBe(0);
        (await bench.SyncAsync()).Writes.ShouldBe(0);

        (await bench.IssuesAsync()).ShouldBeEmpty();
        bench.Right.Count.ShouldBe(20);
        (await bench.JournalAsync(JournalKind.DeleteSeen))[0].Actor.ShouldBe("ada");
    }

    [Fact]
    public async Task After_a_declined_delete_the_record_that_came_back_is_asked_about_when_it_goes_again()
    {
        await using var bench = await SyncBench.StartAsync(20, Ask);
        var putBack = bench.Left.Delete("l0001");
        await bench.SyncAsync();
        await bench.DecideAsync((await bench.IssuesAsync()).Single(), DecisionVerb.Decline);
        await bench.SyncAsync();

        putBack();
        await bench.SyncAsync();
        bench.Left.Delete("l0001");
        await bench.SyncAsync();

        (await bench.IssuesAsync()).ShouldHaveSingleItem().Kind.ShouldBe(IssueKind.Deleted);
    }

    [Fact]
    public async Task A_record_that_comes_back_closes_its_issue_even_if_the_delete_was_approved()
    {
        await using var bench = await SyncBench.StartAsync(20, Ask);
        var putBack = bench.Left.Delete("l0001");
        await bench.SyncAsync();
        await bench.DecideAsync((await bench.IssuesAsync()).Single(), DecisionVerb.Approve);

        putBack();
        (await bench.SyncAsync()).Writes.ShouldBe(0);

        bench.Right.Count.ShouldBe(20);
        (await bench.IssuesAsync()).ShouldBeEmpty();
        (await bench.OpenDecisionsAsync()).ShouldBe(0);
        bench.Left.Edit("l0001", "city", "Back");
        (await bench.SyncAsync()).Updated.Right.ShouldBe(1);
    }

    [Fact]
    public async Task An_edit_made_after_the_question_beats_the_approval_and_asks_again()
    {
        await using var bench = await AskedAsync();
        await bench.DecideAsync((await bench.IssuesAsync()).Single(), DecisionVerb.Approve);
        bench.Right.Edit("r0001", "city", "Later");

        (await bench.SyncAsync()).Writes.ShouldBe(0);

        bench.Right.Count.ShouldBe(20);
        (await bench.OpenDecisionsAsync()).ShouldBe(0);
        var issue = (await bench.IssuesAsync()).ShouldHaveSingleItem();
        issue.Message.ShouldContain("edited since");
        await bench.DecideAsync(issue, DecisionVerb.Approve);
        (await bench.SyncAsync()).Deleted.Right.ShouldBe(1);
    }

    [Fact]
    public async Task When_the_survivor_goes_too_the_issue_closes()
    {
        await using var bench = await AskedAsync();

        bench.Right.Delete("r0001");
        await bench.SyncAsync();

        (await bench.IssuesAsync()).ShouldBeEmpty();
        (await bench.SyncAsync()).Writes.ShouldBe(0);
    }

    [Fact]
    public async Task Many_deletes_at_once_are_one_question_and_one_answer()
    {
        await using var bench = await SyncBench.StartAsync(20, Ask);
        foreach (var id in bench.Left.Ids.Take(5).ToArray())
            bench.Left.Delete(id);
        await bench.SyncAsync();
        var issue = (await bench.IssuesAsync()).ShouldHaveSingleItem();
        issue.Kind.ShouldBe(IssueKind.SuspiciousDelete);

        await bench.DecideAsync(issue, DecisionVerb.Approve);
        (await bench.SyncAsync()).Deleted.Right.ShouldBe(5);

        (await bench.IssuesAsync()).ShouldBeEmpty();
        (await bench.OpenDecisionsAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Who_declined_many_deletes_keeps_their_partners_and_is_not_asked_again()
    {
        await using var bench = await SyncBench.StartAsync(20);
        foreach (var id in bench.Left.Ids.Take(5).ToArray())
            bench.Left.Delete(id);
        await bench.SyncAsync();
        await bench.DecideAsync((await bench.IssuesAsync()).Single(), DecisionVerb.Decline);

        (await bench.SyncAsync()).Writes.ShouldBe(0);
        (await bench.SyncAsync()).Writes.ShouldBe(0);

        bench.Right.Count.ShouldBe(20);
        (await bench.IssuesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_approval_of_a_few_deletes_is_none_of_many_more()
    {
        await using var bench = await SyncBench.StartAsync(20);
        foreach (var id in bench.Left.Ids.Take(5).ToArray())
            bench.Left.Delete(id);
        await bench.SyncAsync();
        await bench.DecideAsync((await bench.IssuesAsync()).Single(), DecisionVerb.Approve);
        foreach (var id in bench.Left.Ids.Take(10).ToArray())
            bench.Left.Delete(id);

        (await bench.SyncAsync()).Deleted.Total.ShouldBe(0);

        bench.Right.Count.ShouldBe(20);
        (await bench.IssuesAsync()).ShouldHaveSingleItem().Message.ShouldContain("15 of 20");
    }

    [Fact]
    public async Task One_more_missing_record_is_the_same_question()
    {
        await using var bench = await SyncBench.StartAsync(30, s => s with { DeletesMax = 3 });
        foreach (var i in Enumerable.Range(1, 6))
            bench.Left.Delete($"l000{i}");
        await bench.SyncAsync();
        var first = (await bench.IssuesAsync()).Single();
        bench.Left.Delete("l0007");
        await bench.SyncAsync();

        var now = (await bench.IssuesAsync()).ShouldHaveSingleItem();

        now.Number.ShouldBe(first.Number);
        now.Message.ShouldContain("7 of 30");
        await bench.DecideAsync(now, DecisionVerb.Approve);
        (await bench.SyncAsync()).Deleted.Right.ShouldBe(7);
        (await bench.IssuesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_approved_delete_can_be_undone()
    {
        await using var bench = await AskedAsync();
        await bench.DecideAsync((await bench.IssuesAsync()).Single(), DecisionVerb.Approve);
        var run = (await bench.SyncAsync()).Run;

        await bench.Session().UndoAsync(new() { Run = run }, new(), default);

        bench.Right[bench.Right.IdOf("p1@x"), "city"].ShouldBe("C1");
    }

    private static StreamDefinition Ask(StreamDefinition stream) =>
        stream with
        {
            Deletes = DeletePolicy.Ask,
        };

    /// <summary>Twenty pairs, and the first is gone on the left.</summary>
    private static async Task<SyncBench> AskedAsync()
    {
        var bench = await SyncBench.StartAsync(20, Ask);
        bench.Left.Delete("l0001");
        await bench.SyncAsync();
        return bench;
    }
}
