using Tallystick.Core.Schema;

namespace Tallystick.Core.Comparison;

public static class ComparisonKinds
{
    // What says more about a value comes first. Date before instant: a date compared with an
    // instant can only be compared as a date.
    private static readonly FieldType[] MostSpecificFirst =
    [
        FieldType.Reference,
        FieldType.Set,
        FieldType.Json,
        FieldType.Bool,
        FieldType.Date,
        FieldType.Instant,
        FieldType.Phone,
        FieldType.Email,
        FieldType.Money,
        FieldType.Number,
        FieldType.Choice,
        FieldType.Text,
    ];

    /// <summary>The more specific of two paired fields decides: phone against text is a phone.</summary>
    public static ComparisonKind Of(FieldType left, FieldType right) =>
        Of(MostSpecificFirst.First(type => type == left || type == right));

    private static ComparisonKind Of(FieldType type) =>
        type switch
        {
            FieldType.Text => ComparisonKind.Text,
            FieldType.Email => ComparisonKind.Email,
            FieldType.Phone => ComparisonKind.Phone,
            FieldType.Number => ComparisonKind.Number,
            FieldType.Money => ComparisonKind.Money,
            FieldType.Bool => ComparisonKind.Bool,
            FieldType.Date => ComparisonKind.Date,
            FieldType.Instant => ComparisonKind.Instant,
            FieldType.Choice => ComparisonKind.Caseless,
            FieldType.Set => ComparisonKind.Set,
            FieldType.Reference => ComparisonKind.Exact,
            FieldType.Json => ComparisonKind.Json,
        };
}
