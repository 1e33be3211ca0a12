using Tallystick.Core.Matching;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;

namespace Tallystick.Tests.Core.Matching;

public sealed class ApartTests
{
    [Theory]
    // left | right (a star marks a partner) | told apart | first rule | outcome
    [InlineData("l1", "r1", "l1=r1", true, "nothing")]
    [InlineData("l1", "r1 r2", "l1=r1", true, "pair l1 r2")]
    [InlineData("l1 l2", "r1", "l1=r1", false, "pair l2 r1")]
    [InlineData("l1 l2", "r1 r2", "l1=r1", true, "ambiguous l1,l2 r1,r2")]
    [InlineData("l1 l2", "r1 r2", "l1+l2=r1", false, "ambiguous l1,l2 r2")]
    [InlineData("l1 l2", "r1 r2", "l1=r1+r2", false, "ambiguous l2 r1,r2")]
    [InlineData("l1", "r1 r2*", "l1=r1", false, "nothing")]
    [InlineData("l1", "r1 r2*", "l1=r1", true, "duplicates l1 r1")]
    [InlineData("l1 l2", "", "l1+l2=", true, "nothing")]
    [InlineData("l1 l2*", "r2*", "l1+l2=r2", true, "nothing")]
    [InlineData("l1 l2 l3", "", "l1+l2=", true, "duplicates l1,l2,l3 ")]
    public void Whom_a_person_told_apart_is_no_candidate(
        string left,
        string right,
        string apart,
        bool isIdentity,
        string expected
    )
    {
        var sides = apart.Split('=');
        var list = new ApartList([
            PairDecision.AllApart("s", "k", Ids(sides[0]), Ids(sides[1]), "ada", default),
        ]);
        var group = new KeyGroup("key", Holders(left), Holders(right));

        Show(Matcher.Decide(group, isIdentity, list)).ShouldBe(expected);
    }

    [Fact]
    public void What_is_said_of_two_records_again_has_the_same_key()
    {
        var link = PairDecision.Link("s", "l", "r", "ada", default);
        var apart = PairDecision.Apart("s", "l", "r", "ada", default);

        link.IssueKey.ShouldBe(apart.IssueKey);
        PairDecision.Read(link)!.Left.ShouldBe(["l"]);
        new ApartList([link]).IsEmpty.ShouldBeTrue();
        new ApartList([apart]).Contains(Side.Right, "r", Side.Left, "l").ShouldBeTrue();
    }

    private static string[] Ids(string text) =>
        text.Split('+', StringSplitOptions.RemoveEmptyEntries);

    private static KeyHolder[] Holders(string text) =>
        [
            .. text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(id => new KeyHolder(id.TrimEnd('*'), id.EndsWith('*') ? 1 : null)),
        ];

    private static string Show(MatchDecision decision) =>
        decision switch
        {
            MatchDecision.Nothing => "nothing",
            MatchDecision.Pair p => $"pair {p.LeftId} {p.RightId}",
            MatchDecision.Ambiguous a =>
                $"ambiguous {string.Join(',', a.Left)} {string.Join(',', a.Right)}",
            MatchDecision.Duplicates d =>
                $"duplicates {string.Join(',', d.Left)} {string.Join(',', d.Right)}",
            _ => throw new InvalidOperationException(),
        };
}
