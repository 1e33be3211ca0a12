using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Tallystick.Tests.Cli;

/// <summary>What one is shown of whom a brake asks about, before one approves it.</summary>
public sealed class BrakeIssuesTests
{
    private const string Brakes =
        "deletes: propagate\nchanges-max: 2\nchange-share-max: 5%\nblanks-max: 2\nblank-share-max: 5%";

    [Fact]
    public async Task A_suspicious_delete_names_the_missing_records_and_their_partners()
    {
        using var files = await SyncedAsync(30);
        files.Right([.. Rows("r", 30).Skip(5)]);
        await files.SyncAsync();

        var said = await files.ShowAsync(1);

        said.Code.ShouldBe(0, said.Error);
        said.Output.ShouldContain("5 linked records are not in 'there'");
        said.Output.ShouldContain("their partners in 'here' are deleted");
        for (var i = 1; i <= 5; i++)
            said.Output.ShouldMatch($@"\bl{i}\b.*\br{i}\b");
        said.Output.ShouldNotMatch(@"\bl6\b");
        said.Output.ShouldNotContain("last agreed");
    }

    [Fact]
    public async Task People_are_shown_the_first_twenty_and_programs_all_of_them()
    {
        using var files = await SyncedAsync(60);
        files.Left([.. Rows("l", 60).Skip(25)]);
        await files.SyncAsync();

        var people = await files.ShowAsync(1);
        var programs = await files.ShowAsync(1, "--output", "json");

        people.Output.ShouldContain("25 linked records are not in 'here'");
        people.Output.ShouldContain("… 5 more");
        Regex.Count(people.Output, @"\bl\d+\b").ShouldBe(20);
        var concerned = programs.Json.GetProperty("concerned");
        concerned.GetProperty("side").GetString().ShouldBe("left");
        concerned.GetProperty("count").GetInt64().ShouldBe(25);
        var records = concerned.GetProperty("records").EnumerateArray().ToArray();
        records
            .Select(r => string.Join(' ', Texts(r, "leftId", "rightId")))
            .ShouldBe(Enumerable.Range(1, 25).Select(i => $"l{i} r{i}"), ignoreOrder: true);
    }

    [Fact]
    public async Task A_suspicious_change_names_the_records_with_what_each_holds_and_would_get()
    {
        using var files = await SyncedAsync(30);
        files.Left([.. Rows("l", 4, "Oslo"), .. Rows("l", 30).Skip(4)]);
        await files.SyncAsync();

        var said = await files.ShowAsync(1);
        var json = (await files.ShowAsync(1, "--output", "json")).Json.GetProperty("concerned");

        said.Code.ShouldBe(0, said.Error);
        said.Output.ShouldContain("4 records of 'there' would get another 'City'");
        said.Output.ShouldMatch(@"\bl4\b.*\br4\b.*Rome.*Oslo");
        said.Output.ShouldNotMatch(@"\bl5\b");
        json.GetProperty("count").GetInt64().ShouldBe(4);
        var first = json.GetProperty("records").EnumerateArray().First();
        Texts(first, "leftId", "rightId", "before", "after").ShouldBe(["l1", "r1", "Rome", "Oslo"]);
    }

    [Fact]
    public async Task A_mass_clearing_names_those_whose_value_would_be_cleared()
    {
        using var files = await SyncedAsync(30);
        files.Right([.. Rows("r", 3, ""), .. Rows("r", 30).Skip(3)]);
        await files.SyncAsync();

        var said = await files.ShowAsync(1);

        said.Output.ShouldContain("3 records of 'here' would lose their 'City'");
        said.Output.ShouldMatch(@"\bl3\b.*\br3\b.*Rome");
    }

    [Fact]
    public async Task An_emptied_side_names_its_linked_records_too()
    {
        using var files = await SyncedAsync(3);
        files.Right();
        await files.SyncAsync();

        var said = await files.ShowAsync(1);

        said.Output.ShouldContain("3 linked records are not in 'there'");
        said.Output.ShouldMatch(@"\bl3\b.*\br3\b");
    }

    [Fact]
    public async Task A_side_that_cannot_be_asked_is_told_and_the_issue_is_shown_all_the_same()
    {
        using var files = await SyncedAsync(30);
        files.Right([.. Rows("r", 30).Skip(5)]);
        await files.SyncAsync();
        File.Delete(files.PathOf("right.csv"));
        Directory.CreateDirectory(files.PathOf("right.csv"));

        var said = await files.ShowAsync(1);
        var json = (await files.ShowAsync(1, "--output", "json")).Json;

        said.Code.ShouldBe(0, said.Error);
        said.Output.ShouldContain("5 of 30 linked records are no longer in there");
        said.Output.ShouldContain("Whom it concerns cannot be told now: ");
        said.Output.ShouldContain("--approve");
        json.GetProperty("concerned").TryGetProperty("trouble", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task A_plan_says_how_many_wait_for_a_brake_and_where_they_are_listed()
    {
        using var files = await SyncedAsync(30);
        files.Left([.. Rows("l", 4, "Oslo"), .. Rows("l", 30).Skip(4)]);

        var plan = await files.TallyAsync("plan");
        var json = (await files.JsonAsync("plan")).Json;

        plan.Output.ShouldContain("4 stopped by a brake");
        plan.Output.ShouldContain("tally issues show NUMBER");
        json.GetProperty("heldByBrake").GetInt64().ShouldBe(4);
    }

    [Fact]
    public async Task A_plan_says_how_many_deletes_wait_for_a_brake()
    {
        using var files = await SyncedAsync(30);
        files.Right([.. Rows("r", 30).Skip(5)]);

        var plan = await files.TallyAsync("plan");

        plan.Output.ShouldContain("5 of 30 linked records are no longer in there");
        plan.Output.ShouldContain("tally issues show NUMBER");
    }

    private static async Task<TwoFiles> SyncedAsync(int people)
    {
        var files = new TwoFiles(Brakes);
        files.Left([.. Rows("l", people)]);
        files.Right([.. Rows("r", people)]);
        await files.SyncAsync();
        return files;
    }

    private static IEnumerable<string> Rows(string side, int count, string city = "Rome") =>
        Enumerable
            .Range(1, count)
            .Select(i =>
                string.Create(CultureInfo.InvariantCulture, $"{side}{i},p{i}@x.com,P{i},{city}")
            );

    private static string?[] Texts(JsonElement element, params string[] names) =>
        [.. names.Select(n => element.GetProperty(n).GetString())];
}
