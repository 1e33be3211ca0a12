using System.Text.Json;
using Tallystick.Sandbox;
using Tallystick.Sandbox.Faults;

namespace Tallystick.EndToEnd.Tests;

/// <summary>What happens when the program dies or the network lies.</summary>
public sealed class CrashTests
{
    [Fact]
    public async Task A_first_sync_killed_twenty_times_ends_equal_with_nobody_doubled_or_lost()
    {
        const int count = 5_000;
        const int kills = 20;
        const int seed = 20_261_123;
        await using var scene = await Scene.StartAsync(
            new SandboxOptions
            {
                Contacts = count / 2,
                Seed = 3,
                Limits = false,
                SearchLag = TimeSpan.FromSeconds(1),
            }
        );
        // Half of the people are on both sides, a quarter on each alone.
        var inFile = Enumerable
            .Range(count / 4, count / 4)
            .Concat(Enumerable.Range(10_000, count / 2));
        await File.WriteAllTextAsync(scene.PathOf("people.csv"), MessyPeople.Csv(3, inFile));
        await scene.WriteSyncFileAsync(MessyPeople.CsvSettings, MessyPeople.Stream);
        // Slow answers spread the work over the moments at which it is killed.
        scene.Sandbox.SetFaults(new FaultRates { LatencyMs = 5 });

        var random = new Random(seed);
        var killed = 0;
        for (var i = 0; i < kills; i++)
        {
            using var process = Tally.Start(scene.Folder, "sync", "tallystick.yaml");
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            using var moment = new CancellationTokenSource(
                TimeSpan.FromMilliseconds(random.Next(100, 1_600))
            );
            try
            {
                await process.WaitForExitAsync(moment.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill();
                await process.WaitForExitAsync();
                killed++;
            }
            await Task.WhenAll(output, error);
        }
        killed.ShouldBeGreaterThanOrEqualTo(kills / 2, $"seed {seed}: the sync was over too soon");

        scene.Sandbox.SetFaults(new FaultRates());
        (await scene.SyncAsync("--settle")).ShouldExit(0);
        await scene.PostAsync("index/flush", new { });
        (await scene.VerifyAsync())
            .ShouldExit(0)
            .Last.GetProperty("inSync")
            .GetBoolean()
            .ShouldBeTrue();
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("writes").ShouldBe(0);
        await NobodyIsDoubledAsync(scene, (count / 2) + (count / 2));
    }

    [Fact]
    public async Task Five_percent_of_refusals_failures_and_lost_answers_end_equal_without_duplicates()
    {
        await using var scene = await Scene.StartAsync(
            new SandboxOptions
            {
                Contacts = 500,
                Seed = 5,
                Limits = false,
                SearchLag = TimeSpan.FromSeconds(1),
            }
        );
        await File.WriteAllTextAsync(
            scene.PathOf("people.csv"),
            MessyPeople.Csv(5, Enumerable.Range(250, 1_500))
        );
        await scene.WriteSyncFileAsync(MessyPeople.CsvSettings, MessyPeople.Stream);
        scene.Sandbox.SetFaults(
            new FaultRates
            {
                Rate429 = 0.05,
                Rate500 = 0.05,
                TimeoutAfterEffectRate = 0.05,
                Seed = 17,
            }
        );

        await SyncUntilSettledAsync(scene);
        scene.Sandbox.SetFaults(new FaultRates());
        await scene.PostAsync("index/flush", new { });
        (await scene.SyncAsync()).ShouldExit(0);
        (await scene.VerifyAsync())
            .ShouldExit(0)
            .Last.GetProperty("inSync")
            .GetBoolean()
            .ShouldBeTrue();
        await NobodyIsDoubledAsync(scene, 1_750);
    }

    /// <summary>A run may give up under faults; what it did is kept, and the next goes on.</summary>
    private static async Task SyncUntilSettledAsync(Scene scene)
    {
        for (var run = 1; run <= 5; run++)
        {
            var result = await scene.SyncAsync();
            if (result.ExitCode is 0 && result.Last.Number("postponed") == 0)
                return;
        }
    }

    /// <summary>Counted by what the two systems themselves hold.</summary>
    private static async Task NobodyIsDoubledAsync(Scene scene, int people)
    {
        var contacts = await scene.ContactsAsync();
        contacts.Count.ShouldBe(people);
        contacts.Select(Email).Distinct().Count().ShouldBe(people);
        var rows = (await File.ReadAllLinesAsync(scene.PathOf("people.csv"))).Skip(1).ToList();
        rows.Count.ShouldBe(people);
        rows.Select(r => r.Split(',')[1].Trim('"', ' ').ToLowerInvariant())
            .Distinct()
            .Count()
            .ShouldBe(people);

        static string Email(JsonElement contact) =>
            contact.GetProperty("emailLowerCase").GetString()!;
    }
}
