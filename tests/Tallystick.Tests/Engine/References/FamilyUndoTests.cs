using Tallystick.Core.Records;
using Tallystick.Engine.Runs;
using Tallystick.Engine.Undoing;

namespace Tallystick.Tests.Engine.References;

/// <summary>Children come back with the parent that an undo brings back.</summary>
public sealed class FamilyUndoTests
{
    [Theory]
    [InlineData(Side.Left)]
    [InlineData(Side.Right)]
    public async Task The_children_of_a_parent_that_is_brought_back_by_its_id_come_back(
        Side deletedOn
    )
    {
        await using var town = await Town.OpenAsync();
        var ada = await DeleteAdaAsync(town, deletedOn);

        var reports = await UndoAsync(town, new UndoRequest { RecordId = ada });

        reports.Select(r => r.Created.Total).ShouldBe([0, 1, 1]);
        ShowsTaskOfAda(town, deletedOn.Other);
    }

    [Fact]
    public async Task Everything_since_a_time_brings_children_back_too_and_the_sync_rests()
    {
        await using var town = await Town.OpenAsync();
        var since = town.Time.GetUtcNow().AddMinutes(3.5);
        await DeleteAdaAsync(town, Side.Left);

        await UndoAsync(town, new UndoRequest { Since = since });

        ShowsTaskOfAda(town, Side.Right);
        (await town.SyncAsync()).Values.Sum(r => r.Writes).ShouldBe(0);
        (await town.SyncAsync()).Values.Sum(r => r.Writes).ShouldBe(0);
        ShowsTaskOfAda(town, Side.Right);
        (await town.IssuesAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Side.Left)]
    [InlineData(Side.Right)]
    public async Task A_delete_and_its_undo_cancel_each_other_in_a_later_undo(Side deletedOn)
    {
        await using var town = await Town.OpenAsync();
        var since = town.Time.GetUtcNow().AddMinutes(3.5);
        await DeleteAdaAsync(town, deletedOn);
        await UndoAsync(town, new UndoRequest { Since = since });
        var app = deletedOn is Side.Left ? town.Right : town.Left;
        var ada = app.IdOf(deletedOn is Side.Left ? "person" : "contact", "email", "ada@x.org");

        var reports = await UndoAsync(town, new UndoRequest { Since = since });

        reports.Sum(r => r.Created.Total + r.Deleted.Total + r.Updated.Total).ShouldBe(0);
        ShowsTaskOfAda(town, deletedOn.Other);
        app.IdOf(deletedOn is Side.Left ? "person" : "contact", "email", "ada@x.org").ShouldBe(ada);
    }

    [Fact]
    public async Task Who_was_brought_back_with_children_goes_again_once_these_have_gone()
    {
        await using var town = await Town.OpenAsync();
        var since = town.Time.GetUtcNow().AddMinutes(3.5);
        await DeleteAdaAsync(town, Side.Left);
        var back = await UndoAsync(town, new UndoRequest { Since = since });
        var (person, task) = (back[1].Run!.Value, back[2].Run!.Value);

        var refused = await UndoAsync(town, new UndoRequest { Run = person });

        refused
            .SelectMany(r => r.Skips)
            .ShouldHaveSingleItem()
            .Reason.ShouldEndWith($"; undo run {task} first");
        await UndoAsync(town, new UndoRequest { Run = task });
        (await UndoAsync(town, new UndoRequest { Run = person }))
            .Sum(r => r.Deleted.Total)
            .ShouldBe(1);
    }

    [Fact]
    public async Task Undoing_a_create_leaves_a_record_alone_that_got_something_since()
    {
        await using var town = await Town.OpenAsync();
        await town.SyncAsync();
        var since = town.Time.GetUtcNow();
        town.Left.Add("contact", ("email", "ada@x.org"));
        town.Left.Add("contact", ("email", "bob@x.org"));
        await town.SyncAsync();
        var ada = town.Right.IdOf("person", "email", "ada@x.org");
        town.Right.Add("todo", ("title", "Call"), ("person", ada));

        var reports = await UndoAsync(town, new UndoRequest { Since = since });

        reports.Sum(r => r.Deleted.Right).ShouldBe(1);
        town.Right.Show("person", "email").ShouldBe("email=ada@x.org");
        reports
            .SelectMany(r => r.Skips)
            .ShouldContain(s => s.Reason == "it got 1 todo since, which would go with it");
    }

    [Fact]
    public async Task A_plan_of_an_undo_counts_the_children()
    {
        await using var town = await Town.OpenAsync();
        var ada = await DeleteAdaAsync(town, Side.Left);
        var sessions = await town.SessionsAsync();
        await using var copy = await sessions[0].CopyMemoryAsync(default);

        var plans = new List<UndoReport>();
        foreach (var session in sessions)
            plans.Add(
                await session.PlanUndoAsync(
                    copy,
                    new UndoRequest { RecordId = ada },
                    new RunOptions(),
                    default
                )
            );

        plans.Select(p => p.Created.Right).ShouldBe([0, 1, 1]);
        town.Right.Show("todo", "title").ShouldBe("title=Other");
    }

    [Fact]
    public async Task A_child_whose_parent_is_not_there_is_left_alone()
    {
        await using var town = await Town.OpenAsync();
        await DeleteAdaAsync(town, Side.Left);
        var tasks = (await town.SessionsAsync())[^1];

        var report = await tasks.UndoAsync(
            new UndoRequest { Since = town.Time.GetUtcNow().AddMinutes(-2.5) },
            new RunOptions(),
            default
        );

        report.Created.Total.ShouldBe(0);
        report.Skips.ShouldContain(s => s.Reason == "the record that it belongs to is not there");
    }

    /// <returns>Her id on the side where she was deleted.</returns>
    private static async Task<string> DeleteAdaAsync(Town town, Side side)
    {
        var bob = town.Left.Add("contact", ("email", "bob@x.org"));
        town.Left.Add("task", ("title", "Other"), ("contact", bob));
        // Both apps knew her before: undoing all that was written to her is not undoing her.
        var ada = town.Left.Add("contact", ("email", "ada@x.org"), ("name", "Ada"));
        town.Right.Add("person", ("email", "ada@x.org"), ("name", "Ada"));
        town.Left.Add("task", ("title", "Call"), ("contact", ada));
        await town.SyncAsync();
        var (app, type) = side is Side.Left ? (town.Left, "contact") : (town.Right, "person");
        var id = app.IdOf(type, "email", "ada@x.org");
        app.Delete(type, id);
        await town.SyncAsync();
        return id;
    }

    private static async Task<IReadOnlyList<UndoReport>> UndoAsync(Town town, UndoRequest request)
    {
        var reports = new List<UndoReport>();
        foreach (var session in await town.SessionsAsync())
        {
            town.Time.Advance(TimeSpan.FromMinutes(1));
            reports.Add(await session.UndoAsync(request, new RunOptions(), default));
        }
        return reports;
    }

    private static void ShowsTaskOfAda(Town town, Side side)
    {
        if (side is Side.Left)
            town.Left.Show("task", "title", "contact")
                .ShouldEndWith(
                    $"title=Call, contact={town.Left.IdOf("contact", "email", "ada@x.org")}"
                );
        else
            town.Right.Show("todo", "title", "person")
                .ShouldEndWith(
                    $"title=Call, person={town.Right.IdOf("person", "email", "ada@x.org")}"
                );
    }
}
