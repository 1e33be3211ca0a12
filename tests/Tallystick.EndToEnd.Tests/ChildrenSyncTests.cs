using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Tallystick.Sandbox;

namespace Tallystick.EndToEnd.Tests;

/// <summary>Notes and tasks of HighLevel's contacts, kept the same as a file's rows through the program itself.</summary>
public sealed class ChildrenSyncTests
{
    private const string Csv = "connector: csv\npath: rows.csv\nkey: Id";

    [Fact]
    public async Task Notes_are_swept_once_and_then_looked_for_where_contacts_moved()
    {
        await using var scene = await StartAsync(120);
        using var api = Api(scene);
        var contacts = await ContactsAsync(scene);
        foreach (var contact in contacts)
            await PostAsync(api, $"contacts/{contact}/notes", new { body = $"Note of {contact}" });
        await File.WriteAllTextAsync(scene.PathOf("rows.csv"), "Id,Contact,Text\n");
        await scene.WriteSyncFileAsync(
            Csv,
            "left: note\nright: row\nmatch: [[contact, body]]\nfields:\n  - [contact, Contact]\n  - [body, Text]",
            "limit: none\nsearch-lag: 0s"
        );

        var first = (await scene.SyncAsync()).ShouldExit(0).Last;
        first.Number("created.right").ShouldBe(120);
        await scene.PostAsync("counters/reset", new { });
        await File.AppendAllTextAsync(
            scene.PathOf("rows.csv"),
            $"own-1,{contacts[5]},from the file\n"
        );
        var second = (await scene.SyncAsync()).ShouldExit(0).Last;
        second.Number("created.left").ShouldBe(1);
        second.Number("writes").ShouldBe(1);
        (await CallsAsync(scene, "notes.list")).ShouldBeLessThan(20);

        var note = (await api.GetFromJsonAsync<JsonElement>($"contacts/{contacts[9]}/notes"))
            .GetProperty("notes")[0]
            .GetProperty("id")
            .GetString();
        using (
            await api.PutAsJsonAsync(
                $"contacts/{contacts[9]}/notes/{note}",
                new { body = "edited" }
            )
        ) { }
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("writes").ShouldBe(0);
        (await scene.SyncAsync("--full")).ShouldExit(0).Last.Number("updated.right").ShouldBe(1);
        (await File.ReadAllTextAsync(scene.PathOf("rows.csv"))).ShouldContain(
            $"{contacts[9]},edited"
        );
        (await scene.VerifyAsync()).ShouldExit(0).Last.Number("equal").ShouldBe(121);
    }

    [Fact]
    public async Task Notes_whose_answers_are_lost_are_found_again_and_not_written_twice()
    {
        await using var scene = await StartAsync(20);
        using var api = Api(scene);
        var contacts = await ContactsAsync(scene);
        await File.WriteAllTextAsync(
            scene.PathOf("rows.csv"),
            "Id,Contact,Text\n"
                + string.Concat(contacts.Take(6).Select((c, i) => $"own-{i},{c},text {i}\n"))
        );
        await scene.WriteSyncFileAsync(
            Csv,
            "left: note\nright: row\nmatch: [[contact, body]]\nfields:\n  - [contact, Contact]\n  - [body, Text]",
            "limit: none\nsearch-lag: 0s"
        );
        await scene.PostAsync(
            "faults",
            new
            {
                timeoutAfterEffectRate = 0.5,
                timeoutMs = 1,
                seed = 5,
                operations = new[] { "notes.create" },
            }
        );
        await scene.SyncAsync();
        await scene.DeleteAsync("faults");

        (await scene.SyncAsync()).ShouldExit(0);
        foreach (var contact in contacts.Take(6))
        {
            var notes = await api.GetFromJsonAsync<JsonElement>($"contacts/{contact}/notes");
            notes.GetProperty("notes").GetArrayLength().ShouldBe(1);
        }
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("writes").ShouldBe(0);
    }

    [Fact]
    public async Task Tasks_go_both_ways_and_what_is_deleted_on_one_side_goes_on_the_other()
    {
        await using var scene = await StartAsync(30);
        using var api = Api(scene);
        var contacts = await ContactsAsync(scene);
        foreach (var contact in contacts)
        {
            await PostAsync(
                api,
                $"contacts/{contact}/tasks",
                new
                {
                    title = $"Call {contact}",
                    dueDate = "2027-01-31T11:00:00Z",
                    completed = false,
                }
            );
        }
        await File.WriteAllTextAsync(
            scene.PathOf("rows.csv"),
            $"Id,Contact,Title,Due,Done\nown-1,{contacts[0]},Write,2027-02-01T09:00:00Z,\n"
        );
        await scene.WriteSyncFileAsync(
            Csv,
            "left: task\nright: row\nmatch: [[contact, title]]\ndeletes: propagate\nfields:\n  - [contact, Contact]\n  - [title, Title]\n  - [dueDate, Due]\n  - [completed, Done]",
            "limit: none\nsearch-lag: 0s"
        );

        var first = (await scene.SyncAsync()).ShouldExit(0).Last;
        first.Number("created.right").ShouldBe(30);
        first.Number("created.left").ShouldBe(1);
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("writes").ShouldBe(0);

        var lines = await File.ReadAllLinesAsync(scene.PathOf("rows.csv"));
        await File.WriteAllLinesAsync(
            scene.PathOf("rows.csv"),
            lines.Where(line => !line.Contains($"Call {contacts[3]}", StringComparison.Ordinal))
        );
        var second = (await scene.SyncAsync()).ShouldExit(0).Last;
        second.Number("deleted.left").ShouldBe(1);
        var left = await api.GetFromJsonAsync<JsonElement>($"contacts/{contacts[3]}/tasks");
        left.GetProperty("tasks").GetArrayLength().ShouldBe(0);
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("writes").ShouldBe(0);
    }

    private static Task<Scene> StartAsync(int contacts) =>
        Scene.StartAsync(
            new SandboxOptions
            {
                Contacts = contacts,
                Limits = false,
                SearchLag = TimeSpan.Zero,
            }
        );

    private static async Task<IReadOnlyList<string>> ContactsAsync(Scene scene) =>
        [.. (await scene.ContactsAsync()).Select(c => c.GetProperty("id").GetString()!)];

    private static async Task<long> CallsAsync(Scene scene, string operation)
    {
        var operations = (await scene.CountersAsync()).GetProperty("operations");
        return operations.TryGetProperty(operation, out var count) ? count.GetInt64() : 0;
    }

    private static HttpClient Api(Scene scene)
    {
        var api = new HttpClient { BaseAddress = scene.Sandbox.BaseAddress };
        api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            HighLevelSandbox.DefaultToken
        );
        api.DefaultRequestHeaders.Add("Version", "2021-07-28");
        return api;
    }

    private static async Task PostAsync(HttpClient api, string path, object body)
    {
        using var response = await api.PostAsJsonAsync(path, body);
        response.EnsureSuccessStatusCode();
    }
}
