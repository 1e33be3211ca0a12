namespace Tallystick.Tests.Cli;

/// <summary>What an undo says of a name that nothing has, and of a record that came and went.</summary>
public sealed class UndoNamesTests
{
    [Theory]
    [InlineData("--record", "left:nobody", "No stream of 'TALLY' has ever heard of left nobody.")]
    [InlineData("--record", "left:r1", "No stream of 'TALLY' has ever heard of left r1.")]
    [InlineData("--record", "nobody", "No stream of 'TALLY' has ever heard of a record nobody.")]
    [InlineData("--run", "9999", "There was no run 9999.")]
    public async Task A_name_that_nothing_has_is_a_mistake_of_the_command_line(
        string option,
        string name,
        string message
    )
    {
        using var files = await EditedAsync();

        foreach (var apply in new string[][] { [], ["--apply"] })
        {
            var said = await files.TallyAsync("undo", [option, name, .. apply]);
            said.Code.ShouldBe(2, said.Output);
            said.Error.ShouldContain(
                message.Replace("TALLY", files.Path, StringComparison.Ordinal)
            );
            said.Error.ShouldContain("tally journal");
        }
    }

    [Fact]
    public async Task A_field_that_is_neither_mapped_nor_in_the_journal_is_named_with_those_there_are()
    {
        using var files = await EditedAsync();

        var said = await files.TallyAsync("undo", "--since", "1h", "--field", "nosuch");

        said.Code.ShouldBe(2);
        said.Error.ShouldContain("No stream maps a field 'nosuch'.");
        said.Error.ShouldContain("Email, Name, City");
    }

    [Fact]
    public async Task A_field_that_is_mapped_no_longer_is_told_as_such()
    {
        using var files = await EditedAsync();
        files.Rewrite("          - [City, City]\n", "");
        await files.SyncAsync();

        var said = await files.TallyAsync("undo", "--since", "1h", "--field", "city");

        said.Code.ShouldBe(0, said.Error);
        said.Output.ShouldContain("no longer mapped");
    }

    [Fact]
    public async Task A_run_that_wrote_nothing_and_a_record_never_written_to_have_nothing_to_undo()
    {
        using var files = await EditedAsync();
        var quiet = (await files.SyncAsync()).Json.GetProperty("run").GetRawText();

        foreach (var name in new string[][] { ["--run", quiet], ["--record", "left:l2"] })
        {
            var said = await files.TallyAsync("undo", name);
            said.Code.ShouldBe(0, said.Error);
            said.Output.ShouldContain("the journal has no writes of this");
        }
    }

    [Fact]
    public async Task An_undo_of_a_record_that_was_created_and_deleted_points_to_the_run_that_deleted_it()
    {
        using var files = new TwoFiles("deletes: propagate\ndelete-share-max: 100%");
        files.Left("l1,p1@x.com,P1,Rome", "l2,p2@x.com,P2,Rome");
        await files.SyncAsync();
        files.Left("l2,p2@x.com,P2,Rome");
        var deleted = (await files.SyncAsync()).Json.GetProperty("run").GetRawText();
        files.RightRows.Length.ShouldBe(1);

        var said = await files.TallyAsync("undo", "--record", "left:l1");

        said.Code.ShouldBe(0, said.Error);
        said.Output.ShouldContain("as before already");
        said.Output.ShouldContain($"--record left:l1 --run {deleted}");
        var again = await files.TallyAsync(
            "undo",
            "--record",
            "left:l1",
            "--run",
            deleted,
            "--apply"
        );
        again.Output.ShouldNotContain("cancel each other");
        files.RightRows.Length.ShouldBe(2, again.Output);
    }

    /// <summary>Two pairs; a sync has written the left city of the first to the right.</summary>
    private static async Task<TwoFiles> EditedAsync()
    {
        var files = new TwoFiles();
        files.Left("l1,p1@x.com,P1,Rome", "l2,p2@x.com,P2,Rome");
        files.Right("r1,p1@x.com,P1,Rome", "r2,p2@x.com,P2,Rome");
        await files.SyncAsync();
        files.Left("l1,p1@x.com,P1,Oslo", "l2,p2@x.com,P2,Rome");
        await files.SyncAsync();
        return files;
    }
}
