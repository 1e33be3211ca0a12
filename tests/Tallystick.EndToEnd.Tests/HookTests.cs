using System.Text.Json;
using Tallystick.Sandbox;

namespace Tallystick.EndToEnd.Tests;

/// <summary>Webhooks of the sandbox, taken by the program itself.</summary>
public sealed class HookTests
{
    private const string OtherLocation = "Zk3mN8qRt5vWx2yBc7Hd";

    [Fact]
    public async Task A_change_that_is_told_is_carried_over_at_once_and_told_twice_only_once()
    {
        await using var scene = await StartAsync("every 1h");
        using var up = Running.Up(scene.Folder);
        await SubscribeAsync(scene, up);
        await up.UntilAsync(e => Running.Is(e, "synced") && e.Number("links") == 3);

        await scene.PostAsync("hooks/faults", new { duplicateRate = 1 });
        var contact = (await scene.ContactsAsync())[0].GetProperty("id").GetString()!;
        scene.Sandbox.Edit(contact, new { city = "Ulm" });
        var told = await up.UntilAsync(e =>
            Running.Is(e, "synced") && e.Number("updated.right") == 1
        );
        told.GetProperty("reading").GetString().ShouldBe("records");
        (await File.ReadAllTextAsync(scene.PathOf("people.csv"))).ShouldContain("Ulm");
        (await up.StopAsync()).ShouldBe(0);
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("writes").ShouldBe(0);
    }

