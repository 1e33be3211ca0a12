using System.Text.Json;
using Tallystick.Sandbox;
using Tallystick.Sandbox.Acme;

namespace Tallystick.EndToEnd.Tests;

/// <summary>A mapping between the sandboxes is lived through before anything is synced.</summary>
public sealed class SimulateTests
{
    private const string Storms = "20";

    [Fact]
    public async Task A_mapping_is_simulated_and_neither_app_is_written_to()
    {
        await using var scene = await Scene.StartAsync(new SandboxOptions { Contacts = 3 });
        await File.WriteAllTextAsync(scene.PathOf("people.csv"), "Id,E-mail,First,Last\n");
        await scene.WriteSyncFileAsync(
            "connector: csv\npath: people.csv\nkey: Id",
            """
            left: contact
            right: row
            match: [email]
            deletes: propagate
            fields:
              - [email, E-mail]
              - [firstName, First]
              - [lastName, Last]
            """
        );

        var said = (
            await Tally.JsonAsync(
                scene.Folder,
                "simulate",
                "tallystick.yaml",
                "--schedules",
                Storms
            )
        ).ShouldExit(0);

        said.Last.GetProperty("holds").GetBoolean().ShouldBeTrue();
        said.Last.Number("lived.writes").ShouldBeGreaterThan(50);
        (await scene.ContactsAsync()).Count.ShouldBe(3);
        (await File.ReadAllLinesAsync(scene.PathOf("people.csv"))).Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_rule_that_takes_people_for_each_other_fails_and_is_told_as_a_story()
    {
        await using var scene = await Scene.StartAsync(new SandboxOptions());
        await File.WriteAllTextAsync(scene.PathOf("people.csv"), "Id,First,Last\n");
        await scene.WriteSyncFileAsync(
            "connector: csv\npath: people.csv\nkey: Id",
            """
            left: contact
            right: row
            match: [firstName]
            fields:
              - [firstName, First]
              - [lastName, Last]
            """
        );

        var said = (
            await Tally.RunAsync(scene.Folder, "simulate", "tallystick.yaml", "--schedules", Storms)
        ).ShouldExit(1);

        said.Output.ShouldContain("✗ Nobody is taken for somebody else");
        said.Output.ShouldContain("How storm ");
        said.Output.ShouldContain("Again: tally simulate tallystick.yaml --seed ");
    }

    /// <summary>Each ready sync keeps what was typed, doubles nobody and deletes nothing unasked.</summary>
    [Theory]
    [InlineData("app-drives")]
    [InlineData("by-business")]
    [InlineData("new-with-tasks")]
    public async Task A_template_is_safe_in_storms(string template)
    {
        await using var sandbox = await HighLevelSandbox.StartAsync(
            new SandboxOptions(),
            TimeProvider.System
        );
        await using var acme = await AcmeCrm.StartAsync(new AcmeOptions(), TimeProvider.System);
        var folder = Directory.CreateTempSubdirectory("tallystick-e2e-").FullName;
        (
            await Tally.RunAsync(folder, "init", "--template", template, "--left", "sandbox")
        ).ShouldExit(0);
        var file = Path.Combine(folder, "tallystick.yaml");
        var text = await File.ReadAllTextAsync(file);
        await File.WriteAllTextAsync(
            file,
            text.Replace(
                    "http://127.0.0.1:8790",
                    $"{sandbox.BaseAddress}",
                    StringComparison.Ordinal
                )
                .Replace("http://127.0.0.1:8791", $"{acme.BaseAddress}", StringComparison.Ordinal)
                .Replace("${env:ACME_API_KEY}", "${env:TEST_ACME_KEY}", StringComparison.Ordinal)
        );

        var said = await Tally.JsonAsync(
            folder,
            "simulate",
            "tallystick.yaml",
            "--schedules",
            Storms
        );

        var laws = said.Last.GetProperty("laws").EnumerateArray().ToArray();
        foreach (var law in laws.Where(l => IsSafety(l)))
            law.GetProperty("holds").GetBoolean().ShouldBeTrue(law.ToString());
        Directory.Delete(folder, recursive: true);
    }

    private static bool IsSafety(JsonElement law) =>
        law.GetProperty("law").GetString()
            is "doubled"
                or "mistaken"
                or "deletes"
                or "untouched"
                or "limits"
                or "round-trip"
                or "required";
}
