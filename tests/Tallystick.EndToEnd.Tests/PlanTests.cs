using Tallystick.Sandbox;

namespace Tallystick.EndToEnd.Tests;

/// <summary>What is shown before the first write is what the first write does.</summary>
public sealed class PlanTests
{
    [Fact]
    public async Task A_plan_counts_what_HighLevel_fills_in_and_gives_back()
    {
        await using var scene = await Scene.StartAsync(
            new SandboxOptions { Contacts = 0, SearchLag = TimeSpan.FromSeconds(1) }
        );
        await File.WriteAllTextAsync(
            scene.PathOf("people.csv"),
            """
            Id,E-mail,Country
            1,ada@example.com,
            2,kurt@example.com,AT
            3,emmy@example.com,

            """
        );
        await scene.WriteSyncFileAsync(
            """
            connector: csv
            path: people.csv
            key: Id
            """,
            """
            left: contact
            right: row
            match: [email]
            fields:
              - [email, E-mail]
              - [country, Country]
            """
        );

        var plan = (await scene.PlanAsync()).ShouldExit(0).Last;
        var run = (await scene.SyncAsync()).ShouldExit(0).Last;

        foreach (var count in new[] { "create.left", "update.left", "update.right" })
            plan.Number(count)
                .ShouldBe(
                    run.Number(count.Replace("te.", "ted.", StringComparison.Ordinal)),
                    count
                );
        plan.Number("create.left").ShouldBe(3);
        plan.Number("update.right").ShouldBe(2);
    }
}
