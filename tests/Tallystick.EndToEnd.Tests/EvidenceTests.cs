using Tallystick.Sandbox;
using Tallystick.Sandbox.Faults;

namespace Tallystick.EndToEnd.Tests;

/// <summary>An app that shows less than it has makes nobody delete anything, and all is well once it shows all again.</summary>
public sealed class EvidenceTests
{
    private const int People = 60;

    [Theory]
    [InlineData("emptyList", 3)]
    [InlineData("halfPages", 3)]
    [InlineData("totalTooLarge", 3)]
    [InlineData("unauthorized", 1)]
    [InlineData("forbiddenAfterPages", 1)]
    [InlineData("noFields", 3)]
    public async Task A_HighLevel_that_shows_less_than_it_has_deletes_no_row(string fault, int exit)
    {
        await using var scene = await StartAsync();
        // Whatever is reached before a refusal, the second page is beyond it.
        scene.Sandbox.SetFaults(FaultsOf(fault));

        var sick = await SickAsync(scene, fault);

        sick.ShouldExit(exit);
        (await RowsAsync(scene)).ShouldBe(People);
        scene.Sandbox.ContactCount.ShouldBe(People);
        scene.Sandbox.SetFaults(new FaultRates());
        await HealsAsync(scene);
    }

    private static FaultRates FaultsOf(string fault) =>
        fault switch
        {
            "emptyList" => new FaultRates { EmptyList = true },
            "halfPages" => new FaultRates { HalfPages = true },
            "totalTooLarge" => new FaultRates { TotalTooLarge = true },
            "unauthorized" => new FaultRates { Unauthorized = true },
            "forbiddenAfterPages" => new FaultRates { ForbiddenAfterPages = 1 },
            _ => new FaultRates { NoFields = true },
        };

    private static async Task<TallyResult> SickAsync(Scene scene, string fault)
    {
        if (fault == "forbiddenAfterPages")
            // The first page of a first run is answered, the next search no longer.
            await scene.SyncAsync();
        return await scene.SyncAsync();
    }

    private static async Task<Scene> StartAsync()
    {
        var scene = await Scene.StartAsync(
            new SandboxOptions
            {
                Contacts = 0,
                Limits = false,
                SearchLag = TimeSpan.Zero,
            }
        );
        await scene.WriteSyncFileAsync(
            """
            connector: csv
            path: people.csv
            key: Id
            columns:
              Tags: { type: set }
            """,
            """
            left: contact
            right: row
            match: [email]
            conflict: left
            deletes: propagate
            fields:
              - [email, E-mail]
              - [firstName, First]
              - [lastName, Last]
              - [city, City]
              - [tags, Tags]
              - [contact.account_number, Member]
            """,
            "limit: none\nsearch-lag: 0s"
        );
        await File.WriteAllLinesAsync(
            scene.PathOf("people.csv"),
            Enumerable
                .Range(1, People)
                .Select(i => FewPeople.Row(i, $"City {i}") + $",{i}")
                .Prepend("Id,E-mail,First,Last,City,Tags,Member")
        );
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("created.left").ShouldBe(People);
        return scene;
    }

    private static async Task<int> RowsAsync(Scene scene) =>
        (await File.ReadAllLinesAsync(scene.PathOf("people.csv"))).Length - 1;

    /// <summary>The next runs carry over a deletion and an edit made meanwhile, and leave nothing to settle.</summary>
    private static async Task HealsAsync(Scene scene)
    {
        var ids = await FewPeople.IdsAsync(scene);
        await scene.DeleteAsync($"contacts/{ids[1]}");
        scene.Sandbox.Edit(ids[2], new { city = "Healed" });

        (await scene.SyncAsync()).ShouldExit(0);
        (await scene.SyncAsync()).ShouldExit(0);

        (await RowsAsync(scene)).ShouldBe(People - 1);
        (await File.ReadAllTextAsync(scene.PathOf("people.csv"))).ShouldContain("Healed");
        (await scene.VerifyAsync()).ShouldExit(0);
    }
}
