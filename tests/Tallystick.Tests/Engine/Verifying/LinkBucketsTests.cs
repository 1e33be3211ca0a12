using Tallystick.Engine.Verifying;

namespace Tallystick.Tests.Engine.Verifying;

public sealed class LinkBucketsTests
{
    [Theory]
    [InlineData(0, 64)]
    [InlineData(16_000, 64)]
    [InlineData(16_001, 128)]
    [InlineData(128_001, 1_024)]
    [InlineData(5_000_000, 1_024)]
    public void More_links_make_more_buckets(long links, int buckets) =>
        LinkBuckets.For(links).Count.ShouldBe(buckets);

    [Fact]
    public void A_link_is_always_in_the_same_bucket()
    {
        // Written down: another hash would void what users have proven.
        new LinkBuckets(1_024)
            .Of("ocQHyuzHvysMo5N5VsXc")
            .ShouldBe(BucketOfSample);
        new LinkBuckets(64).Of("ocQHyuzHvysMo5N5VsXc").ShouldBe(BucketOfSample % 64);
    }

    [Fact]
    public void Links_spread_evenly()
    {
        var buckets = LinkBuckets.For(16_000);
        var sizes = new int[buckets.Count];
        for (var i = 0; i < 16_000; i++)
            sizes[buckets.Of($"contact-{i}")]++;

        sizes.Min().ShouldBeGreaterThan(180);
        sizes.Max().ShouldBeLessThan(320);
    }

    private const int BucketOfSample = 495;
}
