using System.Globalization;
using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;

namespace Tallystick.Tests.Engine.References;

/// <summary>What becomes of children when their parent goes.</summary>
public sealed class FamilyTests
{
    [Fact]
    public async Task The_children_of_a_deleted_parent_go_with_it_and_their_last_values_are_told()
    {
        await using var town = await Town.OpenAsync();
        var ada = await AddAdaAsync(town, tasks: 1);

        town.Left.Delete("contact", ada);
        var reports = await town.SyncAsync();

        town.Right.Show("todo", "title").ShouldBe("title=Other");
        reports["contacts"].Deleted.Right.ShouldBe(1);
        (reports["tasks"].Writes, reports["tasks"].Links).ShouldBe((0, 1));
        (await town.IssuesAsync()).ShouldBeEmpty();
        var entry = (await town.JournalAsync("tasks"))[0];
        (entry.Kind, entry.Side, entry.Cause).ShouldBe(
            (JournalKind.Deleted, Side.Right, "deleted with its person")
        );
        entry.Fields.Single(f => f.Field == "title").Before.ShouldBe(Value.Of("Call 0"));
    }

    [Fact]
    public async Task However_many_children_go_with_their_parent_is_not_suspicious()
    {
        await using var town = await Town.OpenAsync();
        town.Configure = s => s with { DeletesMax = 2, DeleteShareMax = 0.6 };
        var ada = await AddAdaAsync(town, tasks: 9);

        town.Left.Delete("contact", ada);
        var reports = await town.SyncAsync();

        reports["tasks"].Stopped.ShouldBeNull();
        (await town.IssuesAsync()).ShouldBeEmpty();
        (await town.SyncAsync()).Values.Sum(r => r.Writes).ShouldBe(0);
    }

