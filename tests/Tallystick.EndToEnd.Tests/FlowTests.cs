using System.Text.Json;
using Tallystick.Sandbox;

namespace Tallystick.EndToEnd.Tests;

/// <summary>The flows that come as templates, run by the program itself against both systems.</summary>
public sealed class FlowTests
{
    [Fact]
    public async Task A_person_changed_in_the_app_is_changed_in_HighLevel_and_gets_its_details_tasks_and_notes()
    {
        await using var flow = await FlowScene.StartAsync("app-drives", contacts: 3);
        var ada = await flow.AddContactAsync(
            new
            {
                firstName = "Ada",
                lastName = "Byron",
                email = "ada@example.com",
                city = "London",
                website = "https://ada.example.com",
                tags = new[] { "vip", "by hand" },
            }
        );
        await flow.AddInHighLevelAsync($"contacts/{ada}/tasks", Task("Call Ada", done: false));
        await flow.AddInHighLevelAsync($"contacts/{ada}/notes", new { body = "Likes engines" });
        var person = await flow.AddInAppAsync(
            "people",
            new
            {
                givenName = "Ada",
                familyName = "Byron",
                emailAddress = "ada@example.com",
                labels = new[] { "From the fair" },
            }
        );
        var strangers = await OthersAsync(flow, ada);

        await flow.SyncAsync();

        var contact = await flow.ContactAsync(ada);
        FewPeople.Tags(contact).ShouldBe(["vip", "by hand", "from the fair"], ignoreOrder: true);
        var details = (await flow.AppAsync("people")).ShouldHaveSingleItem();
        Text(details, "town").ShouldBe("London");
        Text(details, "website").ShouldBe("https://ada.example.com");
        details
            .GetProperty("labels")
            .EnumerateArray()
            .Single()
            .GetString()
            .ShouldBe("From the fair");
        var todo = (await flow.AppAsync("todos")).ShouldHaveSingleItem();
        Text(todo, "personId").ShouldBe(person);
        Text(todo, "subject").ShouldBe("Call Ada");
        Text(todo, "dueOn").ShouldBe("2026-12-24");
        Text((await flow.AppAsync("notes")).ShouldHaveSingleItem(), "text")
            .ShouldBe("Likes engines");

        await flow.EditInAppAsync(
            $"people/{person}",
            new { familyName = "Lovelace", labels = new[] { "From the fair", "Author" } }
        );
        var task = (await flow.HighLevelAsync($"contacts/{ada}/tasks")).GetProperty("tasks")[0];
        await flow.ChangeInHighLevelAsync(
            $"contacts/{ada}/tasks/{Text(task, "id")}",
            new { completed = true }
        );
        await flow.AddInHighLevelAsync($"contacts/{ada}/notes", new { body = "Moved" });
        flow.Sandbox.Edit(ada, new { city = "Paris" });
        await flow.SyncAsync();

        contact = await flow.ContactAsync(ada);
        Text(contact, "lastName").ShouldBe("Lovelace");
        Text(contact, "city").ShouldBe("Paris");
        FewPeople
            .Tags(contact)
            .ShouldBe(["vip", "by hand", "from the fair", "author"], ignoreOrder: true);
        Text((await flow.AppAsync("people")).Single(), "town").ShouldBe("Paris");
        var done = (await flow.AppAsync("todos")).ShouldHaveSingleItem();
        done.GetProperty("done").GetBoolean().ShouldBeTrue();
        (await flow.AppAsync("notes"))
            .Select(n => Text(n, "text"))
            .ShouldBe(["Likes engines", "Moved"], ignoreOrder: true);
        await flow.ShouldSettleAsync();
        (await OthersAsync(flow, ada)).ShouldBe(strangers);
    }

    [Fact]
    public async Task The_contacts_of_one_business_are_brought_to_the_app_and_nobody_else_is_touched()
    {
        await using var flow = await FlowScene.StartAsync("by-business", contacts: 20);
        await flow.AddInHighLevelAsync(
            "businesses",
            new { name = "Analytical Engines", locationId = HighLevelSandbox.DefaultLocation }
        );
        var business = Text(
            (
                await flow.HighLevelAsync(
                    $"businesses?locationId={HighLevelSandbox.DefaultLocation}"
                )
            ).GetProperty("businesses")[0],
            "id"
        );
        await flow.EditFileAsync(text =>
            text.Replace("the business's id", business, StringComparison.Ordinal)
        );
        var staff = (await flow.ContactsAsync()).Take(6).ToList();
        foreach (var contact in staff)
            flow.Sandbox.Edit(Text(contact, "id"), new { businessId = business });
        foreach (var contact in staff.Take(2))
            await flow.AddInAppAsync(
                "people",
                new { emailAddress = Text(contact, "email"), town = "Elsewhere" }
            );
        for (var i = 0; i < 4; i++)
            await flow.AddInAppAsync(
                "people",
                new { givenName = $"Stranger {i}", emailAddress = $"stranger{i}@example.com" }
            );
        var highLevel = Raw(await flow.ContactsAsync());
        var strangers = Raw(await StrangersAsync(flow));

        var report = (await flow.SyncAsync())["contacts"];

        report.Number("read.left").ShouldBe(6);
        report.Number("matched").ShouldBe(2);
        report.Number("created.right").ShouldBe(4);
        report.Number("updated.right").ShouldBe(2);
        report.Number("writes").ShouldBe(6);
        Raw(await flow.ContactsAsync()).ShouldBe(highLevel);
        Raw(await StrangersAsync(flow)).ShouldBe(strangers);
        var people = await flow.AppAsync("people");
        people.Count.ShouldBe(6 + 4);
        people.ShouldNotContain(p => p.GetProperty("town").ValueEquals("Elsewhere"));

        flow.Sandbox.Edit(Text(staff[0], "id"), new { city = "Newtown" });
        var second = (await flow.SyncAsync())["contacts"];
        second.Number("updated.right").ShouldBe(1);
        second.Number("writes").ShouldBe(1);
        Raw(await StrangersAsync(flow)).ShouldBe(strangers);
        await flow.ShouldSettleAsync();
    }

