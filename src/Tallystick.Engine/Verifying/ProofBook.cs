using Tallystick.Core.Stores;

namespace Tallystick.Engine.Verifying;

/// <summary>When each bucket of a stream was last proven, and which one is due.</summary>
internal sealed class ProofBook
{
    private readonly BucketProof?[] _newest;

    public ProofBook(long links, IReadOnlyCollection<BucketProof> proofs)
    {
        // Never fewer buckets than before: proofs can be halved, not joined.
        var known = proofs.Count == 0 ? 0 : proofs.Max(p => p.Of);
        Buckets = new LinkBuckets(Math.Max(known, LinkBuckets.For(links).Count));
        _newest = new BucketProof?[Buckets.Count];
        foreach (var proof in proofs)
            Note(proof);
    }

    public LinkBuckets Buckets { get; }

    public BucketProof? this[int bucket] => _newest[bucket];

    public void Note(BucketProof proof)
    {
        for (var bucket = proof.Bucket; bucket < _newest.Length; bucket += proof.Of)
            if (_newest[bucket] is not { } known || known.At <= proof.At)
                _newest[bucket] = proof;
    }

    /// <summary>Of these buckets, the ones proven longest ago, never proven ones first.</summary>
    public IReadOnlyList<int> Due(IEnumerable<int> buckets, int count) =>
        [
            .. buckets
                .OrderBy(b => _newest[b]?.At ?? DateTimeOffset.MinValue)
                .ThenBy(b => b)
                .Take(count),
        ];
}
