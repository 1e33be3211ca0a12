using Tallystick.Core.Comparison;
using Tallystick.Core.Schema;

namespace Tallystick.Tests.Core.Comparison;

public sealed class ComparisonKindsTests
{
    [Theory]
    [InlineData(FieldType.Text, FieldType.Text, ComparisonKind.Text)]
    [InlineData(FieldType.Phone, FieldType.Text, ComparisonKind.Phone)]
    [InlineData(FieldType.Text, FieldType.Email, ComparisonKind.Email)]
    [InlineData(FieldType.Set, FieldType.Text, ComparisonKind.Set)]
    [InlineData(FieldType.Choice, FieldType.Text, ComparisonKind.Caseless)]
    [InlineData(FieldType.Choice, FieldType.Bool, ComparisonKind.Bool)]
    [InlineData(FieldType.Number, FieldType.Money, ComparisonKind.Money)]
    [InlineData(FieldType.Instant, FieldType.Date, ComparisonKind.Date)]
    [InlineData(FieldType.Number, FieldType.Instant, ComparisonKind.Instant)]
    [InlineData(FieldType.Reference, FieldType.Text, ComparisonKind.Exact)]
    [InlineData(FieldType.Json, FieldType.Text, ComparisonKind.Json)]
    public void The_more_specific_field_decides(FieldType a, FieldType b, ComparisonKind kind)
    {
        ComparisonKinds.Of(a, b).ShouldBe(kind);
        ComparisonKinds.Of(b, a).ShouldBe(kind);
    }

    [Fact]
    public void Every_pair_of_types_has_a_kind()
    {
        foreach (var left in Enum.GetValues<FieldType>())
        foreach (var right in Enum.GetValues<FieldType>())
            Should.NotThrow(() => ComparisonKinds.Of(left, right));
    }
}
