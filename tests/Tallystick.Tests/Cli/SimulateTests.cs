using System.Text.Json;

namespace Tallystick.Tests.Cli;

/// <summary>What <c>tally simulate</c> finds in mappings, good and bad.</summary>
public sealed class SimulateTests
{
    private const string Lossy =
        "{ left: City, right: City, to-right: '{{ value | upcase }}', to-left: '{{ value }}' }";

    [Fact]
    public async Task A_good_mapping_holds_and_says_what_it_lived_through()
    {
        using var files = new TwoFiles();

        var said = await files.TallyAsync("simulate", "--schedules", "60");

        said.Code.ShouldBe(0, said.Output);
        said.Output.ShouldContain("60 storms between a simulated here and a simulated there");
        said.Output.ShouldContain("✓ Nobody is there twice.");
        said.Output.ShouldContain("every law held in 60 storms");
        said.Output.ShouldNotContain("✗");
        files.LeftRows.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_same_seed_tells_the_same()
    {
        using var files = new TwoFiles();

        var first = await files.JsonAsync("simulate", "--schedules", "12", "--seed", "7");
        var again = await files.JsonAsync("simulate", "--schedules", "12", "--seed", "7");
        var other = await files.JsonAsync("simulate", "--schedules", "12", "--seed", "19");

        again.Output.ShouldBe(first.Output);
        other.Output.ShouldNotBe(first.Output);
        var lived = first.Json.GetProperty("lived");
        foreach (var what in new[] { "born", "edits", "faults", "runs", "writes" })
            lived.GetProperty(what).GetInt64().ShouldBeGreaterThan(0, what);
    }

    [Fact]
    public async Task A_match_rule_that_many_people_share_takes_them_for_each_other()
    {
        using var files = new TwoFiles();
        files.Rewrite("match: [Email]", "match: [City]");

        var said = await files.JsonAsync("simulate", "--schedules", "30");

        said.Code.ShouldBe(1);
        var broken = LawOf(said, "mistaken");
        broken.GetProperty("holds").GetBoolean().ShouldBeFalse();
        broken.GetProperty("what").GetString().ShouldNotBeNull().ShouldContain("are different");
        said.Json.GetProperty("findings")
            .EnumerateArray()
            .Select(f => f.GetProperty("kind").GetString())
            .ShouldContain("duplicates");
    }

    [Fact]
    public async Task Transforms_that_are_not_each_others_inverse_are_told_with_an_example()
    {
        using var files = new TwoFiles();
        files.Rewrite("[City, City]", Lossy);

        var said = await files.TallyAsync("simulate", "--schedules", "10");

        said.Code.ShouldBe(1);
        said.Output.ShouldContain("✗ What goes over and comes back is the same");
        said.Output.ShouldContain("values did not come back as they went");
        said.Output.ShouldContain("Somebody changes City of row");
        said.Output.ShouldContain($"tally simulate {files.Path} --seed");
    }

    [Fact]
    public async Task The_command_that_is_named_plays_the_same_storm_again()
    {
        using var files = new TwoFiles();
        files.Rewrite("[City, City]", Lossy);

        var said = await files.JsonAsync("simulate", "--schedules", "10");
        var again = LawOf(said, "round-trip").GetProperty("again").GetString()!;
        var replayed = await Said.OfAsync([.. again.Split(' ').Skip(1), "--output", "json"]);

        replayed.Code.ShouldBe(1);
        LinesOf(replayed).ShouldBe(LinesOf(said));
    }

    [Fact]
    public async Task A_rule_that_does_not_see_through_a_transform_doubles_everybody()
    {
        using var files = new TwoFiles();
        files.Rewrite("match: [Email]", "match: [Name]");
        files.Rewrite(
            "[Name, Name]",
            "{ left: Name, right: Name, to-right: 'Dr {{ value }}', to-left: '{{ value | remove_first: \"Dr \" }}' }"
        );

        var said = await files.JsonAsync("simulate", "--schedules", "10");

        said.Code.ShouldBe(1);
        LawOf(said, "doubled").GetProperty("holds").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task Transforms_that_compare_as_they_are_meant_to_come_back()
    {
        using var files = new TwoFiles();
        files.Rewrite("[City, City]", Lossy.Replace("to-left", "compare: caseless, to-left"));

        var said = await files.JsonAsync("simulate", "--schedules", "10");

        LawOf(said, "round-trip").GetProperty("holds").GetBoolean().ShouldBeTrue(said.Output);
    }

    [Fact]
    public async Task Whom_no_rule_can_recognise_is_counted()
    {
        using var files = new TwoFiles();
        files.Rewrite("        match: [Email]\n", "");

        var said = await files.JsonAsync("simulate", "--schedules", "10");

        var finding = said
            .Json.GetProperty("findings")
            .EnumerateArray()
            .Single(f => f.GetProperty("kind").GetString() == "unrecognised");
        finding.GetProperty("count").GetInt64().ShouldBeGreaterThan(0);
        finding
            .GetProperty("of")
            .GetInt64()
            .ShouldBeGreaterThanOrEqualTo(finding.GetProperty("count").GetInt64());
    }

    [Fact]
    public async Task A_storm_can_be_told_although_nothing_is_wrong()
    {
        using var files = new TwoFiles();

        var said = await files.TallyAsync("simulate", "--schedules", "1", "--seed", "3", "--story");

        said.Code.ShouldBe(0, said.Output);
        said.Output.ShouldContain("The story of storm 3:");
        said.Output.ShouldContain("From here on nothing fails, and nobody edits.");
    }

    [Theory]
    [InlineData("[Town, City]", "has no field 'Town'")]
    [InlineData("[Name, City]", "is written by a second pair")]
    public async Task A_mapping_that_does_not_fit_is_a_wrong_file(string pair, string complaint)
    {
        using var files = new TwoFiles(fields: "[Email, Name]");
        files.Rewrite("- [Name, Name]", $"- [Name, Name]\n          - {pair}");

        var said = await files.TallyAsync("simulate");

        said.Code.ShouldBe(2);
        said.Error.ShouldContain(complaint);
    }

    [Fact]
    public async Task A_number_of_storms_must_be_one()
    {
        using var files = new TwoFiles();

        (await files.TallyAsync("simulate", "--schedules", "0")).Code.ShouldBe(2);
        (await files.TallyAsync("simulate", "--sync", "nothing")).Code.ShouldBe(2);
    }

    private static JsonElement LawOf(Said said, string law) =>
        said
            .Json.GetProperty("laws")
            .EnumerateArray()
            .Single(l => l.GetProperty("law").GetString() == law);

    private static string LinesOf(Said said) =>
        said
            .Json.GetProperty("stories")
            .EnumerateArray()
            .First(s => s.GetProperty("law").GetString() == "round-trip")
            .GetProperty("lines")
            .ToString();
}
