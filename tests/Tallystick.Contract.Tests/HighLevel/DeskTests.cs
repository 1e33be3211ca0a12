using System.Text.Json;
using Tallystick.Sandbox;

namespace Tallystick.Contract.Tests.HighLevel;

/// <summary>What tests do to the sandbox behind the API's back.</summary>
public sealed class DeskTests
{
    [Fact]
    public async Task A_reset_begins_anew_and_the_same_seed_makes_the_same_people()
    {
        await using var api = await Api.StartAsync();
        var first = await PeopleAsync(api, 7);
        await api.CreateAsync("late@example.com");
        await api.DeskAsync("faults", new { rate500 = 0.5 });

        var again = await PeopleAsync(api, 7);
        again.ShouldBe(first);
        (await PeopleAsync(api, 8)).ShouldNotBe(first);
        var faults = await api.DeskAsync("faults", method: "GET");
        faults.GetProperty("rate500").GetDouble().ShouldBe(0);
    }

    [Fact]
    public async Task A_merge_is_told_as_a_deletion_and_a_change()
    {
        await using var api = await Api.StartAsync();
        var gone = await api.CreateAsync(
            "one@example.com",
            new { city = "Ulm", tags = new[] { "a" } }
        );
        var stays = await api.CreateAsync("two@example.com", new { tags = new[] { "b" } });
        await api.PostAsync($"/contacts/{gone}/notes", new { body = "seen" });

        await api.DeskAsync($"contacts/{stays}/merge", new { from = gone });

        (await api.GetAsync($"/contacts/{gone}")).Status.ShouldBe(400);
        var contact = (await api.GetAsync($"/contacts/{stays}"))["contact"];
        contact.GetProperty("city").GetString().ShouldBe("Ulm");
        contact.GetProperty("email").GetString().ShouldBe("two@example.com");
        contact.GetProperty("tags").GetArrayLength().ShouldBe(2);
        (await api.GetAsync($"/contacts/{stays}/notes"))["notes"].GetArrayLength().ShouldBe(1);
        var events = await api.DeskAsync("events", method: "GET");
        events.ToString().ShouldNotContain("Merge");
    }

    [Fact]
    public async Task A_person_may_write_what_the_api_lets_nobody_write()
    {
        await using var api = await Api.StartAsync();
        var made = await api.DeskAsync(
            "contacts",
            new { email = "desk@example.com", firstName = "Desk" }
        );
        var id = made.GetProperty("id").GetString();
        await api.DeskAsync($"contacts/{id}", new { type = "customer" }, "PATCH");

        var contact = (await api.GetAsync($"/contacts/{id}"))["contact"];
        contact.GetProperty("type").GetString().ShouldBe("customer");
        contact.GetProperty("email").GetString().ShouldBe("desk@example.com");

        await api.DeskAsync($"contacts/{id}", method: "DELETE");
        (await api.GetAsync($"/contacts/{id}")).Status.ShouldBe(400);
    }

    [Fact]
    public async Task Many_are_edited_at_once_and_edits_at_random_name_whom_they_changed()
    {
        await using var api = await Api.StartAsync();
        await api.DeskAsync("reset", new { contacts = 20, seed = 1 });
        var all = (await api.DeskAsync("contacts?limit=20", method: "GET"))
            .GetProperty("contacts")
            .EnumerateArray()
            .Select(c => c.GetProperty("id").GetString()!)
            .ToArray();
        await api.DeskAsync(
            "contacts/bulk",
            all[..3].Select(id => new { id, city = "Bulk Town" }).ToArray()
        );
        foreach (var id in all[..3])
        {
            var contact = (await api.GetAsync($"/contacts/{id}"))["contact"];
            contact.GetProperty("city").GetString().ShouldBe("Bulk Town");
        }

        var edited = (await api.DeskAsync("edits", new { count = 5, seed = 3 }))
            .GetProperty("ids")
            .EnumerateArray()
            .Select(id => id.GetString()!)
            .ToArray();
        edited.Length.ShouldBe(5);
        edited.ShouldBeUnique();
        edited.ShouldBeSubsetOf(all);
    }

    [Fact]
    public async Task Calls_are_counted_by_operation_and_status_and_those_at_the_desk_are_not()
    {
        await using var api = await Api.StartAsync();
        await api.DeskAsync("counters/reset");
        await api.GetAsync($"/contacts/{Api.C1}");
        await api.GetAsync("/contacts/0000000000000000dead");
        await api.DeskAsync("contacts", method: "GET");

        var counters = await api.DeskAsync("counters", method: "GET");
        counters.GetProperty("total").GetInt32().ShouldBe(2);
        counters
            .GetProperty("operations")
            .GetProperty("contacts.get")
            .GetInt32()
            .ShouldBe(2, counters.ToString());
    }

