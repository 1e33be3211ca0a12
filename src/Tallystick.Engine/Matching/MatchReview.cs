using Tallystick.Core.Stores;

namespace Tallystick.Engine.Matching;

/// <summary>What matching comes across, for the person who asked; bounded, with counts of all.</summary>
internal sealed class MatchReview(MatchOptions options)
{
    private const int MembersMax = 10;

    public MatchOptions Options => options;

    public Found<(int Rule, KeyGroup Group)> Ambiguous { get; } = new(options.ListMax);

    public Found<(int Rule, KeyGroup Group)> Contradicted { get; } = new(options.ListMax);

    public Found<(int Rule, KeyGroup Group)> Duplicates { get; } = new(options.ListMax);

    public Found<(int Rule, KeyGroup Group)> PerhapsSame { get; } = new(options.ListMax);

    public Suggestions Suggestions { get; } = new(options.ListMax, options.AcceptAbove);

    public static KeyGroup Cut(KeyGroup group) =>
        group with
        {
            Left = [.. group.Left.Take(MembersMax)],
            Right = [.. group.Right.Take(MembersMax)],
        };

    public static KeyGroup Of(IReadOnlyList<string> left, IReadOnlyList<string> right) =>
        Cut(
            new KeyGroup(
                "",
                [.. left.Select(id => new KeyHolder(id, null))],
                [.. right.Select(id => new KeyHolder(id, null))]
            )
        );

    /// <summary>The first of many, and how many there are.</summary>
    internal sealed class Found<T>(int max)
    {
        public long Count { get; private set; }

        public List<T> First { get; } = [];

        public void Add(T item)
        {
            Count++;
            if (First.Count < max)
                First.Add(item);
        }
    }
}