    [Fact]
    public async Task What_is_lost_on_the_way_is_found_by_the_next_scheduled_run()
    {
        await using var scene = await StartAsync("every 2s");
        using var up = Running.Up(scene.Folder);
        await SubscribeAsync(scene, up);
        await up.UntilAsync(e => Running.Is(e, "synced") && e.Number("links") == 3);

        await scene.PostAsync("hooks/faults", new { lostRate = 1 });
        var contact = (await scene.ContactsAsync())[0].GetProperty("id").GetString()!;
        scene.Sandbox.Edit(contact, new { city = "Ulm" });
        var found = await up.UntilAsync(e =>
            Running.Is(e, "synced") && e.Number("updated.right") == 1
        );
        found.GetProperty("reading").GetString().ShouldNotBe("records");
        (await up.StopAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Listening_shows_what_is_genuine_counts_the_rest_and_a_recording_can_be_sent_again()
    {
        await using var scene = await StartAsync("every 1h");
        using var listener = Running.Start(
            scene.Folder,
            "hooks",
            "listen",
            "--sandbox",
            scene.Sandbox.BaseAddress.AbsoluteUri,
            "--save",
            "hooks.jsonl"
        );
        var address = await SubscribeAsync(scene, listener);
        var contact = (await scene.ContactsAsync())[0].GetProperty("id").GetString()!;
        scene.Sandbox.Edit(contact, new { firstName = "Zoë \"<b>\"" });
        var shown = await listener.UntilAsync(e => Running.Is(e, "webhook"));
        shown.GetProperty("recordId").GetString().ShouldBe(contact);

        (await Tally.JsonAsync(scene.Folder, "hooks", "replay", "hooks.jsonl"))
            .ShouldExit(0)
            .Events("webhook")
            .ShouldHaveSingleItem()
            .GetProperty("body")
            .GetProperty("firstName")
            .GetString()
            .ShouldBe("Zoë \"<b>\"");
        (await Tally.JsonAsync(scene.Folder, "hooks", "replay", "hooks.jsonl", "--to", address))
            .ShouldExit(0)
            .Events("sent")
            .ShouldHaveSingleItem();
        (await listener.UntilAsync(e => Running.Is(e, "refused")))
            .GetProperty("reason")
            .GetString()
            .ShouldBe("taken before");

        var recording = await File.ReadAllTextAsync(scene.PathOf("hooks.jsonl"));
        var body = JsonElement.Parse(recording).GetProperty("body").GetBytesFromBase64();
        body[^10] ^= 1;
        var forged = recording.Replace(
            JsonElement.Parse(recording).GetProperty("body").GetString()!,
            Convert.ToBase64String(body),
            StringComparison.Ordinal
        );
        await File.WriteAllTextAsync(scene.PathOf("forged.jsonl"), forged);
        (await Tally.JsonAsync(scene.Folder, "hooks", "replay", "forged.jsonl", "--to", address))
            .ShouldExit(1)
            .Events("sent")
            .ShouldHaveSingleItem()
            .Number("status")
            .ShouldBe(401);
        (await listener.StopAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task An_app_that_is_taken_out_is_an_issue_at_once_that_asks_nobody_and_ends_when_it_is_connected_again()
    {
        await using var scene = await StartAsync("every 1h");
        await scene.UseAccountAsync();
        (await scene.InstallAsync()).ShouldExit(0);
        using var up = Running.Up(scene.Folder);
        await SubscribeAsync(scene, up);
        await up.UntilAsync(e => Running.Is(e, "synced") && e.Number("links") == 3);

        // Another location's is not this account's.
        await scene.PostAsync("oauth/consent", new { locationId = OtherLocation });
        await scene.PostAsync("oauth/uninstall", new { locationId = OtherLocation });
        await scene.PostAsync(
            "oauth/uninstall",
            new { locationId = HighLevelSandbox.DefaultLocation }
        );
        await up.UntilAsync(e => Running.Is(e, "uninstalled"));
        (await up.UntilAsync(e => Running.Is(e, "failed")))
            .GetProperty("hint")
            .GetString()
            .ShouldBe("Connect again: tally connect highlevel --name crm.");
        (await scene.OAuthAsync()).Number("refusals").ShouldBe(0);
        (await Tally.JsonAsync(scene.Folder, "issues", "tallystick.yaml"))
            .ShouldExit(3)
            .Events("issue")
            .ShouldHaveSingleItem()
            .GetProperty("kind")
            .GetString()
            .ShouldBe("connection");

        (await scene.InstallAsync()).ShouldExit(0);
        await up.UntilAsync(e => Running.Is(e, "synced"));
        (await Tally.JsonAsync(scene.Folder, "issues", "tallystick.yaml")).ShouldExit(0);
        (await up.StopAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task An_install_closes_nothing_until_its_tokens_are_seen_to_work()
    {
        await using var scene = await StartAsync("every 1h");
        await scene.UseAccountAsync();
        (await scene.InstallAsync()).ShouldExit(0);
        using var up = Running.Up(scene.Folder);
        await SubscribeAsync(scene, up);
        await up.UntilAsync(e => Running.Is(e, "synced") && e.Number("links") == 3);
        var location = new { locationId = HighLevelSandbox.DefaultLocation };
        await scene.PostAsync("oauth/uninstall", location);
        await up.UntilAsync(e => Running.Is(e, "failed"));

        // Somebody installs it again from the marketplace; the old refresh token stays dead.
        await scene.PostAsync("oauth/consent", location);
        await up.UntilAsync(e => Running.Is(e, "installed"));
        await up.UntilAsync(e => Running.Is(e, "failed") && e.Number("failures") == 2);
        (await scene.OAuthAsync()).Number("refusals").ShouldBe(1);
        (await Tally.JsonAsync(scene.Folder, "issues", "tallystick.yaml"))
            .ShouldExit(3)
            .Events("issue")
            .ShouldHaveSingleItem();
        (await up.StopAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_listener_hears_for_the_accounts_of_a_file_that_their_app_was_taken_out()
    {
        await using var scene = await StartAsync("every 1h");
        await scene.UseAccountAsync();
        (await scene.InstallAsync()).ShouldExit(0);
        using var listener = Running.Start(
            scene.Folder,
            "hooks",
            "listen",
            "--sandbox",
            scene.Sandbox.BaseAddress.AbsoluteUri,
            "--file",
            "tallystick.yaml"
        );
        await SubscribeAsync(scene, listener);
        await scene.PostAsync(
            "oauth/uninstall",
            new { locationId = HighLevelSandbox.DefaultLocation }
        );
        var told = await listener.UntilAsync(e => Running.Is(e, "uninstalled"));
        told.GetProperty("connection").GetString().ShouldBe("crm");
        (await listener.StopAsync()).ShouldBe(0);
        (await scene.SyncAsync()).ShouldExit(1);
        (await scene.OAuthAsync()).Number("refusals").ShouldBe(0);
    }

    /// <summary>Makes the sandbox send to where the program says that it listens.</summary>
    private static async Task<string> SubscribeAsync(Scene scene, Running program)
    {
        var listening = await program.UntilAsync(e => Running.Is(e, "listening"));
        var url = listening.GetProperty("address").GetString()!;
        await scene.PostAsync("hooks", new { url });
        return url;
    }

    private static async Task<Scene> StartAsync(string schedule)
    {
        var scene = await Scene.StartAsync(
            new SandboxOptions
            {
                Contacts = 3,
                Limits = false,
                SearchLag = TimeSpan.Zero,
            }
        );
        await File.WriteAllTextAsync(scene.PathOf("people.csv"), "Id,E-mail,City\n");
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
                hooks: 127.0.0.1:0/hooks
                hooks-key: {{scene.Sandbox.WebhookKey}}
              people: { connector: csv, path: people.csv, key: Id }
            syncs:
              contacts:
                left: crm
                right: people
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
            """
        );
        return scene;
    }
}
