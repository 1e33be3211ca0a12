namespace Tallystick.EndToEnd.Tests;

public sealed class DemoTests
{
    [Fact]
    public async Task The_demo_brings_two_systems_together_without_a_duplicate_and_its_files_sync_again_to_nothing()
    {
        var folder = Directory.CreateTempSubdirectory("tallystick-demo-").FullName;
        try
        {
            var demo = (await Tally.JsonAsync(folder, "demo", "--once")).ShouldExit(0).Last;
            demo.GetProperty("event").GetString().ShouldBe("summary");
            demo.GetProperty("inSync").GetBoolean().ShouldBeTrue();
            demo.Number("matched").ShouldBe(900);
            demo.Number("created.right").ShouldBe(1_100);
            demo.Number("created.left").ShouldBe(600);
            demo.Number("duplicates").ShouldBe(0);
            demo.Number("second.calls.left").ShouldBeInRange(1, 6 + 2);
            demo.Number("second.calls.right").ShouldBePositive();

            var again = (await Tally.JsonAsync(folder, "sync", "tally-demo/tallystick.yaml"))
                .ShouldExit(0)
                .Last;
            again.Number("writes").ShouldBe(0);
            again.Number("leftCalls.total").ShouldBeLessThanOrEqualTo(6 + 2);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Asking_for_help_and_a_wrong_command_line_are_told_apart_by_the_exit_code()
    {
        var folder = Path.GetTempPath();
        (await Tally.RunAsync(folder, "--help")).ShouldExit(0).Output.ShouldContain("sync");
        (await Tally.RunAsync(folder, "snyc")).ShouldExit(2).Error.ShouldContain("snyc");
        (await Tally.RunAsync(folder, "sync", "no-such-file.yaml"))
            .ShouldExit(2)
            .Error.ShouldContain("no-such-file.yaml");
    }
}
