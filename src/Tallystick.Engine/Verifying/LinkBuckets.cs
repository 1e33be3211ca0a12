using System.IO.Hashing;
using System.Text;

namespace Tallystick.Engine.Verifying;

/// <summary>
/// Divides a stream's links into buckets by a hash of the left id, so that they can be verified a
/// few at a time. The count is a power of two: with more links each bucket falls in two halves, and
/// what was proven of it holds for both.
/// </summary>
/// <param name="Count">How many buckets.</param>
public readonly record struct LinkBuckets(int Count)
{
    public const int CountMin = 64;
    public const int CountMax = 1_024;

    /// <summary>How many links a bucket holds on average before there are more buckets.</summary>
    private const int LinksMax = 250;

    public static LinkBuckets For(long links)
    {
        var count = CountMin;
        while (count < CountMax && links > (long)count * LinksMax)
            count *= 2;
        return new LinkBuckets(count);
    }

    /// <summary>The bucket of the link whose left record has this id.</summary>
    public int Of(string leftId) =>
        (int)(XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(leftId)) & (ulong)(Count - 1));
}
