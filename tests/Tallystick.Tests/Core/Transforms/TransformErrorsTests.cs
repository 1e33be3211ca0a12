using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;
using Tallystick.Core.Transforms;

namespace Tallystick.Tests.Core.Transforms;

public sealed class TransformErrorsTests
{
    private static readonly Projection Contact = new(
        "contact",
        [new Field("firstName", "First name", FieldType.Text)]
    );

    private static TransformException Refused(string liquid) =>
        Should.Throw<TransformException>(() => Transform.Compile(liquid));

    private static Value Apply(string liquid, string value) =>
        Transform
            .Compile(liquid)
            .Apply(Value.Of(value), new RecordView(Contact, [Value.Of("Anna")]));

    [Theory]
    [InlineData("{{ value ", 1, 9)]
    [InlineData("ok\n{% if value %}x", 2, 16)]
    public void A_syntax_error_has_a_place(string liquid, int line, int column)
    {
        var error = Refused(liquid);

        (error.Line, error.Column).ShouldBe((line, column));
        error.Hint.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("{{ value | upcse }}", 1, 12)]
    [InlineData("a\n{{ value | upcse }}", 2, 12)]
    [InlineData("{% if true %}{% assign x = value | upcse %}{% endif %}", 1, 36)]
    [InlineData("{% unless false %}{% else %}{{ value | upcse }}{% endunless %}", 1, 40)]
    [InlineData("{% case value %}{% when 'a' %}{{ value | upcse }}{% endcase %}", 1, 42)]
    [InlineData("{% for i in (1..2) %}{{ i | upcse }}{% endfor %}", 1, 29)]
    [InlineData("{% capture x %}{{ value | upcse }}{% endcapture %}", 1, 27)]
    public void An_unknown_filter_is_found_before_any_record(string liquid, int line, int column)
    {
        var error = Refused(liquid);

        error.Message.ShouldContain("'upcse'");
        error.Hint.ShouldBe("Did you mean 'upcase'?");
        (error.Line, error.Column).ShouldBe((line, column));
    }

    [Theory]
    [InlineData("{% echo value | upcse %}")]
    [InlineData("{% if false %}{% elsif true %}{{ value | upcse }}{% endif %}")]
    [InlineData("{% tablerow i in (1..2) %}{{ i | upcse }}{% endtablerow %}")]
    [InlineData("{% ifchanged %}{{ value | upcse }}{% endifchanged %}")]
    [InlineData("{{ value | upcse | upcase }}")]
    public void An_unknown_filter_is_found_in_every_corner(string liquid) =>
        Refused(liquid).Message.ShouldContain("'upcse'");

    [Fact]
    public void Unknown_fields_are_named()
    {
        var error = Should.Throw<TransformException>(() =>
            Transform.Compile("{{ firstNme }}{{ other }}{{ value }}", Contact)
        );

        error.Message.ShouldContain("'firstNme', 'other'");
        error.Hint.ShouldBe("Did you mean 'firstName'?");
        (error.Line, error.Column).ShouldBe((1, 4));
    }

    [Theory]
    [InlineData("{% include 'secrets' %}", "include")]
    [InlineData("{% render 'secrets' %}", "render")]
    [InlineData("{% if true %}{% include value %}{% endif %}", "include")]
    public void Files_are_out_of_reach(string liquid, string tag) =>
        Refused(liquid).Message.ShouldContain($"'{tag}' is not available", Case.Insensitive);

    [Theory]
    [InlineData("{% liquid echo value %}")]
    [InlineData("{% liquid include 'secrets' %}")]
    public void What_cannot_be_inspected_is_refused(string liquid) =>
        Refused(liquid).Message.ShouldContain("liquid");

    [Theory]
    [InlineData("{{ 'now' | date: '%Y' }}")]
    [InlineData("{{ \"today\" | date: '%Y' }}")]
    public void The_clock_is_out_of_reach(string liquid) =>
        Refused(liquid).Message.ShouldContain("clock");

    [Theory]
    [InlineData("{{ value | date: '%Y' }}", "now", "now")]
    [InlineData("{{ value | date: '%Y' }}", "12:30", "12:30")]
    [InlineData("{{ value | time_zone: 'Europe/Berlin' | date: '%H' }}", "today", "today")]
    [InlineData("{% assign n = 'no' | append: 'w' %}{{ n | date: '%Y' }}", "x", "now")]
    public void Half_a_date_is_not_completed_from_the_clock(
        string liquid,
        string value,
        string expected
    ) => Apply(liquid, value).ShouldBe(Value.Of(expected));

    [Theory]
    [InlineData("{% for i in (1..2000000000) %}x{% endfor %}")]
    [InlineData("{% for i in (1..value) %}x{% endfor %}")]
    public void A_range_is_small_and_known(string liquid) =>
        Refused(liquid).Message.ShouldContain("range");

    [Theory]
    [InlineData(
        "{% for i in (1..9000) %}{% for j in (1..9000) %}{% assign x = j %}{% endfor %}{% endfor %}"
    )]
    [InlineData(
        "{% assign s = 'x' %}{% for i in (1..60) %}{% assign s = s | append: s %}{% endfor %}"
    )]
    [InlineData(
        "{% assign s = 'x' %}{% for i in (1..60) %}{% capture s %}{{ s }}{{ s }}{% endcapture %}{% endfor %}"
    )]
    [InlineData("{% for i in (1..200) %}{% for j in (1..90) %}0123456789{% endfor %}{% endfor %}")]
    [InlineData("{{ value | date: '%999999999d' }}")]
    public void An_expression_that_runs_away_is_stopped(string liquid) =>
        Should.Throw<TransformException>(() => Apply(liquid, "2024-01-01"));

    [Theory]
    [InlineData("{{ value | format_string: 1 }}")]
    [InlineData("{{ value | format_number: 'N9' }}")]
    public void Filters_without_bounds_are_not_there(string liquid) =>
        Refused(liquid).Message.ShouldContain("no filter");

    [Fact]
    public void Numbers_are_written_alike_everywhere() =>
        Apply("{{ value | times: 1000 | plus: 0.5 }}", "1234").ShouldBe(Value.Of("1234000.5"));
}
