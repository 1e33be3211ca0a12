using Tallystick.Core.Comparison;
using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;

namespace Tallystick.Core.Merging;

/// <summary>Everything the merge of one pair depends on.</summary>
/// <param name="Left">The left row as it is now; unknown fields were not read.</param>
/// <param name="Right">The right row as it is now.</param>
public sealed record MergeInput(StreamPlan Plan, MergeSide Left, MergeSide Right)
{
    /// <summary>What people decided about fields of this pair.</summary>
    public IReadOnlyList<Ruling> Rulings { get; init; } = [];

    public MergeSide this[Side side] => side is Side.Left ? Left : Right;
}

/// <param name="Row">By ordinal of the side's projection.</param>
/// <param name="Shadow">What was last agreed; null at the first meeting.</param>
public readonly record struct MergeSide(Value[] Row, Value[]? Shadow)
{
    /// <summary>
    /// When the row was edited by somebody else than us, where that is known and can be compared
    /// with the other side's; null otherwise.
    /// </summary>
    public DateTimeOffset? EditedAt { get; init; }

    public Value ShadowAt(int ordinal) => Shadow is null ? Value.Unknown : Shadow[ordinal];
}

/// <summary>What the merge of one pair came to.</summary>
public sealed record MergeResult
{
    public required Patch Left { get; init; }

    public required Patch Right { get; init; }

    /// <summary>The left shadow if the writes are done and stored as sent.</summary>
    public required Value[] LeftShadow { get; init; }

    public required Value[] RightShadow { get; init; }

    public IReadOnlyList<MergeConflict> Conflicts { get; init; } = [];

    public IReadOnlyList<MergeProblem> Problems { get; init; } = [];

    /// <summary>Edits on the receiving end of one-way fields, which the source's value replaces.</summary>
    public IReadOnlyList<MergePutBack> PutBacks { get; init; } = [];

    /// <summary>Writes that were taken out of the merge and wait; their fields are as if not merged.</summary>
    public IReadOnlyList<HeldWrite> Held { get; init; } = [];

    /// <summary>Fields that stay knowingly unlike after this merge.</summary>
    public IReadOnlyList<FieldMark> Marks { get; init; } = [];

    /// <summary>Names of the fields that this merge had an opinion on; older marks of others stay.</summary>
    public IReadOnlyList<string> Settled { get; init; } = [];

    /// <summary>Those of the rulings that were carried out.</summary>
    public IReadOnlyList<Ruling> Ruled { get; init; } = [];

    /// <summary>News of sets that the mode keeps from the other side until it is switched on.</summary>
    public IReadOnlyList<MergeWithheld> Withheld { get; init; } = [];

    public Patch this[Side side] => side is Side.Left ? Left : Right;

    public Value[] ShadowOf(Side side) => side is Side.Left ? LeftShadow : RightShadow;
}

/// <summary>Both sides had changed a field.</summary>
/// <param name="Winner">The side whose value stands; null when a person must choose.</param>
public sealed record MergeConflict(FieldPlan Field, Value Left, Value Right, Side? Winner)
{
    /// <summary>The person's decision that settles it; null where a policy does, or nobody yet.</summary>
    public Ruling? Ruling { get; init; }

    public bool IsSettled => Winner is not null || Ruling is not null;
}

/// <summary>A field that flows one way was edited where it arrives.</summary>
/// <param name="Edited">The side that was edited.</param>
public sealed record MergePutBack(FieldPlan Field, Side Edited, Value Before, Value After);

/// <summary>A value that cannot be written to the other side.</summary>
/// <param name="From">The side whose value it is.</param>
/// <param name="Message">What is wrong with it, without the value.</param>
public sealed record MergeProblem(FieldPlan Field, Side From, MarkReason Reason, string Message);

/// <summary>What a set gained and lost on one side and the mode keeps from the other.</summary>
/// <param name="From">The side whose news they are; elements as it spells them.</param>
public sealed record MergeWithheld(
    FieldPlan Field,
    Side From,
    IReadOnlyList<string> Added,
    IReadOnlyList<string> Removed
)
{
    /// <summary>A value of that side without the news, so that they are news the next time, too.</summary>
    public Value Before(Value now)
    {
        var form = Field[From].Form;
        var added = Added.Select(form.OfElement).ToHashSet();
        return Value.OfSet(
            ComparisonForm
                .ElementsOf(now)
                .Where(e => !added.Contains(form.OfElement(e)))
                .Concat(Removed)
                .DistinctBy(form.OfElement)
        );
    }
}
