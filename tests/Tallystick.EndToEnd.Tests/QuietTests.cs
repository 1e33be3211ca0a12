using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Tallystick.Sandbox;
using Tallystick.Sandbox.Acme;

namespace Tallystick.EndToEnd.Tests;

/// <summary>What a sync costs that has nothing to carry over: contacts with tags, and their tasks.</summary>
public sealed class QuietTests
{
    private const int SearchPage = 500;

    private const string Streams = """
        contacts:
          left: contact
          right: person
          match: [email]
          fields:
            - [email, emailAddress]
            - [firstName, givenName]
            - [lastName, familyName]
            - [tags, labels]
        tasks:
          left: task
          right: todo
          fields:
            - [contact, person]
            - [title, subject]
            - [completed, done]
        """;

    [Fact]
    public Task Nothing_to_do_costs_a_call_a_page_and_no_write() => MeasureAsync(1_000, 150);

    /// <summary>As many contacts as TALLYSTICK_QUIET_CONTACTS says, and a task for every fifth.</summary>
    [Fact(Explicit = true)]
    public Task Nothing_to_do_with_very_many_contacts_costs_a_call_a_page_and_no_write()
    {
        var count = int.Parse(
            Environment.GetEnvironmentVariable("TALLYSTICK_QUIET_CONTACTS") ?? "100000",
            CultureInfo.InvariantCulture
        );
        return MeasureAsync(count, count / 5);
    }

    private static async Task MeasureAsync(int contacts, int tasks)
    {
        await using var scene = await Scene.StartAsync(
            new SandboxOptions
            {
                Contacts = contacts,
                Limits = false,
                SearchLag = TimeSpan.Zero,
            }
        );
        await using var acme = await AcmeCrm.StartAsync(
            new AcmeOptions { Limits = false },
            TimeProvider.System
        );
        await AddTasksAsync(scene, tasks);
        await WriteSyncFileAsync(scene, acme);
        var first = (await scene.SyncAsync()).ShouldExit(0).Events("synced").ToArray();
        first[0].Number("created.right").ShouldBe(contacts);
        first[1].Number("created.right").ShouldBe(tasks);

        await scene.PostAsync("counters/reset", new { });
        var quiet = (await scene.SyncAsync("--full")).ShouldExit(0).Events("synced").ToArray();

        quiet.ShouldAllBe(r => r.Number("writes") == 0);
        quiet[1].Number("read.left").ShouldBeGreaterThanOrEqualTo(tasks);
        var counters = await scene.CountersAsync();
        var taskPages = counters.GetProperty("operations").GetProperty("tasks.search").GetInt64();
        var total = counters.Number("total");
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{contacts} contacts, {tasks} tasks: {total} calls, of which {taskPages} pages of tasks"
        );
        var pages = (contacts + SearchPage - 1) / SearchPage;
        total.ShouldBeLessThanOrEqualTo(pages + taskPages + 5, counters.ToString());
    }

    private static async Task AddTasksAsync(Scene scene, int tasks)
    {
        using var http = new HttpClient { BaseAddress = scene.Sandbox.BaseAddress };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            HighLevelSandbox.DefaultToken
        );
        http.DefaultRequestHeaders.Add("Version", "2021-07-28");
        var ids = (await scene.ContactsAsync()).Select(c => c.GetProperty("id").GetString()!);
        foreach (var (i, id) in ids.Take(tasks).Index())
        {
            using var answer = await http.PostAsJsonAsync(
                $"contacts/{id}/tasks",
                new
                {
                    title = $"Call {i}",
                    dueDate = "2026-12-01T09:00:00Z",
                    completed = i % 3 == 0,
                }
            );
            answer.EnsureSuccessStatusCode();
        }
    }

    private static Task WriteSyncFileAsync(Scene scene, AcmeCrm acme) =>
        File.WriteAllTextAsync(
            scene.PathOf("tallystick.yaml"),
            $"""
            version: 1
            connections:
              crm:
                connector: highlevel
                token: {HighLevelSandbox.DefaultToken}
                location: {HighLevelSandbox.DefaultLocation}
                base-url: {scene.Sandbox.BaseAddress}
                limit: none
                search-lag: 0s
              acme:
                connector: acme
                base-url: {acme.BaseAddress}
                api-key: acme-demo-key
                limit: none
            syncs:
              all:
                left: crm
                right: acme
                mode: to-right
                streams:
                  {Streams.ReplaceLineEndings("\n      ")}
            """
        );
}
