namespace Tallystick.Tests.Cli;

/// <summary>What <c>tally verify</c> tells the shell.</summary>
public sealed class VerifyTests
{
    [Fact]
    public async Task What_an_open_question_holds_back_is_told_by_the_exit_code()
    {
        using var files = new TwoFiles("changes-max: 2");
        files.Left([.. Enumerable.Range(1, 9).Select(i => $"{i},p{i}@x.org,N{i},C{i}")]);
        await files.SyncAsync();
        files.Left([.. Enumerable.Range(1, 9).Select(i => $"{i},p{i}@x.org,N{i},D{i}")]);
        await files.SyncAsync();

        var said = await files.TallyAsync("verify");

        said.Code.ShouldBe(3);
        said.Output.ShouldContain("9 compared, 0 equal, 9 held");
        said.Output.ShouldContain("suspicious-change");
    }

    [Fact]
    public async Task Deletes_that_are_asked_about_are_held_too()
    {
        using var files = new TwoFiles("deletes: propagate");
        string[] rows = [.. Enumerable.Range(1, 9).Select(i => $"{i},p{i}@x.org,N{i},C{i}")];
        files.Left(rows);
        await files.SyncAsync();
        files.Left([.. rows.Skip(6)]);
        await files.SyncAsync();

        var said = await files.JsonAsync("verify");

        said.Code.ShouldBe(3);
        (
            said.Json.GetProperty("held").GetInt64(),
            said.Json.GetProperty("equal").GetInt64()
        ).ShouldBe((6, 3));
        said.Json.GetProperty("inSync").GetBoolean().ShouldBeTrue();
    }
}
