using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Runs;

namespace Tallystick.Engine.Verifying;

/// <summary>What a verification has found so far, in all and by bucket.</summary>
/// <param name="differencesMax">How many differences to list; all are counted.</param>
internal sealed class VerifyTally(LinkBuckets buckets, int differencesMax)
{
    private readonly List<Difference> _differences = [];
    private readonly Counts[] _counts = new Counts[buckets.Count];

    public IReadOnlyList<Difference> Differences => _differences;

    public long Compared => Equal + Held + Different;

    public long Equal { get; private set; }

    public long Held { get; private set; }

    public long Different { get; private set; }

    public PerSide Missing { get; private set; }

    public void Add(Link link, PairComparison pair)
    {
        ref var counts = ref _counts[buckets.Of(link.Left.RecordId)];
        switch (pair.Verdict)
        {
            case PairVerdict.Equal:
                Equal++;
                counts.Equal++;
                break;
            case PairVerdict.Held:
                Held++;
                counts.Held++;
                break;
            default:
                Different++;
                counts.Different++;
                break;
        }
        foreach (var difference in pair.Differences)
            Note(difference);
    }

    /// <param name="missing">The sides that lack their record, each with what holds that back; null for nothing.</param>
    public void AddMissing(Link link, IReadOnlyCollection<(Side Side, string? Why)> missing)
    {
        if (missing.All(m => m.Why is not null))
        {
            var held = missing.Select(m => Without(link, m.Side, Difference.IsHeld, m.Why));
            Add(link, new PairComparison(PairVerdict.Held, [.. held]));
            return;
        }
        foreach (var (side, why) in missing)
            if (why is null)
                AddMissing(side, link);
    }

    private void AddMissing(Side side, Link link)
    {
        _counts[buckets.Of(link.Left.RecordId)].Missing++;
        Missing =
            side is Side.Left
                ? Missing with
                {
                    Left = Missing.Left + 1,
                }
                : Missing with
                {
                    Right = Missing.Right + 1,
                };
        Note(Without(link, side, Difference.IsMissing, null));
    }

    private static Difference Without(Link link, Side side, string kind, string? why) =>
        new(kind, link.Left.RecordId, link.Right.RecordId, "", "", "", why) { On = side };

    public void Note(Difference difference)
    {
        if (_differences.Count < differencesMax)
            _differences.Add(difference);
    }

    /// <summary>What has been counted, as proofs of these buckets.</summary>
    /// <param name="at">When reading began.</param>
    public IReadOnlyList<BucketProof> Proofs(IEnumerable<int> proven, DateTimeOffset at) =>
        [
            .. proven.Select(b => new BucketProof(b, buckets.Count, at)
            {
                Equal = _counts[b].Equal,
                Held = _counts[b].Held,
                Different = _counts[b].Different,
                Missing = _counts[b].Missing,
            }),
        ];

    private struct Counts
    {
        public long Equal;
        public long Held;
        public long Different;
        public long Missing;
    }
}
