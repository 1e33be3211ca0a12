using System.Text.Json;
using Tallystick.Sandbox;
using Tallystick.Sandbox.Acme;

namespace Tallystick.EndToEnd.Tests;

/// <summary>Accounts that are connected with the program itself, and what becomes of them.</summary>
public sealed class ConnectTests
{
    [Fact]
    public async Task An_app_that_is_installed_syncs_renews_its_tokens_and_a_loss_is_one_issue_until_it_is_connected_again()
    {
        await using var scene = await StartAsync();
        await scene.UseAccountAsync();
        (await scene.SyncAsync()).ShouldExit(2).Output.ShouldContain("keeps nothing as 'crm'");

        var connected = (await scene.InstallAsync()).ShouldExit(0);
        connected
            .Events("open")
            .Single()
            .GetProperty("scopes")
            .EnumerateArray()
            .Select(s => s.GetString())
            .ShouldBe([
                "locations.readonly",
                "locations/customFields.readonly",
                "contacts.readonly",
                "contacts.write",
            ]);
        connected
            .Last.GetProperty("location")
            .GetString()
            .ShouldBe(HighLevelSandbox.DefaultLocation);
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("created.left").ShouldBe(2);

        await scene.PostAsync("oauth/revoke", new { refreshTokens = false });
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("writes").ShouldBe(0);
        (await scene.OAuthAsync()).Number("refreshes").ShouldBe(1);

        await scene.PostAsync("oauth/revoke", new { });
        for (var i = 0; i < 3; i++)
            (await scene.SyncAsync())
                .ShouldExit(1)
                .Last.GetProperty("hint")
                .GetString()!
                .ShouldContain("tally connect highlevel --name crm");
        (await scene.OAuthAsync()).Number("refusals").ShouldBe(1);
        var issue = (await IssuesAsync(scene)).ShouldExit(3).Events("issue").ShouldHaveSingleItem();
        issue.GetProperty("kind").GetString().ShouldBe("connection");
        issue.GetProperty("hint").GetString()!.ShouldContain("tally connect");

        (await scene.InstallAsync()).ShouldExit(0);
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("writes").ShouldBe(0);
        (await IssuesAsync(scene)).ShouldExit(0);
    }

    [Fact]
    public async Task A_test_of_the_connections_names_the_scope_to_add()
    {
        await using var scene = await StartAsync();
        await scene.UseAccountAsync();
        var path = scene.PathOf("tallystick.yaml");
        var text = await File.ReadAllTextAsync(path);
        await File.WriteAllTextAsync(
            path,
            text.Replace("limit: none", "limit: [100/10s, 200000/1d]")
        );
        (await scene.InstallAsync()).ShouldExit(0);
        var good = Of((await ConnectionsAsync(scene)).ShouldExit(0), "crm");
        good.GetProperty("valid").GetBoolean().ShouldBeTrue();
        good.GetProperty("kind").GetString().ShouldBe("oauth");
        good.GetProperty("class").GetString().ShouldBe("location");
        good.GetProperty("scopes").GetProperty("missing").GetArrayLength().ShouldBe(0);
        good.GetProperty("clockSeconds").GetDouble().ShouldBeInRange(-60, 60);
        good.GetProperty("quotaRemaining").GetInt32().ShouldBePositive();
        good.GetProperty("ageDays").GetInt32().ShouldBe(0);

        (
            await scene.InstallAsync(
                HighLevelSandbox.DefaultLocation,
                "--scope",
                "contacts.readonly",
                "--scope",
                "locations.readonly"
            )
        ).ShouldExit(0);
        var less = Of((await ConnectionsAsync(scene)).ShouldExit(1), "crm");
        less.GetProperty("valid").GetBoolean().ShouldBeTrue();
        less.GetProperty("scopes")
            .GetProperty("missing")
            .EnumerateArray()
            .Select(s => s.GetString())
            .ShouldBe(["contacts.write", "locations/customFields.readonly"]);
    }

