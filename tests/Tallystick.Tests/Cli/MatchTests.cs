using System.Globalization;

namespace Tallystick.Tests.Cli;

/// <summary>What <c>tally match</c> lists and links where there are many that look alike.</summary>
public sealed class MatchTests
{
    private const int People = 12;

    [Fact]
    public async Task What_is_accepted_by_its_score_does_not_hang_on_how_many_are_listed()
    {
        using var files = Alike();

        var shown = await files.TallyAsync("match", "--list", "3", "--accept-above", "90");
        var linked = await files.TallyAsync(
            "match",
            "--list",
            "3",
            "--accept-above",
            "90",
            "--confirm"
        );

        shown.Output.ShouldContain("12 suggestions have 90 or more.");
        linked.Output.Split("are one.").Length.ShouldBe(People + 1);
        await files.SyncAsync();
        (files.LeftRows.Length, files.RightRows.Length).ShouldBe((People, People));
    }

    [Fact]
    public async Task Who_looks_like_two_people_as_much_is_not_accepted()
    {
        using var files = Alike("r90,,Smith Family1,Town1");

        var said = await files.JsonAsync("match", "--accept-above", "90");

        said.Json.GetProperty("acceptable").GetArrayLength().ShouldBe(People - 1);
        said.Json.GetProperty("suggestions").GetProperty("count").GetInt32().ShouldBe(People + 1);
    }

    [Theory]
    [InlineData(3, "… 9 more; --list 12 shows all.")]
    [InlineData(12, null)]
    public async Task As_many_are_listed_as_were_asked_for(int list, string? more)
    {
        using var files = Alike();

        var said = await files.TallyAsync(
            "match",
            "--list",
            list.ToString(CultureInfo.InvariantCulture)
        );

        said.Output.Split("name 100").Length.ShouldBe(list + 1);
        if (more is null)
            said.Output.ShouldNotContain("more;");
        else
            said.Output.ShouldContain(more);
    }

    [Fact]
    public async Task Two_records_that_are_a_pair_already_cannot_be_told_apart()
    {
        using var files = new TwoFiles();
        files.Left("l1,p1@x.com,N1,Rome");
        files.Right("r1,p1@x.com,N1,Rome");
        await files.SyncAsync();

        var said = await files.TallyAsync("match", "--apart", "l1=r1");

        said.Code.ShouldBe(2);
        said.Error.ShouldContain("left l1 and right r1 are a pair already");
    }

    /// <summary>People without an address, of the same name and city on both sides.</summary>
    private static TwoFiles Alike(params string[] moreOnRight)
    {
        var files = new TwoFiles();
        files.Left([.. Rows("l")]);
        files.Right([.. Rows("r"), .. moreOnRight]);
        return files;

        static IEnumerable<string> Rows(string side) =>
            Enumerable
                .Range(1, People)
                .Select(i =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{side}{i},,{Word(i)} Family{i},Town{i}"
                    )
                );
    }

    private static string Word(int i) =>
        i == 1 ? "Smith" : $"{(char)('A' + i)}nna{(char)('a' + i)}";
}