    [Fact]
    public async Task The_clock_moves_the_search_index_on()
    {
        await using var api = await Api.StartAsync();
        await api.CreateAsync("lagging@example.com");
        (await FoundAsync(api)).ShouldBe(0);
        await api.AdvanceAsync(11);
        (await FoundAsync(api)).ShouldBe(0);
        await api.AdvanceAsync(2);
        (await FoundAsync(api)).ShouldBe(1);

        await api.CreateAsync("lagging2@example.com");
        await api.DeskAsync("index/flush");
        (await FoundAsync(api)).ShouldBe(2);
    }

    [Fact]
    public async Task A_revoked_token_is_refused_and_a_new_one_has_its_scopes_only()
    {
        await using var api = await Api.StartAsync();
        await api.DeskAsync(
            "tokens",
            new { token = "pit-only-reads", scopes = new[] { "contacts.readonly" } }
        );
        (
            await api.SendAsync("GET", $"/contacts/{Api.C1}", token: "pit-only-reads")
        ).Status.ShouldBe(200);
        (
            await api.SendAsync("DELETE", $"/contacts/{Api.C1}", token: "pit-only-reads")
        ).Status.ShouldBe(401);
        await api.DeskAsync("tokens", new { token = "pit-only-reads", revoke = true });
        (
            await api.SendAsync("GET", $"/contacts/{Api.C1}", token: "pit-only-reads")
        ).Status.ShouldBe(401);
    }

    [Fact]
    public async Task A_data_file_brings_everything_back()
    {
        var file = Path.Combine(Path.GetTempPath(), $"tallystick-{Guid.CreateVersion7()}.json");
        try
        {
            var options = new SandboxOptions
            {
                Limits = false,
                Contacts = 30,
                DataFile = file,
            };
            string before;
            string id;
            await using (var api = await Api.StartAsync(options))
            {
                id = await api.CreateAsync(
                    "kept@example.com",
                    new
                    {
                        firstName = "Kept",
                        phone = "(212) 555-0188",
                        tags = new[] { "vip", "old" },
                        dateOfBirth = "1990-02-03",
                        customFields = new[] { new { id = Api.Field, field_value = "seven" } },
                    }
                );
                await api.PostAsync($"/contacts/{id}/notes", new { body = "a note" });
                await api.PostAsync(
                    $"/contacts/{id}/tasks",
                    new
                    {
                        title = "call",
                        dueDate = "2026-12-01T10:00:00.000Z",
                        completed = false,
                    }
                );
                await api.DeskAsync("save");
                before = await AllAsync(api, id);
            }

            await using var later = await Api.StartAsync(options);
            (await AllAsync(later, id)).ShouldBe(before);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_file_that_is_no_snapshot_is_refused_and_left_alone()
    {
        var file = Path.Combine(Path.GetTempPath(), $"tallystick-{Guid.CreateVersion7()}.json");
        await File.WriteAllTextAsync(file, "a,b\n1,2\n", TestContext.Current.CancellationToken);
        try
        {
            var refusal = await Should.ThrowAsync<InvalidDataException>(() =>
                HighLevelSandbox.StartAsync(
                    new SandboxOptions { DataFile = file },
                    TimeProvider.System,
                    TestContext.Current.CancellationToken
                )
            );
            refusal.Message.ShouldContain(file);
            (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).ShouldBe(
                "a,b\n1,2\n"
            );
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<string> PeopleAsync(Api api, int seed)
    {
        await api.DeskAsync("reset", new { contacts = 12, seed });
        var listed = await api.DeskAsync("contacts?limit=100", method: "GET");
        return string.Join(
            '\n',
            listed
                .GetProperty("contacts")
                .EnumerateArray()
                .Select(c => $"{Text(c, "firstName")} {Text(c, "email")} {Text(c, "phone")}")
        );
    }

    private static string? Text(JsonElement contact, string name) =>
        contact.TryGetProperty(name, out var value) ? value.ToString() : null;

    private static async Task<int> FoundAsync(Api api)
    {
        var reply = await api.SearchAsync(
            new
            {
                locationId = Api.L1,
                pageLimit = 10,
                query = "lagging",
            }
        );
        return reply["total"].GetInt32();
    }

    /// <summary>Everybody, and the children of one of them.</summary>
    private static async Task<string> AllAsync(Api api, string id) =>
        string.Join(
            '\n',
            (await api.DeskAsync("contacts?limit=100", method: "GET")).ToString(),
            (await api.GetAsync($"/contacts/{id}/notes"))["notes"].ToString(),
            (await api.GetAsync($"/contacts/{id}/tasks"))["tasks"].ToString()
        );
}
