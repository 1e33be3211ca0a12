using System.Text.Json;

namespace Tallystick.Tests.Cli;

/// <summary><c>tally why</c> tells what lets the two sides of a pair be unlike.</summary>
public sealed class WhyTests
{
    [Theory]
    [InlineData("D2", "overwritten")]
    [InlineData("", "cleared")]
    public async Task A_change_that_waits_for_an_answer_tells_the_question(string city, string what)
    {
        using var files = new TwoFiles("changes-max: 2\nblanks-max: 2");
        await StartAsync(files);
        files.Left([.. People().Select(p => $"{p},p{p}@x.org,N{p},{city}")]);
        await files.SyncAsync();

        var field = Field(await files.JsonAsync("why", "left:2", "City"));

        field.GetProperty("right").GetString().ShouldBe("C2");
        field.GetProperty("issue").GetProperty("kind").GetString().ShouldBe("SuspiciousChange");
        var number = field.GetProperty("issue").GetProperty("number").GetInt64();
        field.GetProperty("unlike").GetString().ShouldBe($"held by issue {number}");
        var said = await files.TallyAsync("why", "left:2");
        said.Output.ShouldContain("'City' would be " + what);
        Fields(await files.JsonAsync("why", "left:2"))
            .Count(f => f.TryGetProperty("unlike", out _))
            .ShouldBe(1);
    }

    [Fact]
    public async Task Where_so_many_are_missing_that_a_person_is_asked_each_pair_says_that_it_may_be_one()
    {
        using var files = new TwoFiles("deletes: propagate");
        await StartAsync(files);
        files.Left([.. Rows().Skip(6)]);
        await files.SyncAsync();

        var why = (await files.JsonAsync("why", "left:2")).Json;

        why.GetProperty("issues")
            .EnumerateArray()
            .Single()
            .GetProperty("kind")
            .GetString()
            .ShouldBe("SuspiciousDelete");
        why.GetProperty("notes")
            .EnumerateArray()
            .Single()
            .GetString()
            .ShouldBe(
                "Linked records are missing on the left, and whether that is meant is asked: if this one is among them, which tally verify tells, its partner waits for the answer."
            );
        (await files.TallyAsync("why", "left:2")).Output.ShouldContain("no longer in here");
    }

    [Fact]
    public async Task Who_does_not_take_part_yet_says_so()
    {
        using var files = new TwoFiles();
        await StartAsync(files);
        files.Rewrite("    right: there\n", "    right: there\n    canary: 1\n");
        files.Left([.. People().Select(p => $"{p},p{p}@x.org,N{p},D{p}"), "10,p10@x.org,N10,C10"]);
        await files.SyncAsync();

        var unlike = new List<string?>();
        foreach (var p in People())
        {
            var field = Field(await files.JsonAsync("why", $"left:{p}", "City"));
            unlike.Add(field.TryGetProperty("unlike", out var why) ? why.GetString() : null);
        }

        unlike.Count(w => w is null).ShouldBe(1);
        unlike
            .OfType<string>()
            .ShouldAllBe(w => w == "waits until more records take part (canary: 1)");
        var alone = (await files.JsonAsync("why", "left:10")).Json;
        alone
            .GetProperty("explanation")
            .GetString()!
            .ShouldContain("does not take part yet (canary: 1)");
    }

    [Fact]
    public async Task An_edit_that_the_mode_keeps_back_is_not_told_as_what_was_agreed_on()
    {
        using var files = new TwoFiles();
        await StartAsync(files);
        files.Rewrite("    right: there\n", "    right: there\n    mode: to-right\n");
        await files.SyncAsync();
        files.Right([.. Rows().Skip(1), "1,p1@x.org,N1,RR"]);
        await files.SyncAsync();

        var field = Field(await files.JsonAsync("why", "right:1", "City"));

        field.TryGetProperty("right", out var right).ShouldBeFalse(right.ToString());
        field.GetProperty("agreed").GetString().ShouldBe("C1");
        field
            .GetProperty("unlike")
            .GetString()!
            .ShouldStartWith("the sync's mode keeps edits made on the right back");
        Field(await files.JsonAsync("why", "right:2", "City"))
            .TryGetProperty("unlike", out _)
            .ShouldBeFalse();
    }

