using Tallystick.Core.Records;

namespace Tallystick.Tests.Core;

public sealed class ValueTests
{
    [Fact]
    public void The_default_is_unknown_and_not_empty()
    {
        Value value = default;

        value.IsUnknown.ShouldBeTrue();
        value.IsEmpty.ShouldBeFalse();
        value.ShouldBe(Value.Unknown);
        value.ShouldNotBe(Value.Empty);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void No_text_is_empty(string? text) => Value.Of(text).ShouldBe(Value.Empty);

    [Fact]
    public void A_set_of_blanks_is_empty() => Value.OfSet(["", " ", "\t"]).ShouldBe(Value.Empty);

    [Fact]
    public void A_set_keeps_order_and_spelling() =>
        Value.OfSet(["VIP", "", "lead"]).Items.ShouldBe(["VIP", "lead"]);

    [Fact]
    public void A_row_of_values_survives_storage()
    {
        Value[] row =
        [
            Value.Unknown,
            Value.Empty,
            Value.Of("Zoë \"quoted\" 👩‍👩‍👧\n2"),
            Value.OfSet(["a", "ß"]),
        ];

        ValueJson.Read(ValueJson.Write(row)).ShouldBe(row);
    }
}
