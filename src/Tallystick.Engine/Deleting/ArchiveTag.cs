using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;

namespace Tallystick.Engine.Deleting;

/// <summary>
/// The tag that a survivor gets. It becomes what both sides agreed on although one is gone: a record
/// that comes back without it takes it off the other by the ordinary merge.
/// </summary>
internal sealed class ArchiveTag
{
    private readonly StreamPlan _plan;
    private readonly Side _survivor;
    private readonly FieldPlan _field;
    private readonly string _tag;

    private ArchiveTag(StreamPlan plan, Side survivor, FieldPlan field, string tag)
    {
        _plan = plan;
        _survivor = survivor;
        _field = field;
        _tag = tag;
    }

    /// <param name="gone">Where the record was deleted.</param>
    public static ArchiveTag Of(StreamPlan plan, Side gone) =>
        new(plan, gone.Other, plan.ArchiveField(gone.Other)!, plan.Definition.ArchiveTagOf(gone));

    /// <returns>Null where the survivor of this link has got no tag.</returns>
    public static ArchiveTag? Of(StreamPlan plan, Side gone, Link link) =>
        plan.ArchiveField(gone.Other) is { } field
        && link.Marks.Contains(new FieldMark(field.Name, MarkReason.Archived))
            ? Of(plan, gone)
            : null;

    public bool IsOn(Record survivor) =>
        survivor.Values[_field[_survivor].Ordinal].Items.Any(IsTag);

    /// <summary>It holds something else than what was agreed, the tag aside.</summary>
    public bool IsEdited(Link link, Record survivor) =>
        Survivor.IsEdited(
            _plan,
            _survivor,
            link.With(
                _survivor,
                link[_survivor] with
                {
                    Shadow = link[_survivor].Shadow is { } shadow ? Without(shadow) : null,
                }
            ),
            Without(survivor.Values)
        );

    public bool IsAnnounced(Link link) => link.Marks.Contains(Mark);

    /// <summary>The link as it will be once the tag is on.</summary>
    public Link Announced(Link link)
    {
        foreach (var side in new[] { Side.Left, Side.Right })
            if (link[side].Shadow is { } shadow)
                link = link.With(side, link[side] with { Shadow = With(side, shadow) });
        return IsAnnounced(link) ? link : link with { Marks = [.. link.Marks, Mark] };
    }

    /// <summary>What puts the tag on; the same if it is on already.</summary>
    public FieldChange ChangeOf(Record survivor)
    {
        var ordinal = _field[_survivor].Ordinal;
        var others = survivor.Values[ordinal].Items.Where(i => !IsTag(i));
        var tag = survivor.Values[ordinal].Items.FirstOrDefault(IsTag) ?? _tag;
        return new FieldChange(ordinal, Value.OfSet(others.Append(tag)))
        {
            Added = [tag],
            Removed = [],
        };
    }

    /// <summary>
    /// The tag is all that the two have agreed on: a record that came in the other's place takes it
    /// off, and apart from it both get what they lack.
    /// </summary>
    public Link Alone(Link link)
    {
        foreach (var side in new[] { Side.Left, Side.Right })
            if (link[side].Shadow is { } shadow)
            {
                var alone = (Value[])shadow.Clone();
                alone[_field[side].Ordinal] = Value.OfSet([_tag]);
                link = link.With(side, link[side] with { Shadow = alone });
            }
        return link;
    }

    private FieldMark Mark => new(_field.Name, MarkReason.Archived);

    private bool IsTag(string item)
    {
        var form = _field[_survivor].Form;
        return form.OfElement(item) == form.OfElement(_tag);
    }

    private Value[] Without(Value[] row)
    {
        var ordinal = _field[_survivor].Ordinal;
        if (row[ordinal].IsUnknown)
            return row;
        var without = (Value[])row.Clone();
        without[ordinal] = Value.OfSet(row[ordinal].Items.Where(i => !IsTag(i)));
        return without;
    }

    private Value[] With(Side side, Value[] shadow)
    {
        var ordinal = _field[side].Ordinal;
        if (shadow[ordinal].IsUnknown || shadow[ordinal].Items.Any(IsTag))
            return shadow;
        var with = (Value[])shadow.Clone();
        with[ordinal] = Value.OfSet(shadow[ordinal].Items.Append(_tag));
        return with;
    }
}
