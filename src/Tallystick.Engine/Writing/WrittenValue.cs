using Tallystick.Core.Comparison;
using Tallystick.Core.Mapping;
using Tallystick.Core.Records;

namespace Tallystick.Engine.Writing;

/// <summary>
/// What an app shows of a field after it was written, and how much of that is our writing: people
/// may have had a hand in it between our reading, our writing and our looking.
/// </summary>
/// <param name="Before">What we believed was there.</param>
/// <param name="Reported">What the app shows now.</param>
/// <param name="IsReadBack">It was asked for after the write; otherwise the answer itself showed it.</param>
internal readonly record struct WrittenValue(
    FieldPlan Field,
    Side Side,
    FieldChange Change,
    Value Before,
    Value Reported,
    bool IsReadBack
)
{
    /// <summary>What both sides have agreed on: never what others did meanwhile, which is news.</summary>
    public Value Agreed =>
        Reported.IsUnknown || IsSomebodysEdit ? Change.New
        : Field.IsSet && Change.Added is not null ? AgreedSet()
        : Reported;

    /// <summary>The app shows what was written, in its own comparison.</summary>
    public bool IsAsWritten => Reported.IsUnknown || Field.AreEqual(Side, Reported, Change.New);

    /// <summary>
    /// Neither what was written, nor a form of it, nor what was there before: a person was faster
    /// than our look.
    /// </summary>
    public bool IsSomebodysEdit =>
        IsReadBack
        && !Field.IsSet
        && !IsAsWritten
        && (Before.IsUnknown || !Field.AreEqual(Side, Reported, Before))
        && !Respelling.IsFormOf(Change.New.Text, Reported.Text);

    /// <summary>A record that is read later shows what was sent.</summary>
    public static bool IsShown(FieldPlan field, Side side, FieldChange change, Record record)
    {
        var value = record.Values[change.Ordinal];
        if (change.Added is null)
            return field.AreEqual(side, value, change.New);
        var form = field[side].Form;
        var now = value.Items.Select(form.OfElement).ToHashSet();
        return change.Added.All(e => now.Contains(form.OfElement(e)))
            && (change.Removed ?? []).All(e => !now.Contains(form.OfElement(e)));
    }

    /// <summary>What the app has of it, as far as is known.</summary>
    public Value Kept => Reported.IsUnknown ? Change.New : Reported;

    /// <summary>The beginning arrived: the field takes no more, or the app keeps no more of a text.</summary>
    public bool IsCut =>
        Change.IsCut && (IsAsWritten || IsStored)
        || Field.Kind is ComparisonKind.Text
            && !Field.IsSet
            && !IsAsWritten
            && Reported is { HasContent: true, Text: { } kept }
            && Change.New.Text is { } sent
            && kept.Length < sent.Length
            && sent.StartsWith(kept, StringComparison.Ordinal);

    /// <summary>Something of it arrived, be it in the app's own spelling.</summary>
    public bool IsStored
    {
        get
        {
            if (!Field.IsSet)
                return Before.IsUnknown || !Field.AreEqual(Side, Reported, Before);
            return Folded(Change.Added ?? Change.New.Items).IsSubsetOf(Folded(Reported.Items))
                || Respelt().Length > 0;
        }
    }

    private Value AgreedSet()
    {
        var form = Field[Side].Form;
        var (shown, expected) = (Folded(Reported.Items), Folded(Change.New.Items));
        var removed = Folded(Change.Removed ?? []);
        var respelt = Respelt();
        var agreed = Reported.Items.Where(e =>
            expected.Contains(form.OfElement(e))
            || removed.Contains(form.OfElement(e))
            || respelt.Contains(e)
        );
        var takenMeanwhile = Before.Items.Where(e =>
            expected.Contains(form.OfElement(e)) && !shown.Contains(form.OfElement(e))
        );
        return Value.OfSet(agreed.Concat(takenMeanwhile));
    }

    /// <summary>
    /// Elements that nobody sent and that may be missing ones of ours in the app's own spelling. In
    /// an answer all of them may; once a person can have been there, those that read like one.
    /// </summary>
    private string[] Respelt()
    {
        var (form, isReadBack) = (Field[Side].Form, IsReadBack);
        var (shown, expected) = (Folded(Reported.Items), Folded(Change.New.Items));
        var missing = (Change.Added ?? Change.New.Items)
            .Where(e => !shown.Contains(form.OfElement(e)))
            .ToArray();
        if (missing.Length == 0)
            return [];
        return
        [
            .. Reported.Items.Where(e =>
                !expected.Contains(form.OfElement(e))
                && (!isReadBack || missing.Any(m => Respelling.IsFormOf(m, e)))
            ),
        ];
    }

    private HashSet<string> Folded(IEnumerable<string> elements) =>
        [.. elements.Select(Field[Side].Form.OfElement)];
}