    [Fact]
    public async Task A_new_person_with_tasks_appears_in_HighLevel_once_with_both_and_the_app_is_not_touched()
    {
        await using var flow = await FlowScene.StartAsync("new-with-tasks", contacts: 3);
        await flow.AddContactAsync(
            new
            {
                firstName = "Grace",
                email = "grace@example.com",
                city = "Arlington",
            }
        );
        var ada = await flow.AddInAppAsync(
            "people",
            new
            {
                givenName = "Ada",
                familyName = "Lovelace",
                emailAddress = "ada@example.com",
                labels = new[] { "New" },
            }
        );
        await flow.AddInAppAsync(
            "people",
            new
            {
                givenName = "Amazing",
                familyName = "Hopper",
                emailAddress = "grace@example.com",
            }
        );
        await flow.AddInAppAsync(
            $"people/{ada}/todos",
            new { subject = "Send the offer", dueOn = "2026-12-24" }
        );
        await flow.AddInAppAsync(
            $"people/{ada}/todos",
            new { subject = "Call back", details = "After lunch" }
        );
        var app = Raw([.. await flow.AppAsync("people"), .. await flow.AppAsync("todos")]);

        var first = await flow.SyncAsync();

        first["contacts"].Number("created.left").ShouldBe(1);
        first["tasks"].Number("created.left").ShouldBe(2);
        var contacts = await flow.ContactsAsync();
        contacts.Count.ShouldBe(3 + 2);
        var contact = contacts.Single(c => Text(c, "email") == "ada@example.com");
        Text(contact, "lastName").ShouldBe("Lovelace");
        FewPeople.Tags(contact).ShouldBe(["new"]);
        var tasks = await TasksAsync(flow, contact);
        tasks.Select(t => Text(t, "title")).Order().ShouldBe(["Call back", "Send the offer"]);
        // Noon in New York, where the location is.
        Text(tasks.Single(t => Text(t, "title") == "Send the offer"), "dueDate")
            .ShouldStartWith("2026-12-24T17:00:00");
        // Whom HighLevel had already keeps what it says of her.
        var grace = contacts.Single(c => Text(c, "email") == "grace@example.com");
        Text(grace, "firstName").ShouldBe("Grace");
        Text(grace, "lastName").ShouldBe("Hopper");

        await flow.SyncAsync();
        await flow.ShouldSettleAsync();

        (await flow.ContactsAsync()).Count.ShouldBe(3 + 2);
        (await TasksAsync(flow, contact)).Count.ShouldBe(2);
        Raw([.. await flow.AppAsync("people"), .. await flow.AppAsync("todos")]).ShouldBe(app);
    }

    [Fact]
    public async Task The_templates_are_listed_with_what_they_are_for()
    {
        var folder = Path.GetTempPath();

        var listed = (await Tally.JsonAsync(folder, "init", "--template")).ShouldExit(0);
        var unknown = await Tally.JsonAsync(folder, "init", "--template", "app-drive");

        listed
            .Events("template")
            .Select(t => Text(t, "name"))
            .ShouldBe(["app-drives", "by-business", "new-with-tasks", "two-way"]);
        listed.Events("template").ShouldAllBe(t => Text(t, "summary").Length > 20);
        unknown.ShouldExit(2).Output.ShouldContain("app-drives");
    }

    private static object Task(string title, bool done) =>
        new
        {
            title,
            dueDate = "2026-12-24T15:00:00Z",
            completed = done,
        };

    private static async Task<IReadOnlyList<JsonElement>> TasksAsync(
        FlowScene flow,
        JsonElement contact
    )
    {
        var answer = await flow.HighLevelAsync($"contacts/{Text(contact, "id")}/tasks");
        return [.. answer.GetProperty("tasks").EnumerateArray()];
    }

    /// <summary>All contacts but one, to the byte.</summary>
    private static async Task<string> OthersAsync(FlowScene flow, string but) =>
        Raw((await flow.ContactsAsync()).Where(c => Text(c, "id") != but));

    private static async Task<IEnumerable<JsonElement>> StrangersAsync(FlowScene flow) =>
        (await flow.AppAsync("people")).Where(p =>
            Text(p, "emailAddress").StartsWith("stranger", StringComparison.Ordinal)
        );

    private static string Raw(IEnumerable<JsonElement> records) =>
        string.Join('\n', records.Select(r => r.GetRawText()));

    private static string Text(JsonElement record, string name) =>
        record.GetProperty(name).GetString() ?? "";
}
