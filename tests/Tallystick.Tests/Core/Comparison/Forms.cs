using Tallystick.Core.Comparison;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;

namespace Tallystick.Tests.Core.Comparison;

internal static class Forms
{
    public static readonly ComparisonContext German = new()
    {
        Country = "DE",
        TimeZone = "Europe/Berlin",
    };

    public static readonly ComparisonContext American = new()
    {
        Country = "US",
        TimeZone = "America/New_York",
    };

    public static string Form(
        ComparisonKind kind,
        string text,
        ComparisonContext? context = null
    ) => ComparisonForm.For(kind, context ?? American).Of(Value.Of(text));

    public static CoercionResult Coerce(
        FieldType source,
        Field target,
        Value value,
        ComparisonContext? context = null
    ) =>
        Coercion
            .For(new Field("source", "Source", source), target, context ?? American)
            .Apply(value);

    public static Field Field(FieldType type) => new("target", "Target", type);
}
