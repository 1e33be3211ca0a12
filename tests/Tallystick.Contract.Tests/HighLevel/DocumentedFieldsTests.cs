namespace Tallystick.Contract.Tests.HighLevel;

/// <summary>
/// Everything that the documents let a caller send about contacts and what hangs on them, in both
/// generations: it is taken, and the answers are as documented, as a validating proxy would see it.
/// </summary>
public sealed class DocumentedFieldsTests
{
    private const string User = "sx6wyHhbFdRXh302LLNR";

    public static TheoryData<string> Versions => ["2021-07-28", "v3"];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_contact_takes_every_documented_field(string version)
    {
        await using var api = await Api.StartAsync();
        var fields = Fields(version);

        var made = await api.SendAsync(
            "POST",
            "/contacts/",
            fields.With(("locationId", Api.L1), ("gender", "male"), ("companyName", "DGS")),
            version: version
        );
        var id = made["contact"].GetProperty("id").GetString();
        var changed = await api.SendAsync("PUT", $"/contacts/{id}", fields, version: version);
        var merged = await api.SendAsync(
            "POST",
            "/contacts/upsert",
            fields.With(
                ("locationId", Api.L1),
                ("gender", "male"),
                ("companyName", "DGS"),
                ("createNewIfDuplicateAllowed", false)
            ),
            version: version
        );
        var read = await api.SendAsync("GET", $"/contacts/{id}", version: version);

        made.Status.ShouldBe(201, made.ToString());
        changed.Status.ShouldBe(200, changed.ToString());
        merged.Status.ShouldBe(200, merged.ToString());
        merged["new"].GetBoolean().ShouldBeFalse();
        read.Status.ShouldBe(200);
        read["contact"]
            .GetProperty("dndSettings")
            .EnumerateObject()
            .First()
            .Name.ShouldBe(version == "v3" ? "call" : "Call");
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task What_hangs_on_a_contact_takes_every_documented_field(string version)
    {
        await using var api = await Api.StartAsync();
        Task<Reply> Send(string method, string path, object? body = null) =>
            api.SendAsync(method, path, body, version: version);
        var task = new
        {
            title = "T",
            body = "b",
            dueDate = "2026-10-25T11:00:00Z",
            completed = false,
            assignedTo = User,
        };
        var note = new
        {
            userId = User,
            body = "b",
            title = "t",
            color = "#FFAA00",
            pinned = true,
        };
        var one = $"/contacts/{Api.C1}";

        var madeTask = await Send("POST", $"{one}/tasks", task);
        var taskId = madeTask["task"].GetProperty("id").GetString();
        var madeNote = await Send("POST", $"{one}/notes", note);
        var noteId = madeNote["note"].GetProperty("id").GetString();
        Reply[] replies =
        [
            madeTask,
            madeNote,
            await Send("PUT", $"{one}/tasks/{taskId}", task),
            await Send("PUT", $"{one}/tasks/{taskId}/completed", new { completed = true }),
            await Send("GET", $"{one}/tasks"),
            await Send(
                "POST",
                $"/locations/{Api.L1}/tasks/search",
                new
                {
                    contactId = new[] { Api.C1 },
                    completed = true,
                    assignedTo = new[] { User },
                    query = "T",
                    limit = 25,
                    skip = 0,
                }
            ),
            await Send("PUT", $"{one}/notes/{noteId}", note),
            await Send("GET", $"{one}/notes"),
            await Send("POST", $"{one}/tags", new { tags = new[] { "x" } }),
            await Send("DELETE", $"{one}/tags", new { tags = new[] { "x" } }),
            await Send("POST", $"{one}/followers", new { followers = new[] { User } }),
            await Send("DELETE", $"{one}/followers", new { followers = new[] { User } }),
            await Send(
                "POST",
                "/contacts/bulk/tags/update/remove",
                new
                {
                    contacts = new[] { Api.C1 },
                    tags = new[] { "a" },
                    locationId = Api.L1,
                    removeAllTags = true,
                }
            ),
            await Send("DELETE", $"{one}/tasks/{taskId}"),
            await Send("DELETE", $"{one}/notes/{noteId}"),
            await Send("DELETE", one),
        ];

        replies.ShouldAllBe(r => r.Status >= 200 && r.Status < 300);
        replies[^1].Has("succeeded").ShouldBe(version == "v3");
    }

    private static Dictionary<string, object?> Fields(string version)
    {
        var isV3 = version == "v3";
        var off = new Dictionary<string, string>
        {
            ["status"] = "inactive",
            ["message"] = "m",
            ["code"] = "103",
        };
        string[] channels = isV3
            ? ["call", "email", "sms", "whatsApp", "gmb", "fb"]
            : ["Call", "Email", "SMS", "WhatsApp", "GMB", "FB"];
        return new()
        {
            ["firstName"] = "Rosan",
            ["lastName"] = "Deo",
            ["name"] = "Rosan Deo",
            ["email"] = "rosan@deos.com",
            ["phone"] = "+1 888-888-8888",
            ["address1"] = "3535 1st St N",
            ["city"] = "Dolomite",
            ["state"] = "AL",
            ["postalCode"] = "35061",
            ["website"] = "https://example.com",
            ["timezone"] = "America/Chihuahua",
            ["dnd"] = false,
            ["dndSettings"] = channels.ToDictionary(c => c, _ => off),
            ["inboundDndSettings"] = new { all = new { status = "inactive", message = "m" } },
            ["tags"] = new[] { "one", "two" },
            ["customFields"] = new[]
            {
                new Dictionary<string, string>
                {
                    ["id"] = Api.Field,
                    ["key"] = "account_number",
                    [isV3 ? "fieldValue" : "field_value"] = "x",
                },
            },
            ["source"] = "public api",
            ["dateOfBirth"] = "1990-09-25",
            ["country"] = "US",
            ["assignedTo"] = User,
        };
    }
}

file static class FieldsExtensions
{
    public static Dictionary<string, object?> With(
        this Dictionary<string, object?> fields,
        params (string Name, object? Value)[] more
    )
    {
        var all = new Dictionary<string, object?>(fields);
        foreach (var (name, value) in more)
            all[name] = value;
        return all;
    }
}