    [Fact]
    public async Task The_children_of_a_parent_that_is_kept_are_kept_and_nobody_is_asked()
    {
        await using var town = await Town.OpenAsync();
        town.Configure = s => s.Name == "crm/contacts" ? s with { Deletes = DeletePolicy.Keep } : s;
        var ada = await AddAdaAsync(town, tasks: 1);

        town.Left.Delete("contact", ada);
        await town.SyncAsync();
        var reports = await town.SyncAsync();

        town.Right.Show("todo", "title").ShouldBe("title=Other; title=Call 0");
        town.Left.Show("task", "title").ShouldBe("title=Other");
        reports.Values.Sum(r => r.Writes).ShouldBe(0);
        (await town.IssuesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_children_of_a_parent_that_an_edit_brought_back_come_back_with_it()
    {
        await using var town = await Town.OpenAsync();
        var ada = await AddAdaAsync(town, tasks: 1);

        town.Left.Delete("contact", ada);
        town.Right.Edit("person", AdaOn(town.Right, "person"), "name", "Ada L.");
        await town.SyncAsync();
        await town.SyncAsync();

        var again = AdaOn(town.Left, "contact");
        again.ShouldNotBe(ada);
        town.Left.Look("contact", again, "name").ShouldBe("Ada L.");
        town.Left.Show("task", "title", "contact").ShouldEndWith($"title=Call 0, contact={again}");
        town.Right.Show("todo", "title").ShouldBe("title=Other; title=Call 0");
        (await town.SyncAsync()).Values.Sum(r => r.Writes).ShouldBe(0);
    }

    [Fact]
    public async Task A_child_whose_parent_is_gone_and_not_settled_yet_is_not_deleted()
    {
        await using var town = await Town.OpenAsync();
        var ada = await AddAdaAsync(town, tasks: 1);

        town.Left.Delete("contact", ada);
        var report = await town.SyncOnlyAsync("tasks");

        (report.Writes, report.Postponed).ShouldBe((0, 1));
        town.Right.Show("todo", "title").ShouldBe("title=Other; title=Call 0");
    }

    [Fact]
    public async Task A_child_that_is_deleted_alone_is_deleted_on_the_other_side()
    {
        await using var town = await Town.OpenAsync();
        await AddAdaAsync(town, tasks: 2);

        town.Left.Delete("task", town.Left.IdOf("task", "title", "Call 0"));
        await town.SyncAsync();

        town.Right.Show("todo", "title").ShouldBe("title=Other; title=Call 1");
    }

    [Theory]
    [InlineData("contact", "person", "task", DeletePolicy.Propagate)]
    [InlineData("person", "contact", "todo", DeletePolicy.Propagate)]
    [InlineData("contact", "person", "task", DeletePolicy.Keep)]
    [InlineData("person", "contact", "todo", DeletePolicy.Keep)]
    public async Task Children_are_created_again_at_a_parent_that_was_typed_in_anew(
        string parent,
        string partner,
        string child,
        DeletePolicy policy
    )
    {
        await using var town = await Town.OpenAsync();
        town.Configure = s => s with { Deletes = policy };
        await AddAdaAsync(town, tasks: 2);
        var (app, other) = parent is "contact" ? (town.Left, town.Right) : (town.Right, town.Left);
        var kept = other.Show(child is "task" ? "todo" : "task", "title");
        app.Delete(parent, AdaOn(app, parent));
        // With nothing done in between it is never found gone, else both are known to be.
        if (policy is DeletePolicy.Keep)
            await town.SyncAsync();
        var heir = app.Add(parent, ("email", "ada@x.org"), ("name", "Ada"));

        await town.SyncAsync();
        await town.SyncAsync();

        other.Show(child is "task" ? "todo" : "task", "title").ShouldBe(kept);
        foreach (var title in new[] { "Call 0", "Call 1" })
            app.Look(child, app.IdOf(child, "title", title), parent).ShouldBe(heir);
        (await town.SyncAsync()).Values.Sum(r => r.Writes).ShouldBe(0);
        (await town.IssuesAsync()).ShouldBeEmpty();
        AdaOn(other, partner).ShouldNotBeEmpty();

        // From now on they are like others.
        app.Delete(child, app.IdOf(child, "title", "Call 1"));
        await town.SyncAsync();
        if (policy is DeletePolicy.Propagate)
            other.Show(child is "task" ? "todo" : "task", "title").ShouldNotContain("Call 1");
        app.Show(child, "title").ShouldNotContain("Call 1");
    }

    [Theory]
    [InlineData("contact", "task")]
    [InlineData("person", "todo")]
    public async Task A_child_that_moved_to_its_parents_heir_can_be_deleted(
        string parent,
        string child
    )
    {
        await using var town = await Town.OpenAsync();
        await AddAdaAsync(town, tasks: 2);
        var app = parent is "contact" ? town.Left : town.Right;
        var ada = AdaOn(app, parent);
        var heir = app.Add(parent, ("email", "ada@x.org"), ("name", "Ada"));
        foreach (var title in new[] { "Call 0", "Call 1" })
            app.Edit(child, app.IdOf(child, "title", title), parent, heir);
        app.Delete(parent, ada);
        await town.SyncAsync();

        app.Delete(child, app.IdOf(child, "title", "Call 1"));
        await town.SyncAsync();

        foreach (
            var titles in new[]
            {
                town.Left.Show("task", "title"),
                town.Right.Show("todo", "title"),
            }
        )
            titles.ShouldBe("title=Other; title=Call 0");
        (await town.IssuesAsync()).ShouldBeEmpty();
    }

    private static string AdaOn(TownApp app, string type) => app.IdOf(type, "email", "ada@x.org");

    /// <summary>Ada and her tasks, beside somebody else.</summary>
    private static async Task<string> AddAdaAsync(Town town, int tasks)
    {
        var bob = town.Left.Add("contact", ("email", "bob@x.org"));
        town.Left.Add("task", ("title", "Other"), ("contact", bob));
        var ada = town.Left.Add("contact", ("email", "ada@x.org"), ("name", "Ada"));
        for (var i = 0; i < tasks; i++)
            town.Left.Add(
                "task",
                ("title", string.Create(CultureInfo.InvariantCulture, $"Call {i}")),
                ("contact", ada)
            );
        await town.SyncAsync();
        return ada;
    }

    [Fact]
    public async Task Children_that_are_called_the_same_are_all_created_and_stay_apart()
    {
        await using var town = await Town.OpenAsync();
        var ada = await AddAdaAsync(town, tasks: 0);
        town.Left.Add("task", ("title", "Call"), ("contact", ada));
        town.Left.Add("task", ("title", "Call"), ("contact", ada));
        await town.SyncAsync();
        var third = town.Left.Add("task", ("title", "Call"), ("contact", ada));

        await town.SyncAsync();

        town.Right.Show("todo", "title")
            .ShouldBe("title=Other; title=Call; title=Call; title=Call");
        town.Left.Edit("task", third, "done", "true");
        await town.SyncAsync();
        town.Right.Show("todo", "done").ShouldBe("done=; done=; done=; done=true");
        (await town.SyncAsync()).Values.Sum(r => r.Writes).ShouldBe(0);
        (await town.IssuesAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_delete_is_asked_about_where_children_would_go_that_the_other_side_has_not_got(
        bool isNew
    )
    {
        await using var town = await Town.OpenAsync();
        var ada = await AddAdaAsync(town, tasks: 1);
        if (isNew)
            town.Left.Add("task", ("title", "Urgent"), ("contact", ada));
        else
            town.Left.Edit(
                "task",
                town.Left.IdOf("task", "title", "Call 0"),
                "title",
                "Call today"
            );
        town.Right.Delete("person", town.Right.IdOf("person", "email", "ada@x.org"));

        await town.SyncAsync();

        town.Left.Show("contact", "email").ShouldContain("ada@x.org");
        town.Left.Show("task", "title").ShouldContain(isNew ? "Urgent" : "Call today");
        (await town.IssuesAsync())
            .ShouldHaveSingleItem()
            .ShouldEndWith("was kept: right has not got 1 task.");
    }

    [Fact]
    public async Task A_delete_is_asked_about_where_a_kept_child_would_go_that_was_edited_since()
    {
        await using var town = await Town.OpenAsync();
        town.Configure = s => s.Name == "crm/tasks" ? s with { Deletes = DeletePolicy.Keep } : s;
        var ada = await AddAdaAsync(town, tasks: 1);
        town.Left.Delete("task", town.Left.IdOf("task", "title", "Call 0"));
        await town.SyncAsync();

        town.Right.Edit("todo", town.Right.IdOf("todo", "title", "Call 0"), "title", "Call today");
        town.Left.Delete("contact", ada);
        await town.SyncAsync();

        town.Right.Show("todo", "title").ShouldBe("title=Other; title=Call today");
        (await town.IssuesAsync())
            .ShouldHaveSingleItem()
            .ShouldEndWith("was kept: left has not got 1 todo.");
    }

    [Fact]
    public async Task Nobody_is_deleted_while_not_all_of_their_children_are_shown()
    {
        await using var town = await Town.OpenAsync();
        var ada = await AddAdaAsync(town, tasks: 0);
        town.Left.Add("task", ("title", "Urgent"), ("contact", ada));
        town.Right.Delete("person", town.Right.IdOf("person", "email", "ada@x.org"));
        town.Left.HidesChildren = true;

        var report = (await town.SyncAsync())["contacts"];

        (report.Deleted.Left, report.Postponed).ShouldBe((0, 1));
        town.Left.Show("task", "title").ShouldContain("Urgent");
        town.Left.HidesChildren = false;
        await town.SyncAsync();
        (await town.IssuesAsync()).ShouldContain(i =>
            i.EndsWith("was kept: right has not got 1 task.", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task The_children_of_a_parent_that_an_edit_brought_back_on_the_right_come_back_with_it()
    {
        await using var town = await Town.OpenAsync();
        var ada = await AddAdaAsync(town, tasks: 1);

        town.Right.Delete("person", AdaOn(town.Right, "person"));
        town.Left.Edit("contact", ada, "name", "Ada L.");
        await town.SyncAsync();
        await town.SyncAsync();

        var again = AdaOn(town.Right, "person");
        town.Right.Show("todo", "title", "person").ShouldEndWith($"title=Call 0, person={again}");
        town.Left.Show("task", "title").ShouldBe("title=Other; title=Call 0");
        (await town.SyncAsync()).Values.Sum(r => r.Writes).ShouldBe(0);
    }

    [Fact]
    public async Task A_child_that_was_deleted_alone_stays_deleted_when_its_parent_comes_back()
    {
        await using var town = await Town.OpenAsync();
        town.Configure = s => s.Name == "crm/tasks" ? s with { Deletes = DeletePolicy.Keep } : s;
        var ada = await AddAdaAsync(town, tasks: 2);
        town.Left.Delete("task", town.Left.IdOf("task", "title", "Call 0"));
        await town.SyncAsync();

        town.Left.Delete("contact", ada);
        town.Right.Edit("person", AdaOn(town.Right, "person"), "name", "Ada L.");
        await town.SyncAsync();
        await town.SyncAsync();

        town.Left.Show("task", "title").ShouldBe("title=Other; title=Call 1");
        town.Right.Show("todo", "title").ShouldBe("title=Other; title=Call 0; title=Call 1");
        (await town.SyncAsync()).Values.Sum(r => r.Writes).ShouldBe(0);
    }

    [Fact]
    public async Task What_a_person_lets_go_with_its_parent_is_in_the_journal()
    {
        await using var town = await AskedAsync();
        await DecideAsync(town);

        await town.SyncAsync();

        town.Left.Show("contact", "email").ShouldNotContain("ada@x.org");
        var entry = (await town.JournalAsync("contacts")).First(e =>
            e.Cause.StartsWith("task, deleted with its contact ", StringComparison.Ordinal)
        );
        entry.Fields.ShouldContain(f => f.Field == "title" && f.Before.Text == "Urgent");
    }

    [Fact]
    public async Task What_was_added_after_the_answer_is_asked_about_again()
    {
        await using var town = await AskedAsync();
        await DecideAsync(town);
        town.Time.Advance(TimeSpan.FromMinutes(1));
        var ada = town.Left.IdOf("contact", "email", "ada@x.org");
        town.Left.Add("task", ("title", "Later"), ("contact", ada));

        await town.SyncAsync();

        town.Left.Show("task", "title").ShouldContain("Later");
        (await town.IssuesAsync())
            .ShouldHaveSingleItem()
            .ShouldEndWith("got 1 task since you were asked, and was kept.");
    }

    /// <summary>Ada was deleted on the right, and has a task on the left that the right never got.</summary>
    private static async Task<Town> AskedAsync()
    {
        var town = await Town.OpenAsync();
        var ada = await AddAdaAsync(town, tasks: 1);
        town.Left.Add("task", ("title", "Urgent"), ("contact", ada));
        town.Right.Delete("person", town.Right.IdOf("person", "email", "ada@x.org"));
        await town.SyncAsync();
        return town;
    }

    private static async Task DecideAsync(Town town)
    {
        var issue = await town.Store.IssuesAsync(new IssueQuery(), default).SingleAsync();
        await town.Store.DecideAsync(
            new Decision(
                "crm/contacts",
                issue.Key,
                DecisionVerb.Approve,
                null,
                "ada",
                town.Time.GetUtcNow()
            ),
            default
        );
    }
}
