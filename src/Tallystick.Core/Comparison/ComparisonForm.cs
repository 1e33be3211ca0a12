using Tallystick.Core.Records;
using Tallystick.Core.Schema;

namespace Tallystick.Core.Comparison;

/// <summary>
/// Brings the values of one field of one side into the form in which they are compared. Two
/// values are equal when their forms are. The form of a form is itself. Thread-safe; made once per
/// field and side.
/// </summary>
public sealed class ComparisonForm
{
    /// <summary>Between the elements of a set's form.</summary>
    internal const char ElementSeparator = '\u001f';

    private readonly Func<string, string> _fold;

    private readonly string? _place;

    private ComparisonForm(ComparisonKind kind, ComparisonContext context, bool isDayOfInstant)
    {
        Kind = kind;
        _fold = isDayOfInstant ? new InstantForm(context.TimeZone).DayOf : FoldFor(kind, context);
        _place = kind switch
        {
            ComparisonKind.Phone => context.Country,
            ComparisonKind.Instant => context.TimeZone,
            ComparisonKind.Date when isDayOfInstant => context.TimeZone ?? "UTC",
            _ => null,
        };
    }

    public ComparisonKind Kind { get; }

    /// <param name="type">What the field holds: of points in time compared as dates it is the day there.</param>
    public static ComparisonForm For(
        ComparisonKind kind,
        ComparisonContext context,
        FieldType? type = null
    ) => new(kind, context, kind is ComparisonKind.Date && type is FieldType.Instant);

    /// <summary>"Phone DE": what the forms depend on.</summary>
    public override string ToString() => _place is null ? $"{Kind}" : $"{Kind} {_place}";

    /// <summary>
    /// The canonical text; "" for empty. What cannot be read as its kind becomes "?" and its own
    /// folded text, so that two different wrong values differ. A set is its sorted, distinct,
    /// folded elements joined by U+001F.
    /// </summary>
    /// <exception cref="ArgumentException">The value is unknown.</exception>
    public string Of(Value value)
    {
        if (value.IsUnknown)
            throw new ArgumentException("An unknown value has no form.", nameof(value));
        if (value.IsEmpty)
            return "";
        return Kind switch
        {
            ComparisonKind.Set => OfSet(value),
            ComparisonKind.Exact when value.IsSet => string.Join(ElementSeparator, value.Items),
            ComparisonKind.Json when value.IsSet => JsonForm.OfElements(value.Items),
            _ => _fold(value.Text ?? value.ToString()),
        };
    }

    /// <summary>Whether both mean the same. Identical values cost no folding.</summary>
    /// <exception cref="ArgumentException">Either value is unknown.</exception>
    public bool AreEqual(Value a, Value b)
    {
        if (a.IsUnknown || b.IsUnknown)
            throw new ArgumentException("An unknown value is equal to nothing; check first.");
        return a.Equals(b) || string.Equals(Of(a), Of(b), StringComparison.Ordinal);
    }

    /// <summary>One element of a set: trimmed, NFC, lower case; ids stay as they are.</summary>
    public string OfElement(string element) =>
        Kind is ComparisonKind.Exact ? element : TextForm.Caseless(element);

    /// <summary>
    /// The elements a value stands for in a set field, as written: those of a set, or the parts of
    /// a text between semicolons. An element of a set stays whole, semicolons and all.
    /// </summary>
    public static IReadOnlyList<string> ElementsOf(Value value) =>
        value.Text is { } text && text.AsSpan().ContainsAny(';', ElementSeparator)
            ? text.Split(
                [';', ElementSeparator],
                StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
            )
            : value.Items;

    private string OfSet(Value value)
    {
        var elements = ElementsOf(value);
        if (elements.Count == 1)
            return OfElement(elements[0]);
        var folded = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var element in elements)
            if (OfElement(element) is { Length: > 0 } form)
                folded.Add(form);
        return string.Join(ElementSeparator, folded);
    }

    private static Func<string, string> FoldFor(ComparisonKind kind, ComparisonContext context) =>
        kind switch
        {
            ComparisonKind.Text => TextForm.Of,
            ComparisonKind.Caseless or ComparisonKind.Email => TextForm.Caseless,
            ComparisonKind.Phone => new PhoneForm(context.Country).Of,
            ComparisonKind.Number or ComparisonKind.Money => NumberForm.Of,
            ComparisonKind.Bool => BoolForm.Of,
            ComparisonKind.Date => DateForm.Of,
            ComparisonKind.Instant => new InstantForm(context.TimeZone).Of,
            ComparisonKind.Set => TextForm.Caseless,
            ComparisonKind.Json => JsonForm.Of,
            ComparisonKind.Exact => TextForm.Tidy,
        };
}
