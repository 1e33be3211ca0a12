namespace Tallystick.EndToEnd.Tests;

/// <summary>People merge contacts in HighLevel, and no event says so.</summary>
public sealed class MergeTests
{
    private const int People = 12;

    [Fact]
    public async Task The_survivor_of_a_merge_takes_the_place_of_the_contact_that_is_gone()
    {
        await using var scene = await StartAsync();
        var before = await FewPeople.IdsAsync(scene);
        await scene.PostAsync("contacts", new { phone = "+12125550177", city = "Ulm" });
        var stays = (await scene.ContactsAsync())
            .Select(c => c.GetProperty("id").GetString()!)
            .Except(before.Values)
            .Single();
        await scene.PostAsync($"contacts/{stays}/merge", new { from = before[1] });

        var report = (await scene.SyncAsync()).ShouldExit(0).Last;

        (report.Number("created.right"), report.Number("deleted.right")).ShouldBe((0, 0));
        var rows = await File.ReadAllLinesAsync(scene.PathOf("people.csv"));
        rows.Length.ShouldBe(People + 1);
        rows.Count(row => row.Contains("Ulm", StringComparison.Ordinal)).ShouldBe(1);
        (await scene.VerifyAsync()).ShouldExit(0);
        var why = await Tally.RunAsync(scene.Folder, "why", "tallystick.yaml", $"left:{before[1]}");
        why.Output.ShouldContain($"{stays} took the place of");
    }

    [Fact]
    public async Task Where_the_survivor_has_a_partner_the_other_ones_goes_by_the_policy()
    {
        await using var scene = await StartAsync();
        var ids = await FewPeople.IdsAsync(scene);
        await scene.PostAsync($"contacts/{ids[2]}/merge", new { from = ids[1] });

        var report = (await scene.SyncAsync()).ShouldExit(0).Last;

        (report.Number("created.right"), report.Number("deleted.right")).ShouldBe((0, 1));
        (await File.ReadAllLinesAsync(scene.PathOf("people.csv"))).Length.ShouldBe(People);
        (await scene.VerifyAsync()).ShouldExit(0);
    }

    private static async Task<Scene> StartAsync()
    {
        var scene = await FewPeople.StartAsync(TimeSpan.Zero);
        await FewPeople.WriteAsync(
            scene,
            Enumerable.Range(1, People).Select(i => FewPeople.Row(i, $"City {i}"))
        );
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("created.left").ShouldBe(People);
        return scene;
    }
}
