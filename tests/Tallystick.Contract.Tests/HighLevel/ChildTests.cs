using System.Text.Json;

namespace Tallystick.Contract.Tests.HighLevel;

/// <summary>Acceptance cases T25 to T28: tasks, notes, bulk; and what else hangs on a location.</summary>
public sealed class ChildTests
{
    [Fact]
    public async Task A_task_lives_without_times_of_its_own_and_only_its_completion_is_told()
    {
        await using var api = await Api.StartAsync();
        var tasks = $"/contacts/{Api.C1}/tasks";
        (
            await api.PostAsync(
                tasks,
                new { title = "First Task", dueDate = "2020-10-25T11:00:00Z" }
            )
        ).Status.ShouldBe(422);
        var created = await api.PostAsync(
            tasks,
            new
            {
                title = "First Task",
                dueDate = "2020-10-25T11:00:00Z",
                completed = false,
            }
        );
        created.Status.ShouldBe(201);
        var task = created["task"];
        task.GetProperty("dueDate").GetString().ShouldBe("2020-10-25T11:00:00.000Z");
        task.GetProperty("contactId").GetString().ShouldBe(Api.C1);
        task.TryGetProperty("dateAdded", out _).ShouldBeFalse();
        var told = (await api.DeskAsync("events", method: "GET")).EnumerateArray().Last();
        told.GetProperty("type").GetString().ShouldBe("TaskCreate");
        told.TryGetProperty("contactId", out _).ShouldBeFalse();

        var one = $"{tasks}/{task.GetProperty("id").GetString()}";
        var before = (await ContactTests.EventsAsync(api)).Count;
        (await api.PutAsync(one, new { title = "Renamed" }))["task"]
            .GetProperty("title")
            .GetString()
            .ShouldBe("Renamed");
        (await api.PutAsync(one + "/completed", new { completed = true }))["task"]
            .GetProperty("completed")
            .GetBoolean()
            .ShouldBeTrue();
        (await api.PutAsync(one + "/completed", new { completed = false })).Status.ShouldBe(200);
        (await api.GetAsync(tasks))["tasks"].GetArrayLength().ShouldBe(1);
        (
            await api.PostAsync(
                $"/locations/{Api.L1}/tasks/search",
                new { contactId = new[] { Api.C1 } }
            )
        )["tasks"]
            .GetArrayLength()
            .ShouldBe(1);
        (await api.DeleteAsync(one))["succeded"].GetBoolean().ShouldBeTrue();
        (await ContactTests.EventsAsync(api))[before..].ShouldBe(["TaskComplete", "TaskDelete"]);
    }

