using Tallystick.Core.Mapping;
using Tallystick.Core.Merging;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Writing;

namespace Tallystick.Engine.Undoing;

/// <summary>
/// Links as undo leaves them: what was put back on one side is what both sides agreed on from now
/// on, so that the next run neither carries it over nor writes the old value again. Only the written
/// fields of the written side move; an edit that nobody has carried over yet is still seen.
/// </summary>
internal sealed class RestingLink(StreamPlan plan)
{
    /// <param name="after">By ordinal, what the side holds now; unknown where it was not written.</param>
    public Link Restored(Link link, Side side, Patch written, Value[] after)
    {
        if (link[side].Shadow is not { } shadow)
            return link;
        var ordinals = written.Changes.Select(c => c.Ordinal).ToHashSet();
        shadow = (Value[])shadow.Clone();
        foreach (var change in written.Changes)
            shadow[change.Ordinal] = change.Added is null
                ? after[change.Ordinal]
                : Elements(side, change, shadow[change.Ordinal]);
        // Without a hash, the next listing's row is merged whatever it shows.
        link = link.With(side, link[side] with { Shadow = shadow, Hash = default });
        var fields = plan.Fields.Where(f => ordinals.Contains(f[side].Ordinal)).ToArray();
        return Marked(link, fields);
    }

    /// <summary>Fields that the two sides do not share are marked, others are not.</summary>
    public Link Marked(Link link, IReadOnlyList<FieldPlan> fields)
    {
        if (link.Left.Shadow is not { } left || link.Right.Shadow is not { } right)
            return link;
        var marks = link.Marks.Where(m => !fields.Any(f => f.Name == m.Field)).ToList();
        foreach (var field in fields)
            if (IsKnown(field, left, right) && !Agreement.IsEqual(plan, field, left, right))
                marks.Add(new FieldMark(field.Name, MarkReason.Undone));
        return link with { Marks = marks };
    }

    /// <summary>The record of the side is gone on purpose, and its partner stays as it is.</summary>
    public static Link WithoutRecord(Link link, Side side)
    {
        var gone = side is Side.Left ? LinkState.LeftGone : LinkState.RightGone;
        return link with
        {
            State = link.State is LinkState.Active || link.State == gone ? gone : LinkState.Deleted,
        };
    }

    /// <summary>Issues of the marks that a link no longer has.</summary>
    public static IEnumerable<string> ClosedIssues(Link before, Link after) =>
        before
            .Marks.Except(after.Marks)
            .Select(m =>
                FieldIssues.KeyOf(m.Reason, before.Left.RecordId, before.Right.RecordId, m.Field)
            );

    /// <summary>An element that somebody else added or removed meanwhile is still news.</summary>
    private Value Elements(Side side, FieldChange change, Value shadow)
    {
        var form = plan.Fields.First(f => f.IsSet && f[side].Ordinal == change.Ordinal)[side].Form;
        var removed = (change.Removed ?? []).Select(form.OfElement).ToHashSet();
        return Value.OfSet(
            shadow
                .Items.Where(i => !removed.Contains(form.OfElement(i)))
                .Concat(change.Added ?? [])
                .DistinctBy(form.OfElement)
        );
    }

    private static bool IsKnown(FieldPlan field, Value[] left, Value[] right) =>
        !left[field.Left.Ordinal].IsUnknown && !right[field.Right.Ordinal].IsUnknown;
}
