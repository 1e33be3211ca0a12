using System.Text.Json;

namespace Tallystick.EndToEnd.Tests;

/// <summary>A verification to keep and to hand on.</summary>
public sealed class ProofTests
{
    [Fact]
    public async Task A_report_is_signed_and_a_change_in_it_is_noticed()
    {
        await using var scene = await SyncedAsync();
        var reported = (await VerifyAsync(scene, "--report", "proofs")).ShouldExit(0).Last;

        var path = scene.PathOf(reported.GetProperty("json").GetString()!);
        (await CheckAsync(scene, path))
            .ShouldExit(0)
            .Last.GetProperty("own")
            .GetBoolean()
            .ShouldBeTrue();
        var stream = JsonElement
            .Parse(await File.ReadAllTextAsync(path))
            .GetProperty("proof")
            .GetProperty("streams")[0];
        stream.Number("report.compared").ShouldBe(3);
        stream.Number("report.equal").ShouldBe(3);

        // Spelled otherwise it is still the same report.
        var respelled = JsonElement.Parse(await File.ReadAllTextAsync(path)).GetRawText();
        await File.WriteAllTextAsync(path, respelled.Replace("\n", "", StringComparison.Ordinal));
        (await CheckAsync(scene, path)).ShouldExit(0);

        await File.WriteAllTextAsync(
            path,
            respelled.Replace("\"equal\": 3", "\"equal\": 4", StringComparison.Ordinal)
        );
        (await CheckAsync(scene, path))
            .ShouldExit(1)
            .Last.GetProperty("whole")
            .GetBoolean()
            .ShouldBeFalse();
    }

    [Fact]
    public async Task A_report_that_says_more_than_was_signed_is_refused()
    {
        await using var scene = await SyncedAsync();
        var reported = (await VerifyAsync(scene, "--report", "proofs")).ShouldExit(0).Last;
        var path = scene.PathOf(reported.GetProperty("json").GetString()!);
        var signed = await File.ReadAllTextAsync(path);

        foreach (var claim in new[] { "\"proof\": {\"equal\": 9},", "\"note\": \"all equal\"," })
        {
            await File.WriteAllTextAsync(path, $"{{{claim}{signed.TrimStart()[1..]}");

            (await CheckAsync(scene, path)).ShouldExit(2);
        }
    }

    [Fact]
    public async Task Another_states_key_is_told_from_ones_own()
    {
        await using var scene = await SyncedAsync();
        await using var other = await SyncedAsync();
        var reported = (await VerifyAsync(scene, "--report", "proofs")).ShouldExit(0).Last;
        var path = scene.PathOf(reported.GetProperty("json").GetString()!);
        (await CheckAsync(other, path))
            .ShouldExit(0)
            .Last.TryGetProperty("own", out _)
            .ShouldBeFalse();

        await VerifyAsync(other, "--report", "proofs");

        (await CheckAsync(other, path))
            .ShouldExit(1)
            .Last.GetProperty("own")
            .GetBoolean()
            .ShouldBeFalse();
    }

    [Fact]
    public async Task Differences_show_their_values_only_when_asked()
    {
        await using var scene = await SyncedAsync();
        await FewPeople.ReplaceAsync(
            scene,
            lines => lines[1] = lines[1].Replace("Bonn", "Secretville", StringComparison.Ordinal)
        );

        var discreet = await ReadAsync(scene, "--report", "discreet");
        var open = await ReadAsync(scene, "--report", "open", "--values");

        discreet.Json.ShouldContain("city");
        discreet.Json.ShouldNotContain("Secretville");
        discreet.Page.ShouldNotContain("Secretville");
        open.Json.ShouldContain("Secretville");
        open.Page.ShouldContain("Secretville");
    }

    [Fact]
    public async Task The_key_and_what_shows_values_are_their_owners_and_the_page_needs_nothing_else()
    {
        await using var scene = await SyncedAsync();

        var (_, page) = await ReadAsync(scene, "--report", "proofs");

        page.ShouldNotContain("http");
        page.ShouldNotContain("<script");
        await ReadAsync(scene, "--report", "open", "--values");
        if (OperatingSystem.IsWindows())
            return;
        string[] files =
        [
            scene.PathOf("tallystick.db"),
            scene.PathOf("tallystick.db.proof-key"),
            .. Directory.EnumerateFiles(scene.PathOf("open")),
        ];
        files.Length.ShouldBe(4);
        foreach (var file in files)
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task What_is_no_report_is_refused_with_the_way_out()
    {
        await using var scene = await SyncedAsync();
        await File.WriteAllTextAsync(scene.PathOf("notes.json"), "{\"proof\":1}");

        (await CheckAsync(scene, "notes.json")).ShouldExit(2).Output.ShouldContain("--report");
        (await CheckAsync(scene, "people.csv")).ShouldExit(2);
        (await CheckAsync(scene, "nowhere.json")).ShouldExit(2);
    }

    private static async Task<Scene> SyncedAsync()
    {
        var scene = await FewPeople.StartAsync(TimeSpan.Zero);
        await FewPeople.WriteAsync(
            scene,
            Enumerable.Range(1, 3).Select(i => FewPeople.Row(i, "Bonn"))
        );
        (await scene.SyncAsync()).ShouldExit(0);
        return scene;
    }

    private static Task<TallyResult> VerifyAsync(Scene scene, params string[] more) =>
        Tally.JsonAsync(scene.Folder, ["verify", "tallystick.yaml", .. more]);

    private static Task<TallyResult> CheckAsync(Scene scene, string report) =>
        VerifyAsync(scene, "--check", report);

    private static async Task<(string Json, string Page)> ReadAsync(
        Scene scene,
        params string[] more
    )
    {
        var reported = (await VerifyAsync(scene, more)).Last;
        return (
            await File.ReadAllTextAsync(scene.PathOf(reported.GetProperty("json").GetString()!)),
            await File.ReadAllTextAsync(scene.PathOf(reported.GetProperty("page").GetString()!))
        );
    }
}
