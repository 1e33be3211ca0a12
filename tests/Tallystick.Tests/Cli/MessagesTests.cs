namespace Tallystick.Tests.Cli;

/// <summary>Lines that must say what they are about, and the way out.</summary>
public sealed class MessagesTests
{
    [Fact]
    public async Task A_later_run_that_holds_a_duplicate_back_says_so_and_where_it_is_listed()
    {
        using var files = new TwoFiles();
        files.Left("l1,p1@x.com,P1,Rome", "l2,p2@x.com,P2,Rome", "l3,p2@x.com,P3,Rome");
        await files.SyncAsync();

        var said = await files.TallyAsync("sync");

        said.Output.ShouldNotContain("more such");
        said.Output.ShouldContain(
            "1 duplicates are held back: tally issues FILE --kind duplicate-within-side"
        );
    }

    [Fact]
    public async Task The_list_of_issues_names_the_stream_of_each()
    {
        using var files = new TwoFiles();
        files.Left("l1,p1@x.com,P1,Rome");
        files.Right("r1,p1@x.com,P1,Oslo");
        await files.SyncAsync();

        var said = await files.TallyAsync("issues");

        said.Output.ShouldContain("conflict (1) in crm/people");
    }

    [Fact]
    public async Task An_emptied_side_may_be_an_outage_and_its_issue_says_so()
    {
        using var files = new TwoFiles();
        files.Left("l1,p1@x.com,P1,Rome");
        await files.SyncAsync();
        files.Right();
        await files.SyncAsync();

        foreach (var said in new[] { await files.TallyAsync("issues"), await files.ShowAsync(1) })
            said.Output.ShouldContain(
                "If it is an outage, a lost permission or a wrong filter, mend it and run tally sync."
            );
        (await files.TallyAsync("issues")).Output.ShouldContain(
            "tally issues show 1 lists whom it concerns."
        );
    }

    [Fact]
    public async Task A_run_that_schema_drift_stopped_says_nothing_of_links()
    {
        using var files = new TwoFiles();
        files.Left("l1,p1@x.com,P1,Rome");
        await files.SyncAsync();
        await File.WriteAllLinesAsync(
            files.PathOf("right.csv"),
            ["Id,Email,Name", "r1,p1@x.com,P1"]
        );

        var said = await files.TallyAsync("sync");

        said.Output.ShouldContain("City");
        said.Output.ShouldNotContain("0 linked");
        said.Output.ShouldContain("tally issues FILE");
    }

    [Fact]
    public async Task A_connection_that_lacks_a_setting_fails_no_other_one_in_doctor()
    {
        using var files = new TwoFiles();
        files.Rewrite("path: left.csv", "path: '${env:TALLY_NO_SUCH_VARIABLE}'");

        var said = await files.TallyAsync("doctor");

        said.Code.ShouldBe(1);
        var there = said.Output[
            said.Output.IndexOf("connection 'there'", StringComparison.Ordinal)..
        ];
        there.ShouldNotContain("TALLY_NO_SUCH_VARIABLE");
        there.ShouldContain("✓");
    }
}
