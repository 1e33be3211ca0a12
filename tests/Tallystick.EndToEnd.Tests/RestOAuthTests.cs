using System.Text.Json;
using Tallystick.Sandbox.Acme;

namespace Tallystick.EndToEnd.Tests;

/// <summary>An app with a manifest whose tokens end, connected and used by the program itself.</summary>
public sealed class RestOAuthTests
{
    private const string Again = "Connect again: tally connect acme --name acme.";

    [Fact]
    public async Task An_app_that_is_allowed_on_its_page_syncs_renews_its_tokens_and_a_loss_is_one_issue()
    {
        await using var scene = await SceneAsync();
        await using var acme = await AcmeAsync(scene);
        (await scene.SyncAsync()).ShouldExit(2).Output.ShouldContain("keeps nothing as 'acme'");

        // At its end before the next process starts, however fast that is.
        await acme.PostAsync("oauth/lifetime", new { seconds = 0.001 });
        var connected = (await acme.ConnectAsync("allow")).ShouldExit(0);
        connected
            .Events("open")
            .Single()
            .GetProperty("url")
            .GetString()!
            .ShouldContain("code_challenge_method=S256");
        connected.Last.GetProperty("kind").GetString().ShouldBe("oauth");
        await acme.PostAsync("oauth/lifetime", new { });
        var before = (await acme.OAuthAsync()).Number("refreshes");
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("created.right").ShouldBe(3);
        (await acme.OAuthAsync()).Number("refreshes").ShouldBe(before + 1);

        await acme.PostAsync("oauth/revoke", new { refreshTokens = false });
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("writes").ShouldBe(0);
        var counts = await acme.OAuthAsync();
        counts.Number("refreshes").ShouldBe(before + 2);
        counts.Number("refusals").ShouldBe(0);
        var tested = await ConnectionsAsync(scene);
        tested.GetProperty("valid").GetBoolean().ShouldBeTrue();
        tested.GetProperty("scopes").GetProperty("missing").GetArrayLength().ShouldBe(0);

        await acme.PostAsync("oauth/revoke", new { });
        for (var i = 0; i < 3; i++)
            (await scene.SyncAsync())
                .ShouldExit(1)
                .Last.GetProperty("hint")
                .GetString()
                .ShouldBe(Again);
        (await acme.OAuthAsync()).Number("refusals").ShouldBe(1);
        var issue = (await IssuesAsync(scene)).ShouldExit(3).Events("issue").ShouldHaveSingleItem();
        issue.GetProperty("kind").GetString().ShouldBe("connection");
        issue.GetProperty("hint").GetString().ShouldBe(Again);

        // The client is known by now.
        (
            await scene.ConnectAcmeAsync("allow", "--scope", "crm.read", "--scope", "crm.write")
        ).ShouldExit(0);
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("writes").ShouldBe(0);
        (await IssuesAsync(scene)).ShouldExit(0);
    }

    [Fact]
    public async Task Who_says_no_on_the_page_changes_nothing_and_what_is_not_allowed_is_told_by_its_scope()
    {
        await using var scene = await SceneAsync();
        await using var acme = await AcmeAsync(scene);
        (await acme.ConnectAsync("deny")).ShouldExit(1).Output.ShouldContain("It was not allowed");
        (await scene.SyncAsync()).ShouldExit(2);

        (await acme.ConnectAsync("allow", "--scope", "crm.read")).ShouldExit(0);
        (await scene.SyncAsync()).Output.ShouldContain("not with these scopes");
    }

    [Fact]
    public async Task A_client_that_speaks_for_itself_needs_nobody_and_its_token_is_got_anew()
    {
        await using var scene = await SceneAsync();
        await using var acme = await AcmeAsync(scene);
        await WriteManifestAsync(scene);
        await WriteSyncFileAsync(
            scene,
            $$"""
            connector: rest
            manifest: own.yaml
            base-url: {{acme.Address}}
            client-id: {{AcmeCrm.DefaultClientId}}
            client-secret: ${env:TEST_ACME_SECRET}
            """
        );
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("created.right").ShouldBe(3);
        (await acme.OAuthAsync()).Number("clients").ShouldBe(1);

        (
            await Tally.JsonAsync(
                scene.Folder,
                "connect",
                "rest",
                "--manifest",
                "own.yaml",
                "--name",
                "acme",
                "--base-url",
                acme.Address.AbsoluteUri,
                "--client-id",
                AcmeCrm.DefaultClientId,
                "--client-secret-env",
                "TEST_ACME_SECRET"
            )
        ).ShouldExit(0);
        await WriteSyncFileAsync(
            scene,
            """
            connector: rest
            manifest: own.yaml
            token: ${secret:acme}
            """
        );
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("writes").ShouldBe(0);
        (await acme.OAuthAsync()).Number("clients").ShouldBe(2);
        await acme.PostAsync("oauth/revoke", new { });
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("writes").ShouldBe(0);
        (await acme.OAuthAsync()).Number("clients").ShouldBe(3);

        (
            await Tally.JsonAsync(
                scene.Folder,
                "init",
                "--left",
                "sandbox:" + scene.Sandbox.BaseAddress,
                "--right",
                "rest:own.yaml",
                "--force"
            )
        ).ShouldExit(0);
        (await File.ReadAllTextAsync(scene.PathOf("tallystick.yaml"))).ShouldContain(
            "token: ${secret:acme}"
        );
    }

    private static async Task<Scene> SceneAsync() =>
        await Scene.StartAsync(
            new Tallystick.Sandbox.SandboxOptions
            {
                Contacts = 3,
                Limits = false,
                SearchLag = TimeSpan.Zero,
            }
        );

    private static async Task<AcmeDoor> AcmeAsync(Scene scene)
    {
        var acme = await AcmeDoor.StartAsync(scene);
        await WriteSyncFileAsync(
            scene,
            """
            connector: acme
            token: ${secret:acme}
            """
        );
        return acme;
    }

    private static Task WriteSyncFileAsync(Scene scene, string acme) =>
        scene.WriteSyncFileAsync(
            acme,
            """
            left: contact
            right: person
            match: [email]
            conflict: left
            fields:
              - [email, emailAddress]
              - [firstName, givenName]
              - [lastName, familyName]
            """,
            "limit: none\nsearch-lag: 0s"
        );

    private static Task WriteManifestAsync(Scene scene) =>
        File.WriteAllTextAsync(
            scene.PathOf("own.yaml"),
            """
            app: own
            title: Own
            auth:
              kind: oauth2
              grant: client-credentials
              token-url: /oauth/token
              scopes: [crm.read, crm.write]
              client-secret: client-secret
              client-auth: basic
            objects:
              person:
                id: id
                list:
                  get: /api/people
                  items: items
                  total: total
                  paging: { kind: offset, offset: offset, limit: limit, size: 200 }
                get: { get: "/api/people/{id}" }
                find: { emailAddress: email }
                create: { post: /api/people }
                update: { patch: "/api/people/{id}" }
                fields:
                  givenName: { path: givenName, type: text }
                  familyName: { path: familyName, type: text }
                  emailAddress: { path: emailAddress, type: email }
            """
        );

    private static async Task<JsonElement> ConnectionsAsync(Scene scene) =>
        (await Tally.JsonAsync(scene.Folder, "connections", "tallystick.yaml"))
            .ShouldExit(0)
            .Events("connection")
            .Single(c => c.GetProperty("name").GetString() == "other");

    private static Task<TallyResult> IssuesAsync(Scene scene) =>
        Tally.JsonAsync(scene.Folder, "issues", "tallystick.yaml");
}
