using Tallystick.Core.Comparison;
using Tallystick.Core.Records;
using static Tallystick.Tests.Core.Comparison.Forms;

namespace Tallystick.Tests.Core.Comparison;

public sealed class ComparisonFormTests
{
    [Theory]
    [InlineData("  Anna  ", "Anna")]
    [InlineData("Anna", "Anna")]
    [InlineData("anna", "anna")]
    [InlineData("a\r\nb\rc\nd", "a\nb\nc\nd")]
    [InlineData("\u200bAnna\ufeff", "Anna")]
    [InlineData("An\u0000na\u0007", "Anna")]
    [InlineData("a\tb", "a\tb")]
    [InlineData("   ", "")]
    public void Text_is_trimmed_and_its_line_ends_are_one(string text, string form) =>
        Form(ComparisonKind.Text, text).ShouldBe(form);

    [Theory]
    [InlineData("Zoe\u0308", "Zo\u00eb")]
    [InlineData("\u212bngstro\u0308m", "\u00c5ngstr\u00f6m")]
    [InlineData("s\u0307\u0323", "\u1e69")]
    [InlineData("s\u0323\u0307", "\u1e69")]
    [InlineData("\u1112\u1161\u11ab\u1100\u1173\u11af", "\ud55c\uae00")]
    [InlineData("\u0915\u093c", "\u0915\u093c")]
    [InlineData("\u0958", "\u0915\u093c")]
    [InlineData("\uf900", "\u8c48")]
    [InlineData("\ud834\udd5e", "\ud834\udd57\ud834\udd65")]
    [InlineData("\ufb01", "\ufb01")]
    [InlineData("x\ud800", "x\ud800")]
    [InlineData("\ud83d\udc69\u200d\ud83d\udc67", "\ud83d\udc69\u200d\ud83d\udc67")]
    public void The_same_letter_in_another_encoding_is_the_same(string text, string form) =>
        Form(ComparisonKind.Text, text).ShouldBe(form);

    [Theory]
    [InlineData(" Anna.Smith@Example.COM ", "anna.smith@example.com")]
    [InlineData("not an address", "not an address")]
    public void An_email_is_lower_case_and_need_not_be_valid(string text, string form) =>
        Form(ComparisonKind.Email, text).ShouldBe(form);

    [Theory]
    [InlineData("Hot Lead", "hot lead")]
    [InlineData(" ÄÖÜ ", "äöü")]
    [InlineData("STRASSE", "strasse")]
    [InlineData("\u0130", "i\u0307")]
    [InlineData("I\u0307", "i\u0307")]
    public void A_choice_has_no_case(string text, string form) =>
        Form(ComparisonKind.Caseless, text).ShouldBe(form);

    [Theory]
    [InlineData("7", "7")]
    [InlineData("007", "7")]
    [InlineData("7.50", "7.5")]
    [InlineData("-0.0", "0")]
    [InlineData("+3", "3")]
    [InlineData("1,234.56", "1234.56")]
    [InlineData("1.234,56", "1234.56")]
    [InlineData("1.234.567", "1234567")]
    [InlineData("1,234,567", "1234567")]
    [InlineData("12,34,567.8", "1234567.8")]
    [InlineData("1 234,5", "1234.5")]
    [InlineData("1\u202f234,5", "1234.5")]
    [InlineData("1'234.5", "1234.5")]
    [InlineData("1,234", "1234")]
    [InlineData("1.234", "1.234")]
    [InlineData("0,123", "0.123")]
    [InlineData("12,5", "12.5")]
    [InlineData(",5", "0.5")]
    [InlineData("$1,200", "1200")]
    [InlineData("-$5", "-5")]
    [InlineData("$-5", "-5")]
    [InlineData("(12.50)", "-12.5")]
    [InlineData("12-", "-12")]
    [InlineData("\u22127", "-7")]
    [InlineData("1.200,00 €", "1200")]
    [InlineData("EUR 12", "12")]
    [InlineData("R$ 1.234,00", "1234")]
    [InlineData("250 kr", "250")]
    [InlineData("1e3", "1000")]
    [InlineData("1,23,4", "?1,23,4")]
    [InlineData("1.2.3", "?1.2.3")]
    [InlineData("12 apples", "?12 apples")]
    [InlineData("--5", "?--5")]
    [InlineData("99999999999999999999999999999999", "?99999999999999999999999999999999")]
    public void A_number_is_its_value(string text, string form)
    {
        Form(ComparisonKind.Number, text).ShouldBe(form);
        Form(ComparisonKind.Money, text).ShouldBe(form);
    }

