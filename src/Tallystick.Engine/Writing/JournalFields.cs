using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;

namespace Tallystick.Engine.Writing;

/// <summary>What a written field was before and is after, as the journal tells it.</summary>
internal static class JournalFields
{
    /// <param name="before">The value as it was read.</param>
    /// <param name="after">What the side shows now; null when it does not say.</param>
    public static JournalField Of(
        FieldPlan field,
        Side side,
        FieldChange change,
        Value before,
        Record? after
    )
    {
        var now = after?.Values[change.Ordinal] is { IsUnknown: false } v ? v : change.New;
        return new JournalField(
            field.Name,
            change.Added is null ? before : SetBefore(field, side, change, now),
            now
        );
    }

    /// <summary>
    /// Set elements that others changed since it was read are in neither or in both, so that the
    /// entry tells what the write did and nothing else.
    /// </summary>
    private static Value SetBefore(FieldPlan field, Side side, FieldChange change, Value now)
    {
        var form = field[side].Form;
        var added = (change.Added ?? []).Select(form.OfElement).ToHashSet();
        var rest = now.Items.Where(item => !added.Contains(form.OfElement(item)));
        return Value.OfSet(rest.Concat(change.Removed ?? []).DistinctBy(form.OfElement));
    }
}
