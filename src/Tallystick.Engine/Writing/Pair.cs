using Tallystick.Core.Connectors;
using Tallystick.Core.Mapping;
using Tallystick.Core.Merging;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;
using Tallystick.Core.Stores;

namespace Tallystick.Engine.Writing;

/// <summary>Two records of one person, as far as they are known, with what their link remembers.</summary>
internal sealed record Pair(Link Link, PairSide Left, PairSide Right)
{
    public PairSide this[Side side] => side is Side.Left ? Left : Right;

    public Pair With(Side side, PairSide value) =>
        side is Side.Left ? this with { Left = value } : this with { Right = value };

    public bool IsFirstMeeting => Link.Left.Shadow is null || Link.Right.Shadow is null;

    /// <summary>Both sides have agreed on the field before: what differs now, somebody has changed.</summary>
    public bool HasMet(FieldPlan field) =>
        Link.Left.Shadow is { } left
        && Link.Right.Shadow is { } right
        && !left[field.Left.Ordinal].IsUnknown
        && !right[field.Right.Ordinal].IsUnknown;

    /// <summary>Null when a side's values are not at hand: it must be read first.</summary>
    public static Pair? Of(WorkItem item, Link link, StreamPlan plan)
    {
        var left = PairSide.Of(item.Left, link, Side.Left, plan.Left);
        var right = PairSide.Of(item.Right, link, Side.Right, plan.Right);
        return left is null || right is null ? null : new Pair(link, left, right);
    }

    /// <summary>
    /// The same, with a side that must be read taken to hold what both last agreed on; null for a pair
    /// that has not met.
    /// </summary>
    public static Pair? Estimate(WorkItem item, Link link)
    {
        var left = PairSide.Estimate(item.Left, link, Side.Left);
        var right = PairSide.Estimate(item.Right, link, Side.Right);
        return left is null || right is null ? null : new Pair(link, left, right);
    }

    public MergeResult Merge(
        StreamPlan plan,
        IReadOnlyList<Ruling> rulings,
        Func<Side, bool> hasTrustworthyTimes
    ) =>
        Merger.Merge(
            new MergeInput(
                plan,
                SideOf(Side.Left, hasTrustworthyTimes),
                SideOf(Side.Right, hasTrustworthyTimes)
            )
            {
                Rulings = rulings,
            }
        );

    private MergeSide SideOf(Side side, Func<Side, bool> hasTrustworthyTimes) =>
        new(this[side].Row, Link[side].Shadow)
        {
            EditedAt = hasTrustworthyTimes(side) ? this[side].EditedAt(Link[side]) : null,
        };
}

/// <summary>One record of a pair.</summary>
/// <param name="Row">The values as read, or as remembered when nothing is new.</param>
internal sealed record PairSide(string RecordId, Value[] Row)
{
    /// <summary>The row was staged: it is settled when the pair is.</summary>
    public bool IsStaged { get; init; }

    /// <summary>Hash of the row as listed; null when nothing new was read.</summary>
    public UInt128? Hash { get; init; }

    public DateTimeOffset? ModifiedAt { get; init; }

    public string? Version { get; init; }

    /// <summary>When it was asked for by itself: a listing that lags may still show what was before.</summary>
    public DateTimeOffset? LookedAt { get; init; }

    /// <summary>Where a person finds the record in its source.</summary>
    public string? Origin { get; init; }

    public static PairSide? Of(StagedRow? staged, Link link, Side side, Projection projection) =>
        staged is not null || IsRemembered(link, side, projection)
            ? Estimate(staged, link, side)
            : null;

    /// <summary>As read, or else as last agreed on.</summary>
    public static PairSide? Estimate(StagedRow? staged, Link link, Side side) =>
        staged is not null ? Of(staged)
        : link[side].Shadow is { } shadow
            ? new PairSide(link[side].RecordId, shadow)
            {
                ModifiedAt = link[side].ModifiedAt,
                Version = link[side].Version,
            }
        : null;

    /// <summary>
    /// The shadow tells all that could be read of the record. It does not while a field has not
    /// been agreed on yet, as when one of two first writes failed, nor while both sides hold
    /// something else than they last agreed on: an open conflict; nor where the record was seen to
    /// hold something else, as an edit that the mode keeps back.
    /// </summary>
    public static bool IsRemembered(Link link, Side side, Projection projection)
    {
        if (
            link[side].Shadow is not { } shadow
            || link.Marks.Any(m => m.Reason is MarkReason.Conflict)
        )
            return false;
        for (var i = 0; i < shadow.Length; i++)
            if (shadow[i].IsUnknown && projection.Fields[i].Can(FieldAccess.Get))
                return false;
        return link[side].Hash == 0
            || link[side].Hash == StreamPlan.HashOf(projection.AsListed(shadow));
    }

    public static PairSide Of(StagedRow staged) =>
        new(staged.Record.Id, staged.Record.Values)
        {
            IsStaged = true,
            Hash = staged.Hash,
            ModifiedAt = staged.Record.ModifiedAt,
            Version = staged.Record.Version,
            Origin = staged.Record.Origin,
        };

    /// <summary>The same record, read again just now.</summary>
    public PairSide Refreshed(Record record) =>
        this with
        {
            Row = record.Values,
            Hash = StreamPlan.HashOf(record.Values),
            ModifiedAt = record.ModifiedAt,
            Version = record.Version,
        };

    /// <summary>
    /// When somebody edited it, if that is known: a modified time that our own write has moved says
    /// nothing.
    /// </summary>
    public DateTimeOffset? EditedAt(LinkSide link) =>
        Hash is null || (link.WrittenAt is not null && ModifiedAt <= link.ModifiedAt)
            ? null
            : ModifiedAt;
}
