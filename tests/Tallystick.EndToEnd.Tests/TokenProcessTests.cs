using System.Diagnostics;
using System.Text.Json;

namespace Tallystick.EndToEnd.Tests;

/// <summary>Processes that know nothing of each other but the key store, and one token that ended.</summary>
public sealed class TokenProcessTests
{
    private const int Many = 6;

    private const string WayOut = "Connect again: tally connect highlevel --name crm.";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Processes_that_all_find_the_token_expired_refresh_it_once_and_all_succeed()
    {
        await using var scene = await StartAsync();
        // The token that was given out is at its end by every clock, and the next one is not.
        await scene.PostAsync("oauth/lifetime", new { seconds = 1 });
        (await scene.InstallAsync()).ShouldExit(0);
        await scene.PostAsync("oauth/lifetime", new { seconds = 86_399 });
        await Task.Delay(TimeSpan.FromSeconds(1.2), TimeProvider.System);

        foreach (var result in await CallAsync(scene, Many))
            result.ShouldExit(0);

        var counts = await scene.OAuthAsync();
        counts.Number("refreshes").ShouldBe(1);
        counts.Number("repeats").ShouldBe(0);
    }

    [Fact]
    public async Task Processes_whose_token_is_refused_before_its_time_refresh_it_once_and_all_succeed()
    {
        await using var scene = await StartAsync();
        (await scene.InstallAsync()).ShouldExit(0);
        await scene.PostAsync("oauth/revoke", new { refreshTokens = false });

        foreach (var result in await CallAsync(scene, Many))
            result.ShouldExit(0);

        var counts = await scene.OAuthAsync();
        counts.Number("refreshes").ShouldBe(1);
        counts.Number("repeats").ShouldBe(0);
    }

    [Fact]
    public async Task What_a_process_that_was_killed_had_refreshed_and_not_stored_another_gets_within_the_grace()
    {
        await using var scene = await StartAsync();
        (await scene.InstallAsync()).ShouldExit(0);
        await scene.PostAsync("oauth/revoke", new { refreshTokens = false });
        // The refresh is done, and its answer is on its way for long.
        await scene.PostAsync(
            "faults",
            new
            {
                timeoutAfterEffectRate = 1,
                timeoutMs = 60_000,
                operations = (string[])["oauth.token"],
            }
        );
        using (var killed = Start(scene))
        {
            var limit = Stopwatch.StartNew();
            while ((await scene.OAuthAsync()).Number("refreshes") == 0)
            {
                limit.Elapsed.ShouldBeLessThan(Patience);
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }
            killed.Kill();
            await killed.WaitForExitAsync();
        }
        await scene.DeleteAsync("faults");

        foreach (var result in await CallAsync(scene, 2))
            result.ShouldExit(0);

        var counts = await scene.OAuthAsync();
        counts.Number("refreshes").ShouldBe(1);
        counts.Number("repeats").ShouldBe(1);
        counts.Number("refusals").ShouldBe(0);
    }

    [Fact]
    public async Task A_refresh_token_that_is_lost_is_asked_for_once_by_all_together_and_each_tells_the_way_out()
    {
        await using var scene = await StartAsync();
        (await scene.InstallAsync()).ShouldExit(0);
        await scene.PostAsync("oauth/revoke", new { });

        var calls = CallAsync(scene, Many / 2);
        var sync = scene.SyncAsync();
        foreach (var result in await calls)
            WaysOut(result.ShouldExit(1)).ShouldBe([WayOut]);
        (await sync).ShouldExit(1);
        WaysOut(await scene.SyncAsync()).ShouldBe([WayOut]);

        (await scene.OAuthAsync()).Number("refusals").ShouldBe(1);
        (await Tally.JsonAsync(scene.Folder, "issues", "tallystick.yaml"))
            .ShouldExit(3)
            .Events("issue")
            .ShouldHaveSingleItem()
            .GetProperty("hint")
            .GetString()!
            .ShouldContain(WayOut);
    }

    private static async Task<Scene> StartAsync()
    {
        var scene = await FewPeople.StartAsync(TimeSpan.Zero);
        await FewPeople.WriteAsync(scene, [FewPeople.Row(1, "Leeds")]);
        await scene.UseAccountAsync();
        return scene;
    }

    /// <summary>So many processes at once.</summary>
    private static Task<TallyResult[]> CallAsync(Scene scene, int count) =>
        Task.WhenAll(
            Enumerable.Range(0, count).Select(_ => Tally.RunAsync(scene.Folder, Arguments))
        );

    private static Process Start(Scene scene) => Tally.Start(scene.Folder, Arguments);

    private static string[] Arguments =>
        ["call", "highlevel", "locations.get", "-c", "crm", "--output", "json"];

    private static IEnumerable<string> WaysOut(TallyResult result) =>
        result
            .Lines.Where(l =>
                l.TryGetProperty("hint", out var hint) && hint.ValueKind != JsonValueKind.Null
            )
            .Select(l => l.GetProperty("hint").GetString()!);
}
