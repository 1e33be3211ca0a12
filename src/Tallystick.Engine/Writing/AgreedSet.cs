using Tallystick.Core.Mapping;
using Tallystick.Core.Records;

namespace Tallystick.Engine.Writing;

/// <summary>
/// What both sides have agreed on after a set was written. The answer may show more: an element
/// that a person added or removed between our reading and our writing is news, and must not be
/// taken for agreed.
/// </summary>
internal static class AgreedSet
{
    /// <summary>Every added element is there, or there is another that may be its respelling.</summary>
    public static bool IsStored(FieldPlan field, Side side, FieldChange change, Value reported)
    {
        var shown = reported.Items.Select(field[side].Form.OfElement).ToHashSet();
        var expected = change.New.Items.Select(field[side].Form.OfElement).ToHashSet();
        return (change.Added ?? change.New.Items).All(e =>
                shown.Contains(field[side].Form.OfElement(e))
            ) || shown.Any(e => !expected.Contains(e));
    }

    /// <param name="before">What we believed was there.</param>
    /// <param name="reported">What the app shows after the write.</param>
    /// <returns>For anything but a set: what is reported.</returns>
    public static Value Of(
        FieldPlan field,
        Side side,
        Value before,
        FieldChange change,
        Value reported
    )
    {
        if (!field.IsSet || change.Added is null)
            return reported;
        var shown = Folded(reported.Items);
        var expected = Folded(change.New.Items);
        var removed = Folded(change.Removed ?? []);
        // An element of ours that is missing may stand there in the app's own spelling.
        var isRespelt = change.Added.Any(e => !shown.Contains(Fold(e)));
        var agreed = reported.Items.Where(e =>
            isRespelt || expected.Contains(Fold(e)) || removed.Contains(Fold(e))
        );
        var takenMeanwhile = before.Items.Where(e =>
            expected.Contains(Fold(e)) && !shown.Contains(Fold(e))
        );
        return Value.OfSet(agreed.Concat(takenMeanwhile));

        string Fold(string element) => field[side].Form.OfElement(element);

        HashSet<string> Folded(IEnumerable<string> elements) => [.. elements.Select(Fold)];
    }
}
