namespace Tallystick.EndToEnd.Tests;

/// <summary>A sync that is switched on step by step, by the program itself.</summary>
public sealed class PromoteTests
{
    private const int People = 40;

    [Fact]
    public async Task From_observing_to_both_ways_nobody_is_written_too_early_or_forgotten()
    {
        await using var scene = await FewPeople.StartAsync(TimeSpan.Zero);
        await FewPeople.WriteAsync(
            scene,
            Enumerable.Range(1, People).Select(i => FewPeople.Row(i, $"City {i}"))
        );
        var file = scene.PathOf("tallystick.yaml");
        await File.WriteAllTextAsync(
            file,
            (await File.ReadAllTextAsync(file)).Replace(
                "    right: other\n",
                "    right: other\n    mode: observe # careful\n",
                StringComparison.Ordinal
            )
        );
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("writes").ShouldBe(0);

        var promoted = (await PromoteAsync(scene, "--to", "to-left")).ShouldExit(0);
        promoted.Events("planned").Single().Number("create.left").ShouldBe(10);
        (await scene.SyncAsync()).ShouldExit(0);
        scene.Sandbox.ContactCount.ShouldBe(10);

        (await PromoteAsync(scene)).ShouldExit(0);
        (await PromoteAsync(scene)).ShouldExit(0);
        (await scene.SyncAsync()).ShouldExit(0);
        scene.Sandbox.ContactCount.ShouldBe(People);

        for (var step = 0; step < 3; step++)
            (await PromoteAsync(scene)).ShouldExit(0);
        (await PromoteAsync(scene)).ShouldExit(2);
        var text = await File.ReadAllTextAsync(file);
        text.ShouldContain("    mode: two-way # careful\n");
        text.ShouldNotContain("canary");
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("writes").ShouldBe(0);
        (await scene.VerifyAsync()).ShouldExit(0);
    }

    [Fact]
    public async Task Open_issues_hold_a_sync_where_it_is()
    {
        await using var scene = await FewPeople.StartAsync(TimeSpan.Zero);
        await FewPeople.WriteAsync(
            scene,
            [
                FewPeople.Row(1, "A"),
                FewPeople.Row(1, "B").Replace("1,", "2,", StringComparison.Ordinal),
            ]
        );
        var file = scene.PathOf("tallystick.yaml");
        var before = await File.ReadAllTextAsync(file);
        await scene.SyncAsync();

        var refused = await PromoteAsync(scene, "--to", "to-left");

        refused.ShouldExit(3);
        (await File.ReadAllTextAsync(file)).ShouldBe(before);
        (await PromoteAsync(scene, "--to", "to-left", "--anyway")).ShouldExit(0);
        (await File.ReadAllTextAsync(file)).ShouldContain("mode: to-left");
    }

    private static Task<TallyResult> PromoteAsync(Scene scene, params string[] more) =>
        Tally.JsonAsync(scene.Folder, ["promote", "tallystick.yaml", .. more]);
}
