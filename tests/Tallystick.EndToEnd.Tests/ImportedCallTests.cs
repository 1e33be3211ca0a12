using System.Text.Json;

namespace Tallystick.EndToEnd.Tests;

/// <summary>Any app with an OpenAPI document can be called: here the demo CRM.</summary>
public sealed class ImportedCallTests : IDisposable
{
    private const string Document = """
        openapi: 3.0.0
        info: { title: Acme, version: "1" }
        paths:
          /api/people:
            get:
              operationId: list-people
              tags: [people]
              parameters:
                - { name: offset, in: query, schema: { type: integer } }
                - { name: limit, in: query, schema: { type: integer } }
              responses:
                "200": { description: ok }
            post:
              operationId: create-person
              tags: [people]
              requestBody:
                required: true
                content:
                  application/json:
                    schema:
                      type: object
                      required: [emailAddress]
                      properties:
                        emailAddress: { type: string, format: email }
                        givenName: { type: string }
              responses:
                "201": { description: ok }
        """;

    private const string Variable = "TALLY_TEST_ACME_KEY";

    private readonly string _folder = Directory.CreateTempSubdirectory("tally-call-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task An_imported_app_is_called_with_its_key_in_a_header_and_walked()
    {
        Environment.SetEnvironmentVariable(Variable, "acme-demo-key");
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "acme.yaml"),
            Document,
            TestContext.Current.CancellationToken
        );
        (
            await Tally.RunAsync(_folder, "catalog", "import", "acme.yaml", "--as", "my-acme")
        ).ShouldExit(0);
        using var sandbox = Tally.Start(
            _folder,
            "sandbox",
            "--port",
            "0",
            "--acme-port",
            "0",
            "--acme-contacts",
            "60",
            "--output",
            "json"
        );
        try
        {
            var line = await sandbox.StandardOutput.ReadLineAsync(
                TestContext.Current.CancellationToken
            );
            var address = JsonElement.Parse(line!).GetProperty("acmeAddress").GetString()!;
            string[] account =
            [
                "--base-url",
                address,
                "--token-env",
                Variable,
                "--token-as",
                "X-Api-Key",
            ];

            (
                await Tally.JsonAsync(
                    _folder,
                    [
                        "call",
                        "my-acme",
                        "people.create-person",
                        "--field",
                        "emailAddress=nobody",
                        .. account,
                    ]
                )
            ).ShouldExit(2);
            (
                await Tally.JsonAsync(
                    _folder,
                    [
                        "call",
                        "my-acme",
                        "people.create-person",
                        "--field",
                        "emailAddress=ada@example.com",
                        .. account,
                    ]
                )
            ).ShouldExit(0);
            var all = (
                await Tally.JsonAsync(
                    _folder,
                    ["call", "my-acme", "people.list", "--field", "limit=25", "--all", .. account]
                )
            ).ShouldExit(0);

            all.Events("row").Count().ShouldBe(61);
        }
        finally
        {
            sandbox.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public async Task A_connection_of_a_manifest_is_called_by_processes_that_renew_its_token_once()
    {
        await using var scene = await FewPeople.StartAsync(TimeSpan.Zero);
        await using var acme = await AcmeDoor.StartAsync(scene);
        await scene.WriteSyncFileAsync(
            """
            connector: acme
            token: ${secret:acme}
            """,
            """
            left: contact
            right: person
            match: [email]
            fields:
              - [email, emailAddress]
            """
        );
        await File.WriteAllTextAsync(
            scene.PathOf("acme.yaml"),
            Document,
            TestContext.Current.CancellationToken
        );
        (
            await Tally.RunAsync(scene.Folder, "catalog", "import", "acme.yaml", "--as", "my-acme")
        ).ShouldExit(0);
        string[] list = ["call", "my-acme", "people.list", "-c", "other"];
        (await Tally.JsonAsync(scene.Folder, list)).ShouldExit(2);
        (await acme.ConnectAsync("allow")).ShouldExit(0);
        await acme.PostAsync("oauth/revoke", new { refreshTokens = false });

        var calls = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Tally.JsonAsync(scene.Folder, list))
        );
        foreach (var call in calls)
            call.ShouldExit(0);
        (await acme.OAuthAsync()).Number("refreshes").ShouldBe(1);
        (await acme.OAuthAsync()).Number("refusals").ShouldBe(0);

        var shown = await Tally.RunAsync(scene.Folder, [.. list, "--curl"]);
        shown.ShouldExit(0).Output.ShouldContain("Authorization: Bearer $OTHER_TOKEN");

        await acme.PostAsync("oauth/revoke", new { });
        (await Tally.JsonAsync(scene.Folder, list))
            .ShouldExit(1)
            .Last.GetProperty("hint")
            .GetString()
            .ShouldBe("Connect again: tally connect acme --name acme.");
    }
}