    [Fact]
    public async Task A_note_knows_when_it_was_added_and_not_when_it_was_changed()
    {
        await using var api = await Api.StartAsync();
        var created = await api.PostAsync(
            $"/contacts/{Api.C1}/notes",
            new { body = "hi", title = "t" }
        );
        created.Status.ShouldBe(201);
        var note = created["note"];
        note.TryGetProperty("dateUpdated", out _).ShouldBeFalse();
        var told = (await api.DeskAsync("events", method: "GET")).EnumerateArray().Last();
        told.EnumerateObject()
            .Select(p => p.Name)
            .ShouldBe(
                ["type", "locationId", "id", "body", "contactId", "dateAdded", "timestamp"],
                ignoreOrder: true
            );

        var one = $"/contacts/{Api.C1}/notes/{note.GetProperty("id").GetString()}";
        await api.AdvanceAsync(60);
        var changed = await api.PutAsync(one, new { body = "ho" });
        changed["note"]
            .GetProperty("dateAdded")
            .GetString()
            .ShouldBe(note.GetProperty("dateAdded").GetString());
        (await ContactTests.EventsAsync(api)).ShouldContain("NoteUpdate");
        (await api.GetAsync(one))["note"].GetProperty("title").GetString().ShouldBe("t");
        (await api.GetAsync($"/contacts/{Api.C1}/notes"))["notes"].GetArrayLength().ShouldBe(1);
        (await api.DeleteAsync(one)).Status.ShouldBe(200);
        (await api.GetAsync(one)).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Bulk_tags_tell_for_each_contact_what_became_of_it()
    {
        await using var api = await Api.StartAsync();
        var gone = await api.CreateAsync("gone@example.com");
        await api.DeleteAsync($"/contacts/{gone}");
        await api.DeskAsync("seed", new { contacts = 1, locationId = Api.L2 });
        var foreign = (await api.DeskAsync($"contacts?locationId={Api.L2}", method: "GET"))
            .GetProperty("contacts")[0]
            .GetProperty("id")
            .GetString();
        await api.DeleteAsync($"/contacts/{Api.C1}/tags", new { tags = new[] { "a", "b" } });

        var reply = await api.PostAsync(
            "/contacts/bulk/tags/update/add",
            new
            {
                contacts = new[] { Api.C1, "abcdef", gone, foreign },
                tags = new[] { "t" },
                locationId = Api.L1,
            }
        );
        reply.Status.ShouldBe(201);
        reply["succeded"].GetBoolean().ShouldBeTrue();
        reply["errorCount"].GetInt32().ShouldBe(3);
        var rows = reply["responses"].EnumerateArray().ToList();
        rows[0].GetProperty("message").GetString().ShouldBe("Tags updated");
        ContactTests.Texts(rows[0], "oldTags").ShouldBeEmpty();
        ContactTests.Texts(rows[0], "tagsAdded").ShouldBe(["t"]);
        rows.Skip(1)
            .Select(r => r.GetProperty("message").GetString())
            .ShouldBe([
                "contact id is not a valid firebase id",
                "contact is deleted",
                "contact does not belong to location",
            ]);
    }

    [Fact]
    public async Task Contacts_enter_and_leave_a_business_fifty_at_a_time()
    {
        await using var api = await Api.StartAsync();
        var made = await api.PostAsync("/businesses/", new { name = "Acme", locationId = Api.L1 });
        made.Status.ShouldBe(201);
        var business = made["buiseness"].GetProperty("id").GetString();
        (
            await api.PostAsync(
                "/contacts/bulk/business",
                new
                {
                    locationId = Api.L1,
                    ids = new[] { Api.C1 },
                    businessId = business,
                }
            )
        ).Status.ShouldBe(200);
        (await api.GetAsync($"/contacts/{Api.C1}"))["contact"]
            .GetProperty("businessId")
            .GetString()
            .ShouldBe(business);
        await api.AdvanceAsync(12);
        (await api.GetAsync($"/contacts/business/{business}?locationId={Api.L1}"))["count"]
            .GetInt32()
            .ShouldBe(1);

        var left = await api.PostAsync(
            "/contacts/bulk/business",
            new
            {
                locationId = Api.L1,
                ids = new[] { Api.C1 },
                businessId = (string?)null,
            }
        );
        left["success"].GetBoolean().ShouldBeTrue();
        (await api.GetAsync($"/contacts/{Api.C1}"))["contact"]
            .TryGetProperty("businessId", out _)
            .ShouldBeFalse();
        var many = Enumerable.Repeat(Api.C1, 51).ToArray();
        (
            await api.PostAsync(
                "/contacts/bulk/business",
                new
                {
                    locationId = Api.L1,
                    ids = many,
                    businessId = business,
                }
            )
        ).Status.ShouldBe(422);
    }

    [Fact]
    public async Task Followers_are_added_once()
    {
        await using var api = await Api.StartAsync();
        var users = (await api.GetAsync($"/users/?locationId={Api.L1}"))["users"];
        var user = users[0].GetProperty("id").GetString();
        ContactTests
            .Texts(
                (
                    await api.PostAsync(
                        $"/contacts/{Api.C1}/followers",
                        new { followers = new[] { user } }
                    )
                ).Body,
                "followersAdded"
            )
            .ShouldBe([user!]);
        ContactTests
            .Texts(
                (
                    await api.PostAsync(
                        $"/contacts/{Api.C1}/followers",
                        new { followers = new[] { user } }
                    )
                ).Body,
                "followersAdded"
            )
            .ShouldBeEmpty();
        ContactTests
            .Texts(
                (
                    await api.DeleteAsync(
                        $"/contacts/{Api.C1}/followers",
                        new { followers = new[] { user } }
                    )
                ).Body,
                "followersRemoved"
            )
            .ShouldBe([user!]);
    }

    [Fact]
    public async Task Campaigns_and_workflows_are_joined_and_left()
    {
        await using var api = await Api.StartAsync();
        (await api.PostAsync($"/contacts/{Api.C1}/campaigns/camp1", new { })).Status.ShouldBe(201);
        (await api.DeleteAsync($"/contacts/{Api.C1}/campaigns/camp1")).Status.ShouldBe(200);
        (await api.DeleteAsync($"/contacts/{Api.C1}/campaigns/removeAll")).Status.ShouldBe(200);
        (await api.PostAsync($"/contacts/{Api.C1}/workflow/flow1", new { })).Status.ShouldBe(201);
        (await api.DeleteAsync($"/contacts/{Api.C1}/workflow/flow1", new { })).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_locations_fields_values_tags_and_settings_can_be_read_and_changed()
    {
        await using var api = await Api.StartAsync();
        var location = (await api.GetAsync($"/locations/{Api.L1}"))["location"];
        location
            .GetProperty("settings")
            .GetProperty("allowDuplicateContact")
            .GetBoolean()
            .ShouldBeFalse();
        var at = $"/locations/{Api.L1}";
        var field = (
            await api.PostAsync(
                $"{at}/customFields",
                new
                {
                    name = "Shoe size",
                    dataType = "NUMERICAL",
                    model = "contact",
                }
            )
        )["customField"];
        field.GetProperty("fieldKey").GetString().ShouldBe("contact.shoe_size");
        var id = await api.CreateAsync(
            "shoe@example.com",
            new { customFields = new[] { new { key = "shoe_size", field_value = "42.5" } } }
        );
        var stored = (await api.GetAsync($"/contacts/{id}"))["contact"]
            .GetProperty("customFields")[0]
            .GetProperty("value");
        stored.ValueKind.ShouldBe(JsonValueKind.Number);
        (await api.GetAsync($"{at}/customFields?model=contact"))["customFields"]
            .GetArrayLength()
            .ShouldBeGreaterThan(5);
        (await api.DeleteAsync($"{at}/customFields/{field.GetProperty("id").GetString()}"))[
            "succeded"
        ]
            .GetBoolean()
            .ShouldBeTrue();

        (
            await api.PostAsync($"{at}/customValues", new { name = "Slogan", value = "Hi" })
        ).Status.ShouldBe(201);
        (await api.GetAsync($"{at}/customValues"))["customValues"].GetArrayLength().ShouldBe(1);
        var tag = (await api.PostAsync($"{at}/tags", new { name = "Fresh" }))["tag"];
        tag.GetProperty("name").GetString().ShouldBe("fresh");
        var a = (await api.GetAsync($"{at}/tags"))["tags"]
            .EnumerateArray()
            .First(t => t.GetProperty("name").GetString() == "a");
        await api.PutAsync(
            $"{at}/tags/{a.GetProperty("id").GetString()}",
            new { name = "renamed" }
        );
        ContactTests
            .Texts((await api.GetAsync($"/contacts/{Api.C1}"))["contact"], "tags")
            .ShouldBe(["renamed", "b"]);
        (await api.GetAsync($"{at}/timezones")).Status.ShouldBe(200);
        (await api.GetAsync($"/users/search?companyId=5DP4iH6HLkQsiKESj6rh&locationId={Api.L1}"))[
            "users"
        ]
            .GetArrayLength()
            .ShouldBe(2);
    }
}
