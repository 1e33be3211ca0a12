using Tallystick.Core.Records;
using Tallystick.Engine.Explaining;
using Tallystick.Engine.Runs;

namespace Tallystick.Tests.Engine.References;

/// <summary>Children whose parent has no partner.</summary>
public sealed class OrphanTests
{
    [Theory]
    [InlineData(Side.Left)]
    [InlineData(Side.Right)]
    public async Task A_child_waits_until_its_parent_has_a_partner(Side side)
    {
        await using var town = await Town.OpenAsync();
        AddAdaWithTask(town, side);

        var first = await town.SyncOnlyAsync("tasks");
        await town.SyncOnlyAsync("contacts");
        var second = await town.SyncOnlyAsync("tasks");

        (first.Waiting, first.Writes, first.OpenIssues).ShouldBe((1, 0, 0));
        (second.Waiting, second.Writes).ShouldBe((0, 1));
        town.Left.Show("task", "title", "contact")
            .ShouldBe($"title=Call, contact={town.Left.OnlyId("contact")}");
        town.Right.Show("todo", "title", "person")
            .ShouldBe($"title=Call, person={town.Right.OnlyId("person")}");
    }

    [Fact]
    public async Task A_child_that_waits_is_found_again_by_a_run_that_reads_only_changes()
    {
        await using var town = await Town.OpenAsync();
        town.Left.FindsByModifiedTime = town.Right.FindsByModifiedTime = true;
        town.Configure = s => s with { SweepEvery = TimeSpan.FromDays(30) };
        town.Right.Add("person", ("email", "bob@x.org"));
        AddAdaWithTask(town, Side.Left);
        await town.SyncOnlyAsync("tasks");
        await town.SyncOnlyAsync("contacts");

        var second = await town.SyncOnlyAsync("tasks");

        second.Created.Right.ShouldBe(1);
    }

    [Fact]
    public async Task A_child_whose_parent_is_held_tells_why()
    {
        await using var town = await Town.OpenAsync();
        var ada = town.Left.Add("contact", ("email", "ada@x.org"));
        town.Left.Add("contact", ("email", "ada@x.org"));
        town.Right.Add("person", ("email", "ada@x.org"));
        var task = town.Left.Add("task", ("title", "Call"), ("contact", ada));
        await town.SyncAsync();

        var tasks = town.Streams().Single(s => s.Name == "crm/tasks");
        var why = await new RecordExplainer(tasks, town.Store).ExplainAsync(
            Side.Left,
            task,
            null,
            default
        );

        why.State.ShouldBe(WhyState.Waiting);
        why.Explanation.ShouldBe(
            $"It waits for its contact {ada}, which has no partner: it has more than one candidate "
                + "for a partner, so it is held back."
        );
    }

    [Fact]
    public async Task A_plan_counts_the_children_of_what_it_would_create()
    {
        await using var town = await Town.OpenAsync();
        AddAdaWithTask(town, Side.Left);
        var sessions = await town.SessionsAsync();
        await using var copy = await sessions[0].CopyMemoryAsync(default);

        var plans = new List<PlanReport>();
        foreach (var session in sessions)
            plans.Add(await session.PlanAsync(copy, new RunOptions(), default));

        plans.Select(p => p.Create.Right).ShouldBe([0, 1, 1]);
        town.Right.Writes.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_plan_of_the_children_alone_tells_that_they_wait()
    {
        await using var town = await Town.OpenAsync();
        AddAdaWithTask(town, Side.Left);
        var tasks = (await town.SessionsAsync())[^1];

        var plan = await tasks.PlanAsync(new RunOptions(), default);

        (plan.Create.Total, plan.Waiting).ShouldBe((0, 1));
    }

    [Fact]
    public async Task Retrying_what_is_held_leaves_what_waits_alone()
    {
        await using var town = await Town.OpenAsync();
        AddAdaWithTask(town, Side.Left);
        await town.SyncOnlyAsync("tasks");

        var tasks = (await town.SessionsAsync())[^1];
        var report = await tasks.SyncAsync(new RunOptions { RetryHeld = true }, default);

        (report.Waiting, report.Writes).ShouldBe((1, 0));
    }

    private static void AddAdaWithTask(Town town, Side side)
    {
        if (side is Side.Left)
            town.Left.Add(
                "task",
                ("title", "Call"),
                ("contact", town.Left.Add("contact", ("email", "ada@x.org")))
            );
        else
            town.Right.Add(
                "todo",
                ("title", "Call"),
                ("person", town.Right.Add("person", ("email", "ada@x.org")))
            );
    }
}
