namespace Tallystick.Core.Stores;

/// <summary>When the links of a bucket were last compared on both sides, and how that came out.</summary>
/// <param name="Bucket">From 0.</param>
/// <param name="Of">How many buckets the stream's links were divided into then: a power of two.</param>
/// <param name="At">Nothing that was compared had been read before.</param>
public sealed record BucketProof(int Bucket, int Of, DateTimeOffset At)
{
    public long Equal { get; init; }

    /// <summary>Pairs that differ only in what is held.</summary>
    public long Held { get; init; }

    public long Different { get; init; }

    /// <summary>Linked records that were no longer there.</summary>
    public long Missing { get; init; }

    public bool InSync => Different == 0 && Missing == 0;
}
