using System.Globalization;
using Tallystick.Core.Mapping;
using Tallystick.Core.Records;

namespace Tallystick.Tests.Core.Mapping;

/// <summary>How many records are written first, as the sync file says it.</summary>
public sealed class CanaryValueTests
{
    [Theory]
    [InlineData("1", 1)]
    [InlineData("10", 10)]
    [InlineData("250000", 250_000)]
    public void A_number_is_so_many_records(string text, int count)
    {
        var canary = Canary.Parse(text)!;

        canary.ShouldBe(Canary.First(count));
        (canary.Count, canary.Share).ShouldBe((count, null));
    }

    [Theory]
    [InlineData("5%", 0.05)]
    [InlineData("100%", 1)]
    [InlineData("0.5%", 0.005)]
    [InlineData("99.9%", 0.999)]
    public void A_percentage_is_a_share_of_all(string text, double share)
    {
        var canary = Canary.Parse(text)!;

        canary.ShouldBe(Canary.Of(share));
        (canary.Count, canary.Share).ShouldBe((null, share));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("0%")]
    [InlineData("-5%")]
    [InlineData("100.1%")]
    [InlineData("101%")]
    [InlineData("%")]
    [InlineData("10 %")]
    [InlineData("1,5%")]
    [InlineData("ten")]
    [InlineData("")]
    public void Anything_else_is_none(string text) => Canary.Parse(text).ShouldBeNull();

    [Theory]
    [InlineData("10")]
    [InlineData("5%")]
    [InlineData("0.5%")]
    [InlineData("100%")]
    public void It_is_written_as_it_was_read(string text) =>
        Canary.Parse(text)!.ToString().ShouldBe(text);

    [Theory]
    [InlineData(SyncMode.TwoWay, true, true)]
    [InlineData(SyncMode.ToLeft, true, false)]
    [InlineData(SyncMode.ToRight, false, true)]
    [InlineData(SyncMode.Observe, false, false)]
    public void All_the_others_go_by_the_mode_of_the_rest(SyncMode rest, bool left, bool right)
    {
        var canary = Canary.First(10) with { Rest = rest };

        (canary.Writes(Side.Left), canary.Writes(Side.Right)).ShouldBe((left, right));
    }

    [Fact]
    public void All_the_others_are_only_watched_unless_told_otherwise()
    {
        Canary.First(10).Writes(Side.Left).ShouldBeFalse();
        Canary.Of(0.5).Writes(Side.Right).ShouldBeFalse();
    }

    [Theory]
    [InlineData(0.1, 900, 1_100)]
    [InlineData(0.5, 4_800, 5_200)]
    [InlineData(1, 10_000, 10_000)]
    public void A_share_holds_about_so_many_of_all(double share, int min, int max) =>
        Ids().Count(id => Canary.PlaceOf(id) <= Canary.LastOf(share)).ShouldBeInRange(min, max);

    [Fact]
    public void A_larger_share_ends_later_and_the_whole_at_the_last_place()
    {
        var ends = new[] { 0.001, 0.05, 0.5, 0.999, 1 }.Select(Canary.LastOf).ToArray();

        ends.ShouldBe(ends.Order());
        ends.Distinct().Count().ShouldBe(ends.Length);
        ends[^1].ShouldBe(ulong.MaxValue);
    }

    private static IEnumerable<string> Ids() =>
        Enumerable.Range(0, 10_000).Select(i => i.ToString(CultureInfo.InvariantCulture));
}
