namespace Tallystick.Tests.Cli;

/// <summary>What the command line makes of filters and decisions about issues.</summary>
public sealed class IssuesTests
{
    [Theory]
    [InlineData("suspicious-delete")]
    [InlineData("SuspiciousDelete")]
    [InlineData("suspiciousdelete")]
    public async Task A_kind_may_be_spelled_as_everywhere_else(string kind)
    {
        using var files = new TwoFiles();

        var said = await files.TallyAsync("issues", "--kind", kind);

        (said.Code, said.Error).ShouldBe((0, ""));
    }

    [Theory]
    [InlineData("issues", "--kind", "'odd' is no kind of issue. There are: conflict,")]
    [InlineData("issues", "--side", "'odd' is no side. There are: left, right.")]
    [InlineData("journal", "--kind", "'odd' is no kind of entry. There are: linked,")]
    [InlineData("promote", "--to", "'odd' is no mode. There are: two-way, to-right,")]
    [InlineData("journal", "--output", "'odd' is no form of output. There are: text, json.")]
    public async Task A_wrong_word_is_told_with_those_there_are(
        string command,
        string option,
        string message
    )
    {
        using var files = new TwoFiles();

        var said = await files.TallyAsync(command, option, "odd");

        said.Code.ShouldBe(2);
        said.Error.ShouldContain(message);
        said.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
    }

    [Theory]
    [InlineData("match", "--accept-above", "900", "from 0 to 100")]
    [InlineData("match", "--min-score", "-1", "from 0 to 100")]
    [InlineData("match", "--list", "many", "of at least 0")]
    [InlineData("journal", "--limit", "0", "of at least 1")]
    [InlineData("undo", "--run", "last", "of at least 1")]
    public async Task A_wrong_number_is_told_with_those_that_fit(
        string command,
        string option,
        string value,
        string range
    )
    {
        using var files = new TwoFiles();

        var said = await files.TallyAsync(command, option, value);

        said.Code.ShouldBe(2);
        said.Error.ShouldContain($"{option} takes a whole number {range}, not '{value}'.");
    }

    [Fact]
    public async Task What_is_no_number_of_an_issue_is_told()
    {
        using var files = new TwoFiles();

        var said = await files.ResolveAsync("7", "seven", "--left");

        said.Code.ShouldBe(2);
        said.Error.ShouldContain("'seven' is no number of an issue.");
    }

    [Fact]
    public async Task A_field_that_no_stream_maps_is_an_error_that_names_those_there_are()
    {
        using var files = await ConflictsAsync(1);

        var listed = await files.TallyAsync("issues", "--field", "Shoesize");
        var resolved = await files.ResolveAsync("--all", "--field", "Shoesize", "--left");

        foreach (var said in new[] { listed, resolved })
        {
            said.Code.ShouldBe(2);
            said.Error.ShouldContain("No stream maps a field 'Shoesize'.");
            said.Error.ShouldContain("Email, Name, City");
        }
        (await files.TallyAsync("issues", "--field", "name")).Code.ShouldBe(0);
        (await files.TallyAsync("issues", "--field", "city")).Code.ShouldBe(3);
    }

    [Fact]
    public async Task All_at_once_leaves_alone_what_was_decided_one_by_one()
    {
        using var files = await ConflictsAsync(4);
        await files.ResolveAsync("1", "--right", "--actor", "ada");
        await files.ResolveAsync("2", "--skip", "--actor", "ada");

        var said = await files.ResolveAsync("--all", "--kind", "conflict", "--left");

        said.Output.ShouldContain("1. stays right, as ada decided");
        said.Output.ShouldContain("2 were decided before and stay so");
        said.Output.ShouldContain("2 decided; the next tally sync carries it out.");
        await files.SyncAsync();
        files.LeftRows.Select(r => r.Split(',')[3]).ShouldBe(["R1", "L2", "L3", "L4"]);
        files.RightRows.Select(r => r.Split(',')[3]).ShouldBe(["R1", "R2", "L3", "L4"]);
    }

    [Fact]
    public async Task A_number_is_decided_anew_and_says_what_it_replaces()
    {
        using var files = await ConflictsAsync(1);
        await files.ResolveAsync("1", "--right", "--actor", "ada");

        var said = await files.ResolveAsync("1", "--left");

        said.Output.ShouldContain("1. left (instead of right, by ada)");
    }

    [Fact]
    public async Task All_without_a_filter_is_refused()
    {
        using var files = await ConflictsAsync(1);

        var said = await files.ResolveAsync("--all", "--left");

        said.Code.ShouldBe(2);
        said.Error.ShouldContain("--all with at least one of --kind");
        (await files.ResolveAsync("--all", "--sync", "crm", "--left")).Code.ShouldBe(0);
    }

