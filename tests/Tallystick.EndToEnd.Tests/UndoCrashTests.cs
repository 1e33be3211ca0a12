using Tallystick.Sandbox.Faults;

namespace Tallystick.EndToEnd.Tests;

/// <summary>An undo that is killed, or that the network lies to, can be given again or left as it is.</summary>
public sealed class UndoCrashTests
{
    private const int Count = 600;

    [Fact]
    public async Task A_killed_undo_of_updates_pushes_nothing_over_and_goes_on_when_given_again()
    {
        await using var scene = await FewPeople.StartAsync(TimeSpan.FromSeconds(1));
        await FewPeople.WriteAsync(scene, Rows("Oldtown"));
        (await scene.SyncAsync()).ShouldExit(0);
        await FewPeople.WriteAsync(scene, Rows("Newtown"));
        await scene.PostAsync("index/flush", new { });
        var wrong = (await scene.SyncAsync()).ShouldExit(0).Last;
        wrong.Number("updated.left").ShouldBe(Count);
        var file = await File.ReadAllTextAsync(scene.PathOf("people.csv"));

        var restored = await KillAsync(scene, wrong.Number("run"), CitiesAsync);
        restored.ShouldBeInRange(1, Count - 1, "the kills came too soon or too late");
        // What a run in between finds half done stays half done.
        await scene.PostAsync("index/flush", new { });
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("writes").ShouldBe(0);
        (await File.ReadAllTextAsync(scene.PathOf("people.csv"))).ShouldBe(file);

        var rest = (await FewPeople.UndoAsync(scene, "--run", wrong.Number("run"), "--apply"))
            .ShouldExit(0)
            .Last;
        rest.Number("already").ShouldBe(restored);
        rest.Number("fields").ShouldBe(Count - restored);
        (await CitiesAsync(scene)).ShouldBe(Count);
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("writes").ShouldBe(0);
        (await File.ReadAllTextAsync(scene.PathOf("people.csv"))).ShouldBe(file);

        static async Task<int> CitiesAsync(Scene scene) =>
            (await scene.ContactsAsync()).Count(c =>
                c.GetProperty("city").GetString() == "Oldtown"
            );
    }

    [Fact]
    public async Task A_killed_undo_of_creates_deletes_nothing_on_the_other_side()
    {
        await using var scene = await FewPeople.StartAsync(TimeSpan.FromSeconds(1));
        await FewPeople.WriteAsync(scene, Rows("Oldtown"));
        var created = (await scene.SyncAsync()).ShouldExit(0).Last;
        var file = await File.ReadAllTextAsync(scene.PathOf("people.csv"));

        var deleted = await KillAsync(scene, created.Number("run"), GoneAsync);
        deleted.ShouldBeInRange(1, Count - 1, "the kills came too soon or too late");
        await scene.PostAsync("index/flush", new { });
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("writes").ShouldBe(0);
        (await File.ReadAllTextAsync(scene.PathOf("people.csv"))).ShouldBe(file);

        var rest = (await FewPeople.UndoAsync(scene, "--run", created.Number("run"), "--apply"))
            .ShouldExit(0)
            .Last;
        rest.Number("deleted.left").ShouldBe(Count - deleted);
        (await GoneAsync(scene)).ShouldBe(Count);
        await scene.PostAsync("index/flush", new { });
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("writes").ShouldBe(0);
        (await File.ReadAllTextAsync(scene.PathOf("people.csv"))).ShouldBe(file);

        static async Task<int> GoneAsync(Scene scene) =>
            Count - (await scene.ContactsAsync()).Count;
    }

    [Fact]
    public async Task Failures_and_lost_answers_are_made_up_for_by_the_same_undo_and_nobody_is_doubled()
    {
        await using var scene = await FewPeople.StartAsync(TimeSpan.Zero);
        await FewPeople.WriteAsync(scene, Rows("Oldtown").Take(100));
        var created = (await scene.SyncAsync()).ShouldExit(0).Last;
        scene.Sandbox.SetFaults(
            new FaultRates
            {
                Rate429 = 0.05,
                Rate500 = 0.1,
                TimeoutAfterEffectRate = 0.1,
                Seed = 23,
            }
        );

        var undone = await UntilDoneAsync(scene, created.Number("run"));
        (await scene.ContactsAsync()).ShouldBeEmpty();
        foreach (var run in undone)
            await UntilDoneAsync(scene, run);
        scene.Sandbox.SetFaults(new FaultRates());
        (await FewPeople.ContactsAsync(scene)).Count.ShouldBe(100);
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("writes").ShouldBe(0);
        (await scene.VerifyAsync()).ShouldExit(0).Last.Number("equal").ShouldBe(100);
    }

    /// <returns>The runs that it took.</returns>
    private static async Task<List<long>> UntilDoneAsync(Scene scene, long run)
    {
        var runs = new List<long>();
        for (var attempt = 1; attempt <= 10; attempt++)
        {
            var result = await FewPeople.UndoAsync(scene, "--run", run, "--apply");
            if (result.ExitCode is 0 or 3 && result.Last.Number("writes") > 0)
                runs.Add(result.Last.Number("run"));
            if (result.ExitCode is 0)
                return runs;
        }
        throw new InvalidOperationException("Ten times were not enough.");
    }

    /// <summary>Kills the undo as soon as the first of its work shows.</summary>
    /// <returns>How far it came.</returns>
    private static async Task<int> KillAsync(Scene scene, long run, Func<Scene, Task<int>> done)
    {
        scene.Sandbox.SetFaults(new FaultRates { LatencyMs = 20 });
        using var process = Tally.Start(
            scene.Folder,
            "undo",
            "tallystick.yaml",
            "--run",
            $"{run}",
            "--apply"
        );
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        while (!process.HasExited && await done(scene) < 30)
            await Task.Delay(1);
        process.Kill();
        await process.WaitForExitAsync();
        await Task.WhenAll(output, error);
        scene.Sandbox.SetFaults(new FaultRates());
        return await done(scene);
    }

    private static IEnumerable<string> Rows(string city) =>
        Enumerable.Range(1, Count).Select(i => FewPeople.Row(i, city));
}
