using Tallystick.Core.Mapping;
using Tallystick.Core.Merging;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Runs;
using Tallystick.Engine.Writing;

namespace Tallystick.Engine.Verifying;

/// <summary>
/// A pair in which fields are unlike, as a run would merge it: which of them the mapping, the field's
/// rules or the mode mean to stay as they are, so that no run will ever write them. It takes more
/// than that a run would write nothing: the reason must show in the values themselves, or in an edit
/// that the mode keeps back.
/// </summary>
internal sealed class StillLife(RunContext context, Link link, Record left, Record right)
{
    private readonly Lazy<(Pair Pair, MergeResult Merge)> _merged = new(() =>
    {
        var pair = new Pair(
            link,
            SideOf(context.Plan, Side.Left, link, left),
            SideOf(context.Plan, Side.Right, link, right)
        );
        return (
            pair,
            pair.Merge(context.Plan, [], side => context[side].Capabilities.TrustworthyTimes)
        );
    });

    private MergeResult Merge => _merged.Value.Merge;

    /// <summary>
    /// Where a run would write the field: whether it would clear something (true), overwrite it
    /// (false), or lose nothing known (null).
    /// </summary>
    public IEnumerable<(Side Side, bool? IsBlank)> WritesOf(FieldPlan field) =>
        HeldWrites
            .WritesOf(context.Plan, Merge)
            .Where(w => w.Field == field)
            .Select(w => (w.Side, WriteGate.KindOf(_merged.Value.Pair, w)));

    /// <summary>The field's rules are content with what both sides hold.</summary>
    public bool IsAsMeant(FieldPlan field) =>
        IsFilled(field) || (IsTranslated(field) && IsLeftAlone(field));

    /// <summary>An edit waits that only a side which the mode does not write would take.</summary>
    public bool IsKeptBack(FieldPlan field) =>
        Sides.Any(side => !context.Plan.Writes(side) && field.FlowsTo(side))
        && Sides.Any(side => IsNews(field, side))
        && (IsLeftAlone(field) || WasDecided(field));

    /// <summary>
    /// What is removed where a set's source is not, or where empty does not overwrite, stays removed:
    /// sets are merged by what was added and removed, and neither side has news.
    /// </summary>
    public bool IsSetApart(FieldPlan field) =>
        field.IsSet
        && (field.Direction is not Direction.Both || !field.EmptyOverwrites)
        && !Sides.Any(side => IsNews(field, side))
        && IsLeftAlone(field);

    /// <summary>One side has as much of the other's text as it takes.</summary>
    public bool IsCut(FieldPlan field) =>
        Sides.Any(to =>
            field.FlowsTo(to)
            && field.Translate(to.Other, RowOf(to.Other), context.Plan[to.Other])
                is { Problem: null, Truncated: true } carried
            && field.AreEqual(to, carried.Value, ValueOf(field, to))
        ) && IsLeftAlone(field);

    /// <summary>What somebody entered where the source of a one-way field is empty, and the next run clears.</summary>
    public bool IsPutBack(FieldPlan field) =>
        field.Direction is not Direction.Both
        && Sides.Any(to =>
            field.FlowsTo(to) && ValueOf(field, to).HasContent && ValueOf(field, to.Other).IsEmpty
        )
        && !IsLeftAlone(field);

    /// <summary>A field that only fills has nothing to fill, or nowhere that may be written.</summary>
    private bool IsFilled(FieldPlan field) =>
        field.FillOnly
        && Sides.All(side =>
            !field.FlowsTo(side)
            || !context.Plan.Writes(side)
            || ValueOf(field, side).HasContent
            || ValueOf(field, side.Other).IsEmpty
        );

    /// <summary>One of the two transforms leads to what is there, or to nothing where that may not overwrite.</summary>
    private bool IsTranslated(FieldPlan field) =>
        !field.IsSet
        && (field.Left.Outgoing ?? field.Right.Outgoing) is not null
        && Sides.Any(to => field.FlowsTo(to) && IsTranslated(field, to));

    private bool IsTranslated(FieldPlan field, Side to)
    {
        var carried = field.Translate(to.Other, RowOf(to.Other), context.Plan[to.Other]);
        return carried.Problem is null
            && (
                field.AreEqual(to, carried.Value, ValueOf(field, to))
                || (!field.EmptyOverwrites && carried.Value.IsEmpty)
            );
    }

    /// <summary>A run would neither write the field nor ask a person about it.</summary>
    private bool IsLeftAlone(FieldPlan field) =>
        !Merge.Conflicts.Any(c => c.Field == field && !c.IsSettled)
        && !Merge.Problems.Any(p => p.Field == field)
        && !HeldWrites.WritesOf(context.Plan, Merge).Any(w => w.Field == field);

    /// <summary>
    /// Which edit was the newest was known when the two met, and is not any more, since a write of
    /// ours has moved a time. Nobody was asked, and no run will look again before a record changes.
    /// </summary>
    private bool WasDecided(FieldPlan field) =>
        field.Conflict is ConflictPolicy.Newest
        && Merge.Conflicts.Any(c => c.Field == field && !c.IsSettled)
        && link.Marks.All(m => m.Field != field.Name)
        && Sides.All(side => IsAsListed(context.Plan, side, link, RowOf(side)));

    private bool IsNews(FieldPlan field, Side side)
    {
        var shadow = link[side].Shadow is { } known ? known[field[side].Ordinal] : Value.Unknown;
        return shadow.IsUnknown || !field.AreEqual(side, ValueOf(field, side), shadow);
    }

    private static Side[] Sides { get; } = [Side.Left, Side.Right];

    private Value[] RowOf(Side side) => (side is Side.Left ? left : right).Values;

    private Value ValueOf(FieldPlan field, Side side) => RowOf(side)[field[side].Ordinal];

    /// <summary>
    /// A time that moved since the last run without anything that is mapped, as when something was
    /// added to the record, is no edit, and brings no run to look at it.
    /// </summary>
    private static PairSide SideOf(StreamPlan plan, Side side, Link link, Record record) =>
        new(record.Id, record.Values)
        {
            Hash = StreamPlan.HashOf(record.Values),
            ModifiedAt = IsAsListed(plan, side, link, record.Values)
                ? link[side].ModifiedAt
                : record.ModifiedAt,
        };

    private static bool IsAsListed(StreamPlan plan, Side side, Link link, Value[] row) =>
        StreamPlan.HashOf(plan[side].AsListed(row)) == link[side].Hash;
}