    [Fact]
    public async Task What_is_ignored_tells_the_issue_and_the_reason()
    {
        using var files = new TwoFiles();
        files.Left("1,ada@x.org,Ada,Paris");
        files.Right("1,ada@x.org,Adele,Paris");
        await files.SyncAsync();
        (await files.ResolveAsync("1", "--ignore", "--reason", "nickname")).Code.ShouldBe(0);

        var field = Field(await files.JsonAsync("why", "left:1", "Name"));
        var said = await files.TallyAsync("why", "left:1", "Name");

        field.GetProperty("unlike").GetString().ShouldEndWith("is ignored: nickname");
        field.GetProperty("issue").GetProperty("number").GetInt64().ShouldBe(1);
        said.Output.ShouldContain("is ignored: nickname");
    }

    [Fact]
    public async Task A_value_that_could_not_be_written_was_not_on_both_sides()
    {
        using var files = new TwoFiles();
        files.Left("1,ada@x.org,Ada,Paris");
        files.Right("1,ada@x.org,Ada,Paris");
        await files.SyncAsync();
        files.Left("1,nonsense,Ada,Paris");
        files.Right("1,,Ada,Paris");
        await files.SyncAsync();

        var said = await files.TallyAsync("why", "left:1", "Email");

        said.Output.ShouldContain("left holds 'nonsense'");
        said.Output.ShouldContain("never written");
        said.Output.ShouldNotContain("both sides had it");
        said.Output.ShouldContain("held by issue");
    }

    [Theory]
    [InlineData("deletes: keep")]
    [InlineData("deletes: ask")]
    public async Task A_record_that_is_gone_holds_nothing_any_more(string deletes)
    {
        using var files = new TwoFiles(deletes);
        await StartAsync(files);
        files.Left([.. Rows().Skip(1)]);
        await files.SyncAsync();

        foreach (var record in new[] { "left:1", "right:1" })
        {
            var said = await files.TallyAsync("why", record, "City");
            said.Output.ShouldContain("left is gone, right holds 'C1'");
        }
        Field(await files.JsonAsync("why", "left:1", "City"))
            .TryGetProperty("left", out _)
            .ShouldBeFalse();
    }

    [Fact]
    public async Task A_match_that_a_stronger_rule_contradicts_is_not_told_as_several_candidates()
    {
        using var files = new TwoFiles();
        files.Rewrite("match: [Email]", "match: [Email, Name]");
        files.Left("1,ada@x.org,Ada,Paris");
        files.Right("1,other@x.org,Ada,Paris");
        await files.SyncAsync();

        var why = (await files.JsonAsync("why", "left:1")).Json;

        why.GetProperty("explanation")
            .GetString()
            .ShouldBe(
                "One rule makes it the same as right 1, and a stronger one says that they are different, so it is held back."
            );
        (await files.JsonAsync("why", "right:1"))
            .Json.GetProperty("explanation")
            .GetString()!
            .ShouldContain("the same as left 1,");
    }

    [Theory]
    [InlineData("conflict: ask", "or no run has read it yet")]
    [InlineData("filter: { left: { City: C1 } }", "City: C1")]
    public async Task Who_is_not_known_may_not_exist(string stream, string other)
    {
        using var files = new TwoFiles(stream);
        await StartAsync(files);

        var why = (await files.JsonAsync("why", "left:99")).Json;

        var explanation = why.GetProperty("explanation").GetString()!;
        explanation.ShouldContain("there may be no such record on the left");
        explanation.ShouldContain(other);
        why.GetProperty("hint").GetString()!.ShouldContain("--full");
    }

    [Fact]
    public async Task In_a_stream_with_a_filter_a_pair_tells_what_becomes_of_who_leaves_it()
    {
        using var files = new TwoFiles("filter: { left: { City: C1 } }");
        await StartAsync(files);

        var said = await files.JsonAsync("why", "left:1");

        said.Json.GetProperty("notes")
            .EnumerateArray()
            .Single()
            .GetString()
            .ShouldBe(
                "Of the left, only records with City: C1 are read: one that has left this filter stays linked, is not kept in step, and what is told of it here is from before. tally verify counts such pairs."
            );
        Field(await files.JsonAsync("why", "left:1", "Name"))
            .TryGetProperty("unlike", out _)
            .ShouldBeFalse();
    }

    private static IEnumerable<int> People() => Enumerable.Range(1, 9);

    private static IEnumerable<string> Rows() => People().Select(p => $"{p},p{p}@x.org,N{p},C{p}");

    private static async Task StartAsync(TwoFiles files)
    {
        files.Left([.. Rows()]);
        files.Right([.. Rows()]);
        await files.SyncAsync();
    }

    private static IReadOnlyList<JsonElement> Fields(Said said) =>
        [.. said.Json.GetProperty("fields").EnumerateArray()];

    private static JsonElement Field(Said said) => Fields(said).ShouldHaveSingleItem();
}
