using Tallystick.Contract.Tests.Connectors;
using Tallystick.Core.Connectors;
using Tallystick.Core.Records;

namespace Tallystick.Contract.Tests.HighLevel;

/// <summary>Tasks through the connector, beyond what every object type does.</summary>
public sealed class TaskObjectTests
{
    private const string Due = "2027-01-31T11:00:00.000Z";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_task_is_written_whole_read_back_and_cleared()
    {
        await using var rig = await ObjectRig.StartAsync("task");
        var written = await rig.CreateAsync(
            ("contact", Api.C1),
            ("title", "Zoë anrufen ☎"),
            ("body", "two\nlines"),
            ("dueDate", Due),
            ("completed", "true"),
            ("assignedTo", "sx6wyHhbFdRXh302LLNR")
        );

        var stored = await rig.GetAsync(written.Id);
        stored.ShouldNotBeNull().Values.ShouldBe(written.After!.Values);
        rig.Of(stored, "contact").ShouldBe(Value.Of(Api.C1));
        rig.Of(stored, "completed").ShouldBe(Value.Of("true"));
        written.Id.ShouldBe($"{Api.C1}/{rig.Of(stored, "id").Text}");
        (await rig.ListAsync()).Single().Values.ShouldBe(stored.Values);

        await rig.UpdateAsync(
            written.Id,
            ("body", null),
            ("assignedTo", null),
            ("completed", null)
        );
        var cleared = await rig.GetAsync(written.Id);
        rig.Of(cleared, "body").IsEmpty.ShouldBeTrue();
        rig.Of(cleared, "assignedTo").IsEmpty.ShouldBeTrue();
        rig.Of(cleared, "completed").ShouldBe(Value.Of("false"));
        rig.Of(cleared, "title").ShouldBe(Value.Of("Zoë anrufen ☎"));
    }

    [Fact]
    public async Task A_new_task_is_open_unless_said_and_needs_its_contact_and_a_due_date()
    {
        await using var rig = await ObjectRig.StartAsync("task");
        var open = await rig.CreateAsync(("contact", Api.C1), ("title", "Call"), ("dueDate", Due));
        rig.Of(open.After, "completed").ShouldBe(Value.Of("false"));

        var undated = await ObjectRig.FailAsync(
            ProblemKind.Invalid,
            () => rig.CreateAsync(("contact", Api.C1), ("title", "Call"))
        );
        undated.Field.ShouldBe("dueDate");
        var loose = await ObjectRig.FailAsync(
            ProblemKind.Invalid,
            () => rig.CreateAsync(("title", "Call"), ("dueDate", Due))
        );
        loose.Field.ShouldBe("contact");
    }

    [Fact]
    public async Task Tasks_of_a_contact_that_is_gone_are_gone()
    {
        await using var rig = await ObjectRig.StartAsync("task");
        var id = (
            await rig.CreateAsync(("contact", Api.C1), ("title", "Call"), ("dueDate", Due))
        ).Id;
        await rig.Api.DeleteAsync($"/contacts/{Api.C1}");

        (await rig.GetAsync(id)).ShouldBeNull();
        await rig.Connector.DeleteAsync("task", id, null, Token);
        await ObjectRig.FailAsync(
            ProblemKind.NotFound,
            () => rig.UpdateAsync(id, ("title", "Late"))
        );
        var orphan = await ObjectRig.FailAsync(
            ProblemKind.Invalid,
            () => rig.CreateAsync(("contact", Api.C1), ("title", "Call"), ("dueDate", Due))
        );
        orphan.Field.ShouldBe("contact");
        await ObjectRig.FailAsync(ProblemKind.Invalid, () => rig.GetAsync("no such id"));
    }

    [Fact]
    public async Task Rows_that_stay_are_listed_though_a_whole_stretch_before_them_goes()
    {
        await using var rig = await ObjectRig.StartAsync("task");
        var ids = new List<string>();
        for (var i = 0; i < 330; i++)
        {
            var values = new[] { ("contact", Api.C1), ("title", $"Task {i}"), ("dueDate", Due) };
            ids.Add(
                (await rig.CreateAsync([.. values.Select(v => (v.Item1, (string?)v.Item2))])).Id
            );
        }
        var first = await rig.Connector.ListAsync(rig.Projection, ListQuery.All, null, Token);
        var second = await rig.Connector.ListAsync(
            rig.Projection,
            ListQuery.All,
            first.Next,
            Token
        );
        foreach (var id in ids.Skip(20).Take(150))
            await rig.Connector.DeleteAsync("task", id, null, Token);

        var rest = await rig.ListAsync(cursor: second.Next);

        var seen = first.Records.Concat(second.Records).Concat(rest).Select(r => r.Id).ToHashSet();
        ids.Take(20).Concat(ids.Skip(170)).ShouldBeSubsetOf(seen);
    }

    [Fact]
    public async Task Tasks_are_filtered_by_contact_and_by_any_other_field()
    {
        await using var rig = await ObjectRig.StartAsync("task");
        var other = await rig.Api.CreateAsync("other@example.com");
        await rig.CreateAsync(("contact", Api.C1), ("title", "One"), ("dueDate", Due));
        var two = await rig.CreateAsync(("contact", other), ("title", "Two"), ("dueDate", Due));

        (await rig.ListWhereAsync("contactId", other)).Single().Id.ShouldBe(two.Id);
        (await rig.ListWhereAsync("title", "Two")).Single().Id.ShouldBe(two.Id);
        await ObjectRig.FailAsync(ProblemKind.Invalid, () => rig.ListWhereAsync("shoe", "42"));
    }

    [Fact]
    public async Task The_check_names_the_scope_that_tasks_lack()
    {
        await using var rig = await ObjectRig.StartAsync("task");
        await rig.Api.DeskAsync(
            "tokens",
            new
            {
                token = "pit-no-tasks",
                locationId = Api.L1,
                scopes = new[]
                {
                    "contacts.readonly",
                    "locations.readonly",
                    "locations/customFields.readonly",
                },
            }
        );
        await using var connector = HighLevelConnectors.Open(
            rig.Api.Sandbox,
            rig.Api.Handler,
            "pit-no-tasks"
        );

        (await connector.TestAsync(Token)).ShouldAllBe(f => f.Level == FindingLevel.Good);
        var bad = (
            await connector.TestAsync([new("contact", true), new("task", true)], Token)
        ).Single(f => f.Level == FindingLevel.Bad);

        bad.Topic.ShouldBe("task");
        bad.Hint.ShouldNotBeNull().ShouldContain("locations/tasks.readonly");
        rig.Connector.CallsOf(rig.Projection, null, rig.Patch(("title", "x")))
            .ShouldBe(["tasks.create"]);
    }

    [Fact]
    public async Task A_test_asks_for_no_scope_to_write_what_is_only_read()
    {
        await using var rig = await ObjectRig.StartAsync("task");
        var connector = rig.Connector;

        var findings = await connector.TestAsync([new("contact", false), new("task", true)], Token);

        findings
            .Single(f => f.Topic == "scopes")
            .Message.ShouldBe(
                "needed are locations.readonly, locations/customFields.readonly, "
                    + "contacts.readonly, locations/tasks.readonly, contacts.write"
            );
        (await connector.TestAsync([new("contact", false)], Token))
            .Single(f => f.Topic == "scopes")
            .Message.ShouldNotContain("write");
    }
}