    [Fact]
    public async Task An_agencys_install_speaks_for_the_location_that_the_file_names_and_a_code_can_be_pasted()
    {
        await using var scene = await StartAsync();
        await scene.UseAccountAsync();
        (
            await scene.InstallAsync(
                "company",
                "--agency",
                "--paste",
                "--redirect",
                "https://app.example.com/callback"
            )
        ).ShouldExit(0);
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("created.left").ShouldBe(2);
        Of((await ConnectionsAsync(scene)).ShouldExit(0), "crm")
            .GetProperty("class")
            .GetString()
            .ShouldBe("company");
    }

    [Fact]
    public async Task Who_comes_back_with_another_state_is_turned_away_and_the_wait_goes_on()
    {
        await using var scene = await StartAsync();
        using var process = Tally.Start(
            scene.Folder,
            "connect",
            "highlevel",
            "--sandbox",
            scene.Sandbox.BaseAddress.AbsoluteUri,
            "--output",
            "json"
        );
        var url = JsonElement
            .Parse((await process.StandardOutput.ReadLineAsync())!)
            .GetProperty("url")
            .GetString()!;
        var back = System.Web.HttpUtility.ParseQueryString(new Uri(url).Query)["redirect_uri"];
        (await Accounts.GetAsync(new Uri($"{back}?code=stolen&state=guessed"))).ShouldBe(400);
        (await Accounts.GetAsync(new Uri($"{back}?code=stolen"))).ShouldBe(400);
        process.HasExited.ShouldBeFalse();
        process.Kill();
        await process.WaitForExitAsync();
        (await scene.OAuthAsync()).Number("exchanges").ShouldBe(0);
    }

    [Fact]
    public async Task A_private_token_is_tested_before_it_is_kept_and_replaced_with_the_old_one_in_reserve()
    {
        await using var scene = await StartAsync();
        await scene.UseAccountAsync();
        (await TokenAsync(scene, "TEST_WRONG_TOKEN"))
            .ShouldExit(1)
            .Last.GetProperty("hint")
            .GetString()!
            .ShouldContain("Nothing was changed");
        (await TokenAsync(scene, "TEST_READER_TOKEN")).ShouldExit(0);
        var missing = Of((await ConnectionsAsync(scene)), "crm").GetProperty("scopes");
        missing.GetProperty("granted").ValueKind.ShouldBe(JsonValueKind.Null);

        (await TokenAsync(scene, "TEST_WRONG_TOKEN", "--rotate")).ShouldExit(1);
        (await TokenAsync(scene, "TEST_FULL_TOKEN", "--rotate")).ShouldExit(0);
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("created.left").ShouldBe(2);

        // The rotation is called off: the new token is refused, and the old one still reads.
        await scene.PostAsync(
            "tokens",
            new { token = HighLevelSandbox.DefaultToken, revoke = true }
        );
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("writes").ShouldBe(0);
    }

    [Fact]
    public async Task Another_apps_key_is_tested_kept_and_referred_to_by_its_name()
    {
        await using var scene = await StartAsync();
        await using var acme = await AcmeCrm.StartAsync(
            new AcmeOptions { Limits = false },
            TimeProvider.System
        );
        Task<TallyResult> ConnectAsync(string variable) =>
            Tally.JsonAsync(
                scene.Folder,
                "connect",
                "acme",
                "--secret-env",
                $"api-key={variable}",
                "--base-url",
                acme.BaseAddress.AbsoluteUri
            );
        (await ConnectAsync("TEST_WRONG_TOKEN"))
            .ShouldExit(1)
            .Output.ShouldContain("Nothing was changed");
        (await ConnectAsync("TEST_ACME_KEY")).ShouldExit(0);
        await scene.WriteSyncFileAsync(
            $$"""
            connector: acme
            base-url: {{acme.BaseAddress}}
            api-key: ${secret:acme.api-key}
            """,
            """
            left: contact
            right: person
            match: [email]
            fields:
              - [email, emailAddress]
            """
        );
        var found = Of((await ConnectionsAsync(scene)).ShouldExit(0), "other");
        found.GetProperty("account").GetString().ShouldBe("acme");
        found.GetProperty("kind").GetString().ShouldBe("secrets");
    }

