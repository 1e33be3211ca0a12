using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Tallystick.Sandbox;
using Tallystick.Sandbox.Acme;
using Tallystick.Sandbox.Faults;

namespace Tallystick.EndToEnd.Tests.Storm;

/// <summary>
/// People edit on both sides of the running program while calls fail, answers are lost and the
/// program is killed; then it is quiet, and everything must be accounted for.
/// </summary>
public sealed class StormTests
{
    private const int PeopleAtFirst = 120;

    private const string Stream = """
        left: contact
        right: person
        match: [email]
        conflict: left
        deletes: propagate
        deletes-max: 1000
        delete-share-max: 100%
        fields:
          - [email, emailAddress]
          - [firstName, givenName]
          - [lastName, familyName]
          - [city, town]
          - [tags, labels]
        """;

    [Fact]
    public Task A_storm_of_a_minute_takes_nothing() => LiveThroughAsync(TimeSpan.FromMinutes(1));

    /// <summary>As long as TALLYSTICK_STORM_MINUTES says.</summary>
    [Fact(Explicit = true)]
    public Task A_long_storm_takes_nothing() =>
        LiveThroughAsync(
            TimeSpan.FromMinutes(
                double.Parse(
                    Environment.GetEnvironmentVariable("TALLYSTICK_STORM_MINUTES") ?? "30",
                    CultureInfo.InvariantCulture
                )
            )
        );

    private static async Task LiveThroughAsync(TimeSpan span)
    {
        var seed = int.Parse(
            Environment.GetEnvironmentVariable("TALLYSTICK_STORM_SEED") ?? "20261128",
            CultureInfo.InvariantCulture
        );
        await using var scene = await Scene.StartAsync(
            new SandboxOptions { SearchLag = TimeSpan.FromSeconds(2) }
        );
        await using var acme = await AcmeCrm.StartAsync(new AcmeOptions(), TimeProvider.System);
        await scene.WriteSyncFileAsync(
            $"connector: acme\nbase-url: {acme.BaseAddress}\napi-key: acme-demo-key",
            Stream,
            "search-lag: 2s"
        );
        using var left = new HttpClient { BaseAddress = scene.Sandbox.BaseAddress };
        using var right = new HttpClient { BaseAddress = acme.BaseAddress };
        var people = new StormPeople(new HighLevelDesk(left), new AcmeDesk(right), seed);
        await people.SettleInAsync(PeopleAtFirst);

        await SetFaultsAsync(scene, right, isStormy: true);
        using var storm = new CancellationTokenSource(span);
        var working = people.WorkAsync(TimeSpan.FromSeconds(1), storm.Token);
        var (runs, kills) = await SyncAndKillAsync(scene, seed, storm.Token);
        await working;
        await SetFaultsAsync(scene, right, isStormy: false);

        await SettleAsync(scene);
        var verified = await scene.VerifyAsync();
        verified.Last.GetProperty("inSync").GetBoolean().ShouldBeTrue(verified.Output);
        var journal = (await scene.JournalAsync("--limit", "1000000")).ShouldExit(0).Output;
        var judge = new StormJudge(
            people.Deeds,
            await people[Desk.HighLevel].AllAsync(),
            await people[Desk.Acme].AllAsync(),
            journal
        );
        var story = $"seed {seed}, {people.Deeds.Count} deeds, {runs} runs, {kills} killed";
        TestContext.Current.TestOutputHelper?.WriteLine(story);
        judge.Complaints().ShouldBeEmpty(story);
        await WithinQuotaAsync(scene, kills, story);
    }

    private static async Task<(int Runs, int Kills)> SyncAndKillAsync(
        Scene scene,
        int seed,
        CancellationToken storm
    )
    {
        var random = new Random(seed);
        var (runs, kills) = (0, 0);
        while (!storm.IsCancellationRequested)
        {
            using var process = Tally.Start(scene.Folder, "sync", "tallystick.yaml");
            var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
            runs++;
            var life = random.Next(3) == 0 ? random.Next(400, 5_000) : 60_000;
            using var death = new CancellationTokenSource(life);
            try
            {
                await process.WaitForExitAsync(death.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill();
                await process.WaitForExitAsync(CancellationToken.None);
                kills++;
            }
            await Task.WhenAll(output, error);
        }
        return (runs, kills);
    }

    /// <summary>Runs until one has nothing left to write.</summary>
    private static async Task SettleAsync(Scene scene)
    {
        for (var run = 1; ; run++)
        {
            var result = await scene.SyncAsync("--settle");
            // An edit that beat a delete stays an issue until a person has seen it.
            var isThrough = result.ExitCode is 0 or 3;
            if (isThrough && result.Last.Number("writes") + result.Last.Number("postponed") == 0)
                return;
            if (run < 8)
                continue;
            var issues = await Tally.JsonAsync(scene.Folder, "issues", "tallystick.yaml");
            run.ShouldBeLessThan(8, $"it does not settle\n{result.Output}\n{issues.Output}");
        }
    }

    private static async Task SetFaultsAsync(Scene scene, HttpClient acme, bool isStormy)
    {
        var rate = isStormy ? 0.02 : 0;
        scene.Sandbox.SetFaults(
            new FaultRates
            {
                Rate429 = rate / 4,
                Rate500 = rate,
                TimeoutAfterEffectRate = rate,
                TimeoutBeforeEffectRate = rate,
                Created422Rate = rate,
                Seed = 5,
            }
        );
        using var answer = await acme.PostAsJsonAsync(
            "_acme/faults",
            new
            {
                rate429 = rate / 4,
                rate500 = rate,
                timeoutAfterEffectRate = rate,
                timeoutBeforeEffectRate = rate,
                dropRate = rate,
                timeoutMs = 50,
                seed = 6,
            }
        );
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>
    /// Calls refused for being too many, other than by a fault: a process that was killed takes its
    /// knowledge of the last window along, so the next may meet some before the headers tell it.
    /// </summary>
    private static async Task WithinQuotaAsync(Scene scene, int kills, string story)
    {
        var counters = await scene.CountersAsync();
        var refused =
            CountOf(counters, "statuses", "429") - CountOf(counters, "faults", "TooManyRequests");
        refused.ShouldBeLessThanOrEqualTo(kills, $"{story}\n{counters}");
    }

    private static long CountOf(JsonElement counters, string group, string name) =>
        counters
            .GetProperty(group)
            .EnumerateObject()
            .Where(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            .Sum(p => p.Value.GetInt64());
}
