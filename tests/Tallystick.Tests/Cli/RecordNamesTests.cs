using System.Text.Json;

namespace Tallystick.Tests.Cli;

/// <summary>Records that are named for an undo or for the journal, where both sides number theirs alike.</summary>
public sealed class RecordNamesTests
{
    [Theory]
    [InlineData("left:7", "7 8")]
    [InlineData("right:7", "8 7")]
    public async Task An_undo_is_about_the_record_of_the_named_side_and_its_partner(
        string record,
        string pair
    )
    {
        using var files = await CrossedAsync();

        var said = await files.JsonAsync("undo", "--record", record);

        said.Code.ShouldBe(0, said.Error);
        said.Json.GetProperty("records").GetInt64().ShouldBe(1);
        var change = said.Json.GetProperty("changes").EnumerateArray().ShouldHaveSingleItem();
        PairOf(change).ShouldBe(pair);
    }

    [Fact]
    public async Task An_undo_of_the_record_of_one_side_leaves_the_other_one_of_that_id_alone()
    {
        using var files = await CrossedAsync();

        var said = await files.JsonAsync("undo", "--record", "left:7", "--apply");

        said.Code.ShouldBe(0, said.Error);
        files.RightRows.ShouldBe(["7,p8@x.com,P8,Oslo", "8,p7@x.com,P7,Rome"]);
        var causes = (await files.JsonAsync("journal", "--limit", "1")).Json;
        causes.GetProperty("cause").GetString()!.ShouldContain("undo of record left:7");
    }

    [Theory]
    [InlineData("left:7", "7 8")]
    [InlineData("right:7", "8 7")]
    public async Task The_journal_is_shown_of_the_record_of_the_named_side(
        string record,
        string pair
    )
    {
        using var files = await CrossedAsync();

        var said = await files.JsonAsync("journal", "--record", record);

        said.Code.ShouldBe(0, said.Error);
        said.Lines.Count.ShouldBe(2);
        said.Lines.ShouldAllBe(entry => PairOf(entry) == pair);
    }

    [Theory]
    [InlineData("undo")]
    [InlineData("journal")]
    public async Task An_id_that_two_people_have_is_refused_with_both_ways_to_say_it(string command)
    {
        using var files = await CrossedAsync();

        var said = await files.TallyAsync(command, "--record", "7");

        said.Code.ShouldBe(2);
        said.Error.ShouldContain("'7' names two records of 'crm/people'");
        said.Error.ShouldContain("--record left:7 or --record right:7");
    }

    [Theory]
    [InlineData("undo")]
    [InlineData("journal")]
    public async Task An_id_that_someone_without_a_partner_has_as_well_is_refused_too(
        string command
    )
    {
        using var files = new TwoFiles("creates: none");
        files.Left("1,p1@x.com,P1,Rome", "2,p2@x.com,P2,Rome");
        files.Right("2,p1@x.com,P1,Rome");
        await files.SyncAsync();

        var said = await files.TallyAsync(command, "--record", "2");

        said.Code.ShouldBe(2, said.Output + said.Error);
        said.Error.ShouldContain("--record left:2 or --record right:2");
    }

    [Fact]
    public async Task An_id_that_a_pair_shares_or_that_one_side_alone_has_needs_no_side()
    {
        using var files = new TwoFiles();
        files.Left("1,p1@x.com,P1,Rome", "2,p2@x.com,P2,Rome");
        files.Right("1,p1@x.com,P1,Rome", "r2,p2@x.com,P2,Rome");
        await files.SyncAsync();
        files.Left("1,p1@x.com,P1,Oslo", "2,p2@x.com,P2,Oslo");
        await files.SyncAsync();

        foreach (var id in new[] { "1", "2", "r2" })
        {
            var undo = await files.JsonAsync("undo", "--record", id);
            undo.Code.ShouldBe(0, undo.Error);
            undo.Json.GetProperty("records").GetInt64().ShouldBe(1);
            (await files.JsonAsync("journal", "--record", id)).Lines.ShouldNotBeEmpty();
        }
    }

    [Theory]
    [InlineData("undo", "left:")]
    [InlineData("journal", "right:")]
    public async Task A_side_without_an_id_names_no_record(string command, string record)
    {
        using var files = new TwoFiles();

        var said = await files.TallyAsync(command, "--record", record);

        said.Code.ShouldBe(2);
        said.Error.ShouldContain($"'{record}' names no record.");
    }

    [Fact]
    public async Task An_id_with_a_colon_of_its_own_is_an_id()
    {
        using var files = new TwoFiles();
        files.Left("a:1,p1@x.com,P1,Rome");
        await files.SyncAsync();

        (await files.JsonAsync("journal", "--record", "a:1")).Lines.ShouldNotBeEmpty();
        (await files.JsonAsync("journal", "--record", "left:a:1")).Lines.ShouldNotBeEmpty();
    }

    /// <summary>Left 7 is right 8, and left 8 is right 7; a sync has written to both on the right.</summary>
    private static async Task<TwoFiles> CrossedAsync()
    {
        var files = new TwoFiles();
        files.Left("7,p7@x.com,P7,Rome", "8,p8@x.com,P8,Rome");
        files.Right("7,p8@x.com,P8,Rome", "8,p7@x.com,P7,Rome");
        await files.SyncAsync();
        files.Left("7,p7@x.com,P7,Oslo", "8,p8@x.com,P8,Oslo");
        await files.SyncAsync();
        return files;
    }

    private static string PairOf(JsonElement element) =>
        $"{element.GetProperty("leftId").GetString()} {element.GetProperty("rightId").GetString()}";
}