    [Fact]
    public async Task A_new_sync_file_takes_the_accounts_that_are_connected()
    {
        await using var scene = await StartAsync();
        await using var acme = await AcmeDoor.StartAsync(scene);
        File.Delete(scene.PathOf("tallystick.yaml"));
        (await scene.InstallAsync()).ShouldExit(0);
        (await acme.ConnectAsync("allow")).ShouldExit(0);
        Task<TallyResult> InitAsync(string left) =>
            Tally.JsonAsync(scene.Folder, "init", "--left", left, "--right", "acme", "--force");

        (await InitAsync("highlevel")).ShouldExit(0);
        var written = await File.ReadAllTextAsync(scene.PathOf("tallystick.yaml"));
        written.ShouldContain("token: ${secret:crm}");
        written.ShouldContain("token: ${secret:acme}");
        written.ShouldNotContain("${env:HIGHLEVEL");
        written.ShouldNotContain("${env:ACME");
        (await Tally.JsonAsync(scene.Folder, "doctor", "tallystick.yaml")).ShouldExit(0);

        (
            await Tally.JsonAsync(
                scene.Folder,
                "connect",
                "acme",
                "--secret-env",
                "api-key=TEST_ACME_KEY",
                "--base-url",
                acme.Address.AbsoluteUri
            )
        ).ShouldExit(0);
        (await TokenAsync(scene, "TEST_FULL_TOKEN", "--name", "second")).ShouldExit(0);
        (await InitAsync("highlevel")).ShouldExit(2).Output.ShouldContain("crm, second");
        (await InitAsync("highlevel:second")).ShouldExit(0);
        written = await File.ReadAllTextAsync(scene.PathOf("tallystick.yaml"));
        written.ShouldContain("token: ${secret:second}");
        written.ShouldContain("api-key: ${secret:acme.api-key}");
        (await Tally.JsonAsync(scene.Folder, "doctor", "tallystick.yaml")).ShouldExit(0);
    }

    [Fact]
    public async Task Keys_are_rotated_and_accounts_removed()
    {
        await using var scene = await StartAsync();
        await scene.UseAccountAsync();
        (await TokenAsync(scene, "TEST_FULL_TOKEN")).ShouldExit(0);
        var rotated = await Tally.JsonAsync(scene.Folder, "connections", "rotate-key");
        rotated.ShouldExit(0).Last.Number("secrets").ShouldBe(1);
        (await scene.PlanAsync()).ShouldExit(0);
        (await Tally.JsonAsync(scene.Folder, "connections", "remove", "crm")).ShouldExit(0);
        (await scene.PlanAsync()).ShouldExit(2).Output.ShouldContain("keeps nothing as 'crm'");
        (await Tally.JsonAsync(scene.Folder, "connections", "remove", "crm")).ShouldExit(2);
    }

    private static async Task<Scene> StartAsync()
    {
        var scene = await FewPeople.StartAsync(TimeSpan.Zero);
        await FewPeople.WriteAsync(scene, [FewPeople.Row(1, "Leeds"), FewPeople.Row(2, "Lyon")]);
        return scene;
    }

    private static Task<TallyResult> TokenAsync(
        Scene scene,
        string variable,
        params string[] more
    ) =>
        Tally.JsonAsync(
            scene.Folder,
            [
                "connect",
                "highlevel",
                .. more.Contains("--name") ? Array.Empty<string>() : ["--name", "crm"],
                "--token-env",
                variable,
                "--location",
                HighLevelSandbox.DefaultLocation,
                "--base-url",
                scene.Sandbox.BaseAddress.AbsoluteUri,
                .. more,
            ]
        );

    private static Task<TallyResult> ConnectionsAsync(Scene scene) =>
        Tally.JsonAsync(scene.Folder, "connections", "tallystick.yaml");

    private static Task<TallyResult> IssuesAsync(Scene scene) =>
        Tally.JsonAsync(scene.Folder, "issues", "tallystick.yaml");

    private static JsonElement Of(TallyResult result, string connection) =>
        result.Events("connection").Single(c => c.GetProperty("name").GetString() == connection);
}
