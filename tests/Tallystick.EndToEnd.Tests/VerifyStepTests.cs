namespace Tallystick.EndToEnd.Tests;

/// <summary>Verifying in small steps, as a scheduler would.</summary>
public sealed class VerifyStepTests
{
    [Fact]
    public async Task Steps_prove_every_pair_and_find_what_differs()
    {
        await using var scene = await FewPeople.StartAsync(TimeSpan.Zero);
        await FewPeople.WriteAsync(
            scene,
            Enumerable.Range(1, 5).Select(i => FewPeople.Row(i, "Bonn"))
        );
        (await scene.SyncAsync()).ShouldExit(0);

        var first = (await StepAsync(scene)).ShouldExit(0).Last;
        var buckets = (int)first.Number("bucketCount");
        first.Number("neverProven").ShouldBe(buckets - 1);
        var rest = (await StepAsync(scene, "--buckets", $"{buckets}")).ShouldExit(0).Last;
        rest.Number("compared").ShouldBe(5);
        rest.Number("neverProven").ShouldBe(0);

        await FewPeople.ReplaceAsync(
            scene,
            lines => lines[2] = lines[2].Replace("Bonn", "Ulm", StringComparison.Ordinal)
        );
        var found = (await StepAsync(scene, "--buckets", "1024")).ShouldExit(1).Last;
        found.Number("equal").ShouldBe(4);
        found
            .GetProperty("differences")[0]
            .GetProperty("field")
            .GetString()
            .ShouldBe("city ↔ City");

        // A step left all as it was: the run carries the edit over, and the next step finds nothing.
        (await scene.SyncAsync()).ShouldExit(0);
        (await FewPeople.ContactsAsync(scene))[2].GetProperty("city").GetString().ShouldBe("Ulm");
        (await StepAsync(scene, "--buckets", "1024")).ShouldExit(0);
    }

    [Fact]
    public async Task Options_that_do_not_fit_a_step_are_refused()
    {
        await using var scene = await FewPeople.StartAsync(TimeSpan.Zero);

        (await StepAsync(scene, "--report", "proofs")).ShouldExit(2);
        (await StepAsync(scene, "--buckets", "0")).ShouldExit(2);
        (await Tally.JsonAsync(scene.Folder, "verify", "tallystick.yaml", "--buckets", "3"))
            .ShouldExit(2)
            .Output.ShouldContain("--step");
    }

    private static Task<TallyResult> StepAsync(Scene scene, params string[] more) =>
        Tally.JsonAsync(scene.Folder, ["verify", "tallystick.yaml", "--step", .. more]);
}
