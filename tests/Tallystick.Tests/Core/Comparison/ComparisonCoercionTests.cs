using Tallystick.Core.Comparison;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;
using static Tallystick.Tests.Core.Comparison.Forms;

namespace Tallystick.Tests.Core.Comparison;

public sealed class ComparisonCoercionTests
{
    [Theory]
    [InlineData(FieldType.Phone, "(415) 555-2671", "+14155552671")]
    [InlineData(FieldType.Phone, "415-555-2671 x12", "+14155552671 ext. 12")]
    [InlineData(FieldType.Email, " Anna@Example.com ", "Anna@Example.com")]
    [InlineData(FieldType.Number, "1.234,50", "1234.5")]
    [InlineData(FieldType.Money, "$1,200.00", "1200")]
    [InlineData(FieldType.Bool, "Yes", "true")]
    [InlineData(FieldType.Date, "03/04/1990", "1990-03-04")]
    [InlineData(FieldType.Date, "1990-03-04T23:00:00Z", "1990-03-04")]
    [InlineData(FieldType.Instant, "2024-07-01T12:00:00Z", "2024-07-01T12:00:00.000Z")]
    [InlineData(FieldType.Instant, "2024-07-01 12:00", "2024-07-01T12:00:00.000-04:00")]
    [InlineData(FieldType.Instant, "2024-07-01", "2024-07-01T00:00:00.000-04:00")]
    [InlineData(FieldType.Text, " a\u0000b\r\nc\td ", "ab\nc\td")]
    [InlineData(FieldType.Choice, " Hot ", "Hot")]
    [InlineData(FieldType.Json, """{"b": 1}""", """{"b": 1}""")]
    public void A_text_takes_the_form_the_field_wants(FieldType target, string text, string wire)
    {
        var result = Coerce(FieldType.Text, Field(target), Value.Of(text));

        result.Problem.ShouldBeNull();
        result.Value.ShouldBe(Value.Of(wire));
        result.Truncated.ShouldBeFalse();
    }

    [Theory]
    [InlineData(FieldType.Phone, "call Anna", "is not a phone number in US")]
    [InlineData(FieldType.Phone, "12345", "is not a phone number in US")]
    [InlineData(FieldType.Email, "anna", "is not an e-mail address")]
    [InlineData(FieldType.Email, "a@b@c.de", "is not an e-mail address")]
    [InlineData(FieldType.Email, "a@localhost", "is not an e-mail address")]
    [InlineData(FieldType.Email, "a b@c.de", "is not an e-mail address")]
    [InlineData(FieldType.Email, "@c.de", "is not an e-mail address")]
    [InlineData(FieldType.Email, "a@c.", "is not an e-mail address")]
    [InlineData(FieldType.Number, "many", "is not a number")]
    [InlineData(FieldType.Bool, "maybe", "is neither yes nor no")]
    [InlineData(FieldType.Date, "1990", "is not a date")]
    [InlineData(FieldType.Instant, "soon", "is not a date and time")]
    [InlineData(FieldType.Json, "{", "is not JSON")]
    public void What_a_field_cannot_take_is_said_and_not_written(
        FieldType target,
        string text,
        string problem
    )
    {
        var result = Coerce(FieldType.Text, Field(target), Value.Of(text));

        result.Problem.ShouldBe(problem);
        result.Value.ShouldBe(Value.Unknown);
    }

    [Fact]
    public void A_national_number_without_a_country_is_refused() =>
        Coerce(
            FieldType.Text,
            Field(FieldType.Phone),
            Value.Of("415 555 2671"),
            ComparisonContext.None
        )
            .Problem.ShouldBe("is not an international phone number");

    [Fact]
    public void An_address_of_255_characters_is_refused()
    {
        var text = new string('a', 244) + "@example.de";

        text.Length.ShouldBe(255);
        Coerce(FieldType.Text, Field(FieldType.Email), Value.Of(text)).Problem.ShouldNotBeNull();
        Coerce(FieldType.Text, Field(FieldType.Email), Value.Of(text[1..])).Problem.ShouldBeNull();
    }

    [Fact]
    public void A_choice_is_spelled_as_the_option_is()
    {
        var choice = Field(FieldType.Choice) with { Options = ["Hot Lead", "Cold"] };

        Coerce(FieldType.Text, choice, Value.Of("hot lead")).Value.ShouldBe(Value.Of("Hot Lead"));
        Coerce(FieldType.Text, choice, Value.Of("warm"))
            .Problem.ShouldBe("is not one of the field's options");
    }

    [Fact]
    public void A_text_becomes_a_set_and_a_set_becomes_a_text()
    {
        var set = Field(FieldType.Set);
        var text = Field(FieldType.Text);

        Coerce(FieldType.Text, set, Value.Of("a, b")).Value.ShouldBe(Value.OfSet(["a, b"]));
        Coerce(FieldType.Text, set, Value.Of("a; b;")).Value.ShouldBe(Value.OfSet(["a", "b"]));
        Coerce(FieldType.Set, text, Value.OfSet(["a", "b"])).Value.ShouldBe(Value.Of("a; b"));
    }

    [Fact]
    public void The_elements_of_a_set_are_options_too()
    {
        var set = Field(FieldType.Set) with { Options = ["Red", "Green"] };

        Coerce(FieldType.Set, set, Value.OfSet(["red"])).Value.ShouldBe(Value.OfSet(["Red"]));
        Coerce(FieldType.Set, set, Value.OfSet(["red", "blue"])).Problem.ShouldNotBeNull();
    }

    [Theory]
    [InlineData(FieldType.Text)]
    [InlineData(FieldType.Phone)]
    [InlineData(FieldType.Set)]
    public void Empty_and_unknown_pass(FieldType target)
    {
        Coerce(FieldType.Text, Field(target), Value.Empty).Value.ShouldBe(Value.Empty);
        Coerce(FieldType.Text, Field(target), Value.Unknown).Value.ShouldBe(Value.Unknown);
        Coerce(FieldType.Text, Field(target), Value.Of(" \u200b")).Value.ShouldBe(Value.Empty);
    }

    [Theory]
    [InlineData("abcdef", 3, "abc")]
    [InlineData("abc", 3, "abc")]
    [InlineData("ab👩‍👧c", 4, "ab")]
    [InlineData("ae\u0301i", 2, "a")]
    [InlineData("👩‍👧", 2, "")]
    [InlineData("a bc", 2, "a")]
    public void A_text_too_long_is_cut_between_letters_and_says_so(string text, int max, string cut)
    {
        var result = Coerce(
            FieldType.Text,
            Field(FieldType.Text) with
            {
                LengthMax = max,
            },
            Value.Of(text)
        );

        result.Value.ShouldBe(Value.Of(cut));
        result.Truncated.ShouldBe(text != cut);
        result.Problem.ShouldBeNull();
    }

    [Fact]
    public void What_cannot_be_cut_is_refused_when_too_long() =>
        Coerce(
            FieldType.Text,
            Field(FieldType.Email) with
            {
                LengthMax = 8,
            },
            Value.Of("anna@example.com")
        )
            .Problem.ShouldBe("is longer than 8 characters");
}
