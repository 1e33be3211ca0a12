using Tallystick.Sandbox;

namespace Tallystick.EndToEnd.Tests;

/// <summary>Syncs that run by themselves, by the program itself.</summary>
public sealed class UpTests
{
    [Fact]
    public async Task A_sync_runs_by_its_schedule_can_be_looked_at_meanwhile_and_ends_clean_when_stopped()
    {
        await using var scene = await StartAsync(Sync("contacts", "people", "every 1s"));
        await FewPeople.WriteAsync(scene, [FewPeople.Row(1, "Leeds"), FewPeople.Row(2, "Lyon")]);
        using var up = Running.Up(scene.Folder);

        await up.UntilAsync(e => Running.Is(e, "synced") && e.Number("created.left") == 2);
        await FewPeople.ReplaceAsync(scene, lines => lines[1] = FewPeople.Row(1, "London"));
        var second = await up.UntilAsync(e =>
            Running.Is(e, "synced") && e.Number("updated.left") == 1
        );
        // The calls of that run alone, not of all since the start.
        second.Number("leftCalls.total").ShouldBeLessThan(10);

        (await scene.JournalAsync()).ShouldExit(0).Events("entry").ShouldNotBeEmpty();
        (await Tally.JsonAsync(scene.Folder, "issues", "tallystick.yaml")).ShouldExit(0);
        (await scene.SyncAsync()).ShouldExit(1).Output.ShouldContain("Another run");

        (await up.StopAsync()).ShouldBe(0);
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("writes").ShouldBe(0);
    }

    [Fact]
    public async Task A_sync_that_cannot_run_is_an_issue_until_it_can_again_and_stops_no_other()
    {
        await using var scene = await StartAsync(
            Sync("broken", "broken", "every 1s"),
            Sync("contacts", "people", "every 1s")
        );
        await FewPeople.WriteAsync(scene, [FewPeople.Row(1, "Leeds")]);
        await File.WriteAllTextAsync(scene.PathOf("broken.csv"), "no,key,here\n1,2,3\n");
        using var up = Running.Up(scene.Folder);

        var failed = await up.UntilAsync(e => Running.Is(e, "failed"));
        failed.GetProperty("sync").GetString().ShouldBe("broken");
        await up.UntilAsync(e => Running.Is(e, "synced"));
        var issue = (await Tally.JsonAsync(scene.Folder, "issues", "tallystick.yaml"))
            .ShouldExit(3)
            .Events("issue")
            .ShouldHaveSingleItem();
        issue.GetProperty("stream").GetString().ShouldBe("broken/contacts");
        issue.GetProperty("kind").GetString().ShouldBe("connection");

        File.Copy(scene.PathOf("people.csv"), scene.PathOf("broken.csv"), overwrite: true);
        await up.UntilAsync(e =>
            Running.Is(e, "synced") && e.GetProperty("stream").GetString() == "broken/contacts"
        );

        (await Tally.JsonAsync(scene.Folder, "issues", "tallystick.yaml")).ShouldExit(0);
        (await up.StopAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_sync_is_verified_bit_by_bit_while_it_runs()
    {
        await using var scene = await StartAsync(
            Sync("contacts", "people", "every 1s")
                .Replace("every 1s\n", "every 1s\n    verify: every 1s\n", StringComparison.Ordinal)
        );
        await FewPeople.WriteAsync(scene, [FewPeople.Row(1, "Leeds"), FewPeople.Row(2, "Lyon")]);
        using var up = Running.Up(scene.Folder);

        await up.UntilAsync(e => Running.Is(e, "synced") && e.Number("created.left") == 2);
        var proven = await up.UntilAsync(e => Running.Is(e, "proven") && e.Number("compared") > 0);

        proven.Number("equal").ShouldBe(proven.Number("compared"));
        (await up.StopAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_file_that_is_wrong_is_told_at_once_and_nothing_runs()
    {
        await using var scene = await StartAsync(Sync("contacts", "people", "hourly"));

        var up = await Tally.JsonAsync(scene.Folder, "up", "tallystick.yaml");

        up.ShouldExit(2).Output.ShouldContain("'hourly' is no schedule");
    }

    private static string Sync(string name, string right, string schedule) =>
        $$"""
              {{name}}:
                left: crm
                right: {{right}}
                schedule: {{schedule}}
                streams:
                  contacts:
                    left: contact
                    right: row
                    match: [email]
                    conflict: left
                    fields:
                      - [email, E-mail]
                      - [city, City]

            """;

    private static async Task<Scene> StartAsync(params string[] syncs)
    {
        var scene = await Scene.StartAsync(
            new SandboxOptions { Limits = false, SearchLag = TimeSpan.Zero }
        );
        await File.WriteAllTextAsync(
            scene.PathOf("tallystick.yaml"),
            $$"""
            version: 1
            connections:
              crm:
                connector: highlevel
                token: {{HighLevelSandbox.DefaultToken}}
                location: {{HighLevelSandbox.DefaultLocation}}
                base-url: {{scene.Sandbox.BaseAddress}}
                limit: none
                search-lag: 0s
              people: { connector: csv, path: people.csv, key: Id }
              broken: { connector: csv, path: broken.csv, key: Id }
            syncs:

            """ + string.Concat(syncs)
        );
        return scene;
    }
}
