using System.Text;
using Tallystick.Sandbox;

namespace Tallystick.EndToEnd.Tests;

/// <summary>Wherever one looks after everything was done, no secret is to be found.</summary>
public sealed class SecretsTests
{
    [Fact]
    public async Task No_token_stands_in_any_file_log_journal_report_or_output()
    {
        await using var scene = await FewPeople.StartAsync(TimeSpan.Zero);
        await FewPeople.WriteAsync(scene, [FewPeople.Row(1, "Leeds"), FewPeople.Row(2, "Lyon")]);
        await scene.UseAccountAsync();
        var said = new StringBuilder();
        var tokens = new HashSet<string>(StringComparer.Ordinal);

        async Task RunAsync(params string[] arguments)
        {
            var result = await Tally.RunAsync(scene.Folder, arguments);
            said.Append(result.Output).Append(result.Error);
            tokens.UnionWith(await scene.TokensAsync());
        }

        async Task ConnectAsync()
        {
            var result = await scene.InstallAsync();
            result.ShouldExit(0);
            said.Append(result.Output).Append(result.Error);
            tokens.UnionWith(await scene.TokensAsync());
        }

        await ConnectAsync();
        await RunAsync("doctor", "tallystick.yaml");
        await RunAsync("plan", "tallystick.yaml");
        await RunAsync("sync", "tallystick.yaml", "--output", "json");
        await RunAsync("connections", "tallystick.yaml");
        await scene.PostAsync("oauth/revoke", new { refreshTokens = false });
        await RunAsync("sync", "tallystick.yaml");
        await RunAsync("verify", "tallystick.yaml", "--report", "proofs");
        await RunAsync("journal", "tallystick.yaml", "--output", "json");
        await RunAsync(
            "call",
            "highlevel",
            "contacts.search-contacts-advanced",
            "-c",
            "crm",
            "--curl"
        );
        await FewPeople.ReplaceAsync(scene, lines => lines[1] = FewPeople.Row(1, "London"));
        await scene.PostAsync("faults", new { rate500 = 1.0 });
        await RunAsync("sync", "tallystick.yaml");
        await scene.DeleteAsync("faults");
        await KilledAsync(scene, said);
        await scene.PostAsync("oauth/revoke", new { });
        await RunAsync("sync", "tallystick.yaml");
        await RunAsync("issues", "tallystick.yaml", "--output", "json");
        await RunAsync("connections", "tallystick.yaml", "--output", "json");
        await RunAsync("connections", "rotate-key");
        await ConnectAsync();
        await RunAsync("sync", "tallystick.yaml");
        await AnotherAppAsync(scene, RunAsync, said, tokens);

        tokens.Count.ShouldBeGreaterThan(8);
        tokens.ShouldContain(HighLevelSandbox.DefaultClientSecret);
        foreach (var token in tokens)
            said.ToString().ShouldNotContain(token);
        var files = Directory.GetFiles(scene.Folder, "*", SearchOption.AllDirectories);
        files.ShouldContain(f => f.EndsWith(".secrets.db", StringComparison.Ordinal));
        files.ShouldContain(f => f.EndsWith("tallystick.db", StringComparison.Ordinal));
        foreach (var file in files)
        {
            var text = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file));
            foreach (var token in tokens)
                text.Contains(token, StringComparison.Ordinal)
                    .ShouldBeFalse($"{Path.GetFileName(file)} holds a token");
        }
    }

    /// <summary>An app with a manifest is connected, used with tokens that end, lost, and called.</summary>
    private static async Task AnotherAppAsync(
        Scene scene,
        Func<string[], Task> runAsync,
        StringBuilder said,
        HashSet<string> tokens
    )
    {
        await using var acme = await AcmeDoor.StartAsync(scene);
        await File.WriteAllTextAsync(
            scene.PathOf("acme-sync.yaml"),
            $$"""
            version: 1
            state: tallystick.db
            connections:
              acme: { connector: acme, token: "${secret:acme}", base-url: "{{acme.Address}}" }
              people: { connector: csv, path: people.csv, key: Id }
            syncs:
              people:
                left: people
                right: acme
                streams:
                  people:
                    left: row
                    right: person
                    match: [E-mail]
                    fields:
                      - [E-mail, emailAddress]
            """
        );
        var connected = await acme.ConnectAsync("allow");
        said.Append(connected.ShouldExit(0).Output).Append(connected.Error);
        tokens.UnionWith(await acme.TokensAsync());
        foreach (var loss in (object[])[new { refreshTokens = false }, new { }])
        {
            await runAsync(["sync", "acme-sync.yaml"]);
            tokens.UnionWith(await acme.TokensAsync());
            await acme.PostAsync("oauth/revoke", loss);
        }
        await runAsync(["sync", "acme-sync.yaml", "--output", "json"]);
        await runAsync(["issues", "acme-sync.yaml"]);
        await runAsync(["connections", "acme-sync.yaml", "--output", "json"]);
        await runAsync(["doctor", "acme-sync.yaml"]);
        tokens.Count(t => t.StartsWith("acme-", StringComparison.Ordinal)).ShouldBeGreaterThan(4);
    }

    /// <summary>A sync that is killed while it works, and leaves its files as they are.</summary>
    private static async Task KilledAsync(Scene scene, StringBuilder said)
    {
        await scene.PostAsync("faults", new { latencyMs = 300 });
        using var process = Tally.Start(scene.Folder, "sync", "tallystick.yaml");
        await Task.Delay(TimeSpan.FromMilliseconds(900), TimeProvider.System);
        process.Kill(entireProcessTree: true);
        said.Append(await process.StandardOutput.ReadToEndAsync());
        said.Append(await process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        await scene.DeleteAsync("faults");
    }
}
