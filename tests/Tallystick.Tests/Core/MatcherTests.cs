using Tallystick.Core.Matching;
using Tallystick.Core.Stores;

namespace Tallystick.Tests.Core;

public sealed class MatcherTests
{
    [Theory]
    // left, right (a star marks a record that has a partner already)
    [InlineData("l1", "r1", true, "pair l1 r1")]
    [InlineData("l1 l2", "r1", true, "ambiguous l1,l2 r1")]
    [InlineData("l1", "r1 r2", false, "ambiguous l1 r1,r2")]
    [InlineData("l1 l2", "", true, "duplicates l1,l2 ")]
    [InlineData("l1 l2", "", false, "nothing")]
    [InlineData("", "r1 r2", true, "duplicates  r1,r2")]
    [InlineData("", "r1 r2", false, "nothing")]
    [InlineData("", "r1 r2*", true, "duplicates  r1")]
    [InlineData("l1", "r1 r2*", false, "pair l1 r1")]
    [InlineData("l1", "", true, "nothing")]
    [InlineData("l1 l2*", "r2*", true, "duplicates l1 ")]
    [InlineData("l1 l2*", "r2*", false, "nothing")]
    [InlineData("l1 l2*", "r1", false, "pair l1 r1")]
    [InlineData("l1 l2*", "r1", true, "duplicates l1 r1")]
    [InlineData("l1", "r1 r2*", true, "duplicates l1 r1")]
    [InlineData("l2*", "r2*", true, "nothing")]
    public void A_group_of_equal_keys_pairs_only_when_nothing_else_is_possible(
        string left,
        string right,
        bool isIdentity,
        string expected
    )
    {
        var group = new KeyGroup("key", Holders(left), Holders(right));

        Show(Matcher.Decide(group, isIdentity)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("a,1", "b,1", true)]
    [InlineData("a,1", ",1", false)]
    [InlineData("a,1", "a,1", false)]
    [InlineData(",1", "b,1", false)]
    [InlineData("a,1", "a,2", false)]
    public void A_weak_match_is_contradicted_by_a_stronger_key_that_differs(
        string left,
        string right,
        bool expected
    ) => Matcher.IsContradicted(Keys(left), Keys(right), rule: 1).ShouldBe(expected);

    private static string?[] Keys(string text) =>
        [.. text.Split(',').Select(k => k.Length == 0 ? null : k)];

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
