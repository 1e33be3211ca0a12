using CsCheck;
using Tallystick.Core.Comparison;
using Tallystick.Core.Records;
using static Tallystick.Tests.Core.Comparison.Forms;

namespace Tallystick.Tests.Core.Comparison;

public sealed class ComparisonPhonesTests
{
    [Theory]
    [InlineData("+14155552671", "+14155552671")]
    [InlineData("(415) 555-2671", "+14155552671")]
    [InlineData("415.555.2671", "+14155552671")]
    [InlineData("1 415 555 2671", "+14155552671")]
    [InlineData("+1 415-555-2671", "+14155552671")]
    [InlineData("011 49 30 1234567", "+49301234567")]
    [InlineData("+49 (0)30 1234567", "+49301234567")]
    [InlineData("+490301234567", "+49301234567")]
    [InlineData("(415) 555-2671 ext. 12", "+14155552671;ext=12")]
    [InlineData("+1 415 555 2671 x12", "+14155552671;ext=12")]
    [InlineData("1-800-FLOWERS", "+18003569377")]
    [InlineData("+３９ 02 1234567", "+39021234567")]
    [InlineData("tel:+1-415-555-2671", "+14155552671")]
    [InlineData("call Anna", "?callanna")]
    [InlineData("1", "?1")]
    [InlineData("—", "?—")]
    [InlineData("  ", "")]
    public void A_phone_is_e164_in_the_sides_country(string text, string form) =>
        Form(ComparisonKind.Phone, text).ShouldBe(form);

    [Theory]
    [InlineData("030 1234567", "+49301234567")]
    [InlineData("0049 30 1234567", "+49301234567")]
    public void The_country_decides_what_a_national_number_means(string text, string form) =>
        Form(ComparisonKind.Phone, text, German).ShouldBe(form);

    [Fact]
    public void Without_a_country_a_national_number_is_only_its_digits()
    {
        var form = ComparisonForm.For(ComparisonKind.Phone, ComparisonContext.None);

        form.Of(Value.Of("(415) 555-2671")).ShouldBe("?4155552671");
        form.AreEqual(Value.Of("415 555 2671"), Value.Of("(415) 555-2671")).ShouldBeTrue();
        form.AreEqual(Value.Of("415 555 2671"), Value.Of("415 555 2672")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("+3521562751628", "+352 1562 751628")]
    [InlineData("+611831234567", "+61 1831 234567")]
    public void A_prefix_that_only_some_countries_have_is_dropped_however_it_is_written(
        string plain,
        string spaced
    ) => Form(ComparisonKind.Phone, plain).ShouldBe(Form(ComparisonKind.Phone, spaced));

    [Fact]
    public void The_short_cut_for_e164_agrees_with_the_parser()
    {
        var form = ComparisonForm.For(ComparisonKind.Phone, American);

        Gen.Char["0123456789"]
            .Array[7, 16]
            .Select(digits => new string(digits))
            .Sample(
                // A space keeps the short cut away, and means nothing to the parser.
                digits => form.Of(Value.Of("+" + digits)) == form.Of(Value.Of("+ " + digits)),
                iter: 20_000
            );
    }

    [Fact]
    public void More_numbers_than_are_remembered_are_still_compared_rightly()
    {
        var form = ComparisonForm.For(ComparisonKind.Phone, American);

        foreach (var round in Enumerable.Range(0, 2))
            for (var n = 0; n < 70_000; n += round == 0 ? 1 : 1_000)
                form.Of(Value.Of($"(415) 2{n:000000}")).ShouldBe($"+14152{n:000000}");
    }
}