    [Theory]
    [InlineData("true", "true")]
    [InlineData(" YES ", "true")]
    [InlineData("1", "true")]
    [InlineData("y", "true")]
    [InlineData("On", "true")]
    [InlineData("Ja", "true")]
    [InlineData("Sí", "true")]
    [InlineData("oui", "true")]
    [InlineData("FALSE", "false")]
    [InlineData("0", "false")]
    [InlineData("off", "false")]
    [InlineData("nein", "false")]
    [InlineData("maybe", "?maybe")]
    public void A_bool_is_said_in_many_ways(string text, string form) =>
        Form(ComparisonKind.Bool, text).ShouldBe(form);

    [Theory]
    [InlineData(" VIP ;lead; vip", "lead\u001fvip")]
    [InlineData("one", "one")]
    [InlineData("a, b", "a, b")]
    [InlineData(" ; ", "")]
    [InlineData("lead\u001fvip", "lead\u001fvip")]
    public void A_text_stands_for_the_set_of_its_parts(string text, string form) =>
        Form(ComparisonKind.Set, text).ShouldBe(form);

    [Fact]
    public void A_set_has_no_order_no_doubles_and_no_case()
    {
        var form = ComparisonForm.For(ComparisonKind.Set, American);

        form.Of(Value.OfSet(["Lead", "VIP ", "vip"])).ShouldBe("lead\u001fvip");
        form.AreEqual(Value.OfSet(["b", "A"]), Value.OfSet(["a", "B", "a"])).ShouldBeTrue();
        form.AreEqual(Value.OfSet(["a", "b"]), Value.Of("A; B")).ShouldBeTrue();
        form.AreEqual(Value.OfSet(["a"]), Value.OfSet(["b"])).ShouldBeFalse();
    }

    [Theory]
    [InlineData("""{ "b": 1.0, "a": [true, null] }""", """{"a":[true,null],"b":1}""")]
    [InlineData("""{"a":"\u00e9"}""", """{"a":"é"}""")]
    [InlineData("[2, 1]", "[2,1]")]
    [InlineData("{broken", "?{broken")]
    [InlineData("""["\ud800"]""", """?["\ud800"]""")]
    public void Json_is_its_content(string text, string form) =>
        Form(ComparisonKind.Json, text).ShouldBe(form);

    [Fact]
    public void An_id_is_compared_as_it_is()
    {
        Form(ComparisonKind.Exact, "aB ").ShouldBe("aB");
        var form = ComparisonForm.For(ComparisonKind.Exact, American);
        form.AreEqual(Value.Of("aB"), Value.Of("ab")).ShouldBeFalse();
    }

    [Fact]
    public void Empty_has_the_empty_form_and_blanks_are_empty()
    {
        foreach (var kind in Enum.GetValues<ComparisonKind>())
            ComparisonForm.For(kind, American).Of(Value.Empty).ShouldBe("", kind.ToString());
        ComparisonForm
            .For(ComparisonKind.Text, American)
            .AreEqual(Value.Empty, Value.Of("  "))
            .ShouldBeTrue();
    }

    [Fact]
    public void Unknown_is_never_compared()
    {
        var form = ComparisonForm.For(ComparisonKind.Text, American);

        Should.Throw<ArgumentException>(() => form.Of(Value.Unknown));
        Should.Throw<ArgumentException>(() => form.AreEqual(Value.Unknown, Value.Empty));
        Should.Throw<ArgumentException>(() => form.AreEqual(Value.Empty, Value.Unknown));
    }
}