    [Fact]
    public async Task A_number_that_a_decision_has_closed_tells_of_the_decision()
    {
        using var files = await ConflictsAsync(2);
        await files.ResolveAsync("1", "--right", "--actor", "ada");
        await files.SyncAsync();

        var said = await files.ResolveAsync("1", "--left");

        said.Code.ShouldBe(2);
        said.Error.ShouldContain("Number 1 is closed: ada decided on ");
        said.Error.ShouldContain("(right for City)");
    }

    [Fact]
    public async Task A_number_whose_cause_went_says_so()
    {
        using var files = await ConflictsAsync(1);
        files.Right("r1,p1@x.com,N1,L1");
        await files.SyncAsync();

        var said = await files.ResolveAsync("1", "--left");

        said.Error.ShouldContain("Number 1 is closed: its cause is gone.");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_both_sides_last_agreed_on_is_shown_live_or_not(bool isLive)
    {
        using var files = await ConflictsAsync(1);
        string[] more = isLive ? ["--live", "--output", "json"] : ["--output", "json"];

        var said = await files.ShowAsync(1, more);

        var value = said.Json.GetProperty("values").EnumerateArray().ShouldHaveSingleItem();
        value.GetProperty("left").GetString().ShouldBe("L1");
        value.GetProperty("right").GetString().ShouldBe("R1");
        value.GetProperty("agreed").GetString().ShouldBe("Rome");
    }

    [Fact]
    public async Task Values_that_differed_from_the_start_are_not_called_changed()
    {
        using var files = new TwoFiles();
        files.Left("l1,p1@x.com,N1,Rome");
        files.Right("r1,p1@x.com,N1,Oslo");
        await files.SyncAsync();

        var said = await files.TallyAsync("issues");

        said.Output.ShouldContain("'City' of");
        said.Output.ShouldContain("differed when the two first met");
        said.Output.ShouldNotContain("Both sides changed");
    }

    [Fact]
    public async Task Why_tells_what_both_sides_held_of_a_field_in_conflict()
    {
        using var files = await ConflictsAsync(1);

        var said = await files.TallyAsync("why", "left:l1", "city");

        said.Output.ShouldContain("left holds 'L1', right holds 'R1'; last agreed: 'Rome'");
    }

    [Fact]
    public async Task Why_tells_what_both_sides_held_of_a_write_that_a_brake_stopped()
    {
        using var files = new TwoFiles("changes-max: 1\nchange-share-max: 10%");
        files.Left("l1,p1@x.com,N1,Rome", "l2,p2@x.com,N2,Rome");
        files.Right("r1,p1@x.com,N1,Rome", "r2,p2@x.com,N2,Rome");
        await files.SyncAsync();
        files.Left("l1,p1@x.com,N1,Oslo", "l2,p2@x.com,N2,Oslo");
        await files.SyncAsync();

        foreach (var record in new[] { "left:l1", "right:r1" })
        {
            var said = await files.TallyAsync("why", record, "city");
            said.Output.ShouldContain("left holds 'Oslo', right holds 'Rome'; last agreed: 'Rome'");
        }
    }

    [Fact]
    public async Task A_number_that_has_grown_into_another_names_that_one()
    {
        using var files = new TwoFiles("changes-max: 1\nchange-share-max: 10%");
        files.Left([.. Rows("l", 8, 0)]);
        files.Right([.. Rows("r", 8, 0)]);
        await files.SyncAsync();
        files.Left([.. Rows("l", 8, 2)]);
        await files.SyncAsync();
        files.Left([.. Rows("l", 8, 8)]);
        await files.SyncAsync();

        var said = await files.ResolveAsync("1", "--approve");

        said.Code.ShouldBe(2);
        said.Error.ShouldContain("Number 1 is closed: number 2 asks about it now.");

        static IEnumerable<string> Rows(string side, int people, int moved) =>
            Enumerable
                .Range(1, people)
                .Select(i => $"{side}{i},p{i}@x.com,N{i},{(i <= moved ? "Oslo" : "Rome")}");
    }

    [Fact]
    public async Task Verify_tells_an_ignored_issue_from_an_open_one()
    {
        using var files = await ConflictsAsync(2);
        await files.ResolveAsync("1", "--ignore", "--reason", "they moved");

        var said = await files.JsonAsync("verify");

        said.Code.ShouldBe(3);
        said.Json.GetProperty("differences")
            .EnumerateArray()
            .Select(d => d.GetProperty("why").GetString())
            .Order()
            .ShouldBe([$"conflict: held by issue {2}", $"conflict: ignored, issue {1}"]);
    }

    [Fact]
    public async Task A_plan_shows_both_values_of_what_it_would_ask_about_and_no_write()
    {
        using var files = await ConflictsAsync(1);
        files.Right("r1,p1@x.com,N1,Q1");

        var said = await files.JsonAsync("plan");

        var change = said
            .Json.GetProperty("changes")
            .EnumerateArray()
            .Single(c => c.GetProperty("action").GetString() == "conflict");
        change.GetProperty("winner").GetString().ShouldBe("ask");
        change.GetProperty("before").GetString().ShouldBe("L1");
        change.GetProperty("after").GetString().ShouldBe("Q1");
        (await files.TallyAsync("plan")).Output.ShouldContain("asked");
    }

    [Fact]
    public async Task A_plan_shows_a_settled_conflict_as_what_becomes_of_the_loser()
    {
        using var files = new TwoFiles("conflict: left");
        files.Left("l1,p1@x.com,N1,Rome");
        files.Right("r1,p1@x.com,N1,Oslo");

        var said = await files.JsonAsync("plan");

        var change = said
            .Json.GetProperty("changes")
            .EnumerateArray()
            .First(c => c.GetProperty("action").GetString() == "conflict");
        change.GetProperty("target").GetString().ShouldBe("Right");
        change.GetProperty("before").GetString().ShouldBe("Oslo");
        change.GetProperty("after").GetString().ShouldBe("Rome");
    }

    [Fact]
    public async Task An_undone_delete_is_told_with_the_id_that_the_record_has_now()
    {
        using var files = new TwoFiles(
            "deletes: propagate\ndeletes-max: 5\ndelete-share-max: 100%"
        );
        files.Left("l1,p1@x.com,N1,Rome", "l2,p2@x.com,N2,Rome");
        files.Right("r1,p1@x.com,N1,Rome", "r2,p2@x.com,N2,Rome");
        await files.SyncAsync();
        files.Left("l2,p2@x.com,N2,Rome");
        await files.SyncAsync();

        var said = await files.TallyAsync("undo", "--run", "2", "--apply");

        var id = files
            .RightRows.Single(r => r.Contains("p1@x.com", StringComparison.Ordinal))
            .Split(',')[0];
        said.Output.ShouldContain(id[..8]);
    }

    [Fact]
    public async Task Control_characters_of_a_value_do_not_reach_the_terminal()
    {
        using var files = new TwoFiles();
        files.Left("l1,p1@x.com,N1,\u001b[31mRed\u001b]0;title\u0007");
        await files.SyncAsync();

        foreach (var command in new[] { "why", "journal" })
        {
            string[] more = command == "why" ? ["left:l1"] : [];
            var said = await files.TallyAsync(command, more);
            said.Output.ShouldContain("Red");
            said.Output.ShouldNotContain('\u001b');
            said.Output.ShouldNotContain('\u0007');
        }
    }

    [Fact]
    public async Task The_journal_tells_who_decided_and_why_something_is_ignored()
    {
        using var files = await ConflictsAsync(1);
        await files.ResolveAsync("1", "--ignore", "--reason", "moved", "--actor", "ada");

        var said = await files.TallyAsync("journal", "--kind", "decided");

        var words = string.Join(
            ' ',
            said.Output.Split((char[])['│', '\n', ' '], StringSplitOptions.RemoveEmptyEntries)
        );
        words.ShouldContain("ada");
        words.ShouldContain("moved");
    }

    [Fact]
    public async Task What_is_carried_out_right_away_is_not_left_to_the_next_sync()
    {
        using var files = await ConflictsAsync(1);

        var said = await files.ResolveAsync("1", "--left", "--now");

        said.Output.ShouldContain("1 decided.");
        said.Output.ShouldNotContain("the next tally sync");
    }

    [Fact]
    public async Task What_the_mode_would_not_write_is_no_way_out()
    {
        using var files = await ConflictsAsync(2);
        files.Rewrite("conflict: ask", "conflict: ask\n        mode: to-right");

        var right = await files.ResolveAsync("1", "--right");
        var left = await files.ResolveAsync("1", "--left");
        var shown = await files.ShowAsync(2);

        right.Code.ShouldBe(2);
        right.Error.ShouldContain("--right is no way out of number 1");
        right.Error.ShouldContain("mode to-right");
        left.Code.ShouldBe(0);
        shown.Output.ShouldContain("--left | --skip | --ignore");
    }

    /// <summary>So many people whose city both sides have changed.</summary>
    private static async Task<TwoFiles> ConflictsAsync(int people)
    {
        var files = new TwoFiles();
        files.Left([.. Enumerable.Range(1, people).Select(i => $"l{i},p{i}@x.com,N{i},Rome")]);
        files.Right([.. Enumerable.Range(1, people).Select(i => $"r{i},p{i}@x.com,N{i},Rome")]);
        await files.SyncAsync();
        files.Left([.. Enumerable.Range(1, people).Select(i => $"l{i},p{i}@x.com,N{i},L{i}")]);
        files.Right([.. Enumerable.Range(1, people).Select(i => $"r{i},p{i}@x.com,N{i},R{i}")]);
        (await files.SyncAsync()).Code.ShouldBe(3);
        return files;
    }
}
