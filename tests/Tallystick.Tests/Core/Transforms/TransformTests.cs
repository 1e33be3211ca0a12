using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;
using Tallystick.Core.Transforms;

namespace Tallystick.Tests.Core.Transforms;

public sealed class TransformTests
{
    private static readonly Projection Contact = new(
        "contact",
        [
            new Field("firstName", "First name", FieldType.Text) { Aliases = ["first_name"] },
            new Field("odd key", "Odd", FieldType.Text),
            new Field("tags", "Tags", FieldType.Set),
            new Field("address.city", "City", FieldType.Text),
            new Field("note", "Note", FieldType.Text),
            new Field("missing", "Missing", FieldType.Text),
        ]
    );

    private static readonly RecordView Anna = new(
        Contact,
        [
            Value.Of("Anna"),
            Value.Of("odd"),
            Value.OfSet(["vip", "lead"]),
            Value.Of("Bonn"),
            Value.Empty,
            Value.Unknown,
        ]
    );

    private static Value Apply(string liquid, string value) =>
        Transform.Compile(liquid, Contact).Apply(Value.Of(value), Anna);

    [Theory]
    [InlineData("{{ value | upcase }}", "anna", "ANNA")]
    [InlineData("{{value}}", "<b> & 'c'", "<b> & 'c'")]
    [InlineData("Dear {{ firstName }}", "", "Dear Anna")]
    [InlineData("{{ first_name }} of {{ address.city }}", "", "Anna of Bonn")]
    [InlineData("{{ contact.first_name }}", "", "Anna")]
    [InlineData("""{{ record["odd key"] }}""", "", "odd")]
    [InlineData("""{{ record["address.city"] }}""", "", "Bonn")]
    [InlineData("{{ tags | join: '+' }}", "", "vip+lead")]
    [InlineData("{% if note %}yes{% else %}no{% endif %}", "", "no")]
    [InlineData("{{ note | default: 'none' }}", "", "none")]
    [InlineData("{{ value | plus: 1.5 }}", "2", "3.5")]
    [InlineData("{% assign x = value | downcase %}{{ x }}", "A", "a")]
    [InlineData("{% for t in tags %}{{ t }},{% endfor %}", "", "vip,lead,")]
    [InlineData("{{ value | date: '%d.%m.%Y' }}", "2024-03-01", "01.03.2024")]
    [InlineData("{{ value | date: '%Y-%m-%d %H:%M' }}", "1719835200", "2024-07-01 12:00")]
    [InlineData("{{ value | date: '%Y-%m-%d %H:%M' }}", "1719835200000", "2024-07-01 12:00")]
    [InlineData(
        "{{ value | time_zone: 'Europe/Berlin' | date: '%H:%M' }}",
        "2024-07-01T12:00:00Z",
        "14:00"
    )]
    [InlineData("  {{ value }}  ", "x", "x")]
    public void An_expression_sees_the_value_and_the_record(
        string liquid,
        string value,
        string expected
    ) => Apply(liquid, value).ShouldBe(Value.Of(expected));

    [Theory]
    [InlineData("{{ value | phone_e164: 'US' }}", "(415) 555-2671", "+14155552671")]
    [InlineData("{{ value | phone_e164: 'DE' }}", "030 1234567", "+49301234567")]
    [InlineData("{{ value | phone_e164: 'XX' }}", "030 1234567", "030 1234567")]
    [InlineData("{{ value | phone_e164 }}", "+49 30 1234567", "+49301234567")]
    [InlineData("{{ value | digits }}", "A-1 (2) ٣", "123")]
    [InlineData("{{ value | titlecase }}", "ANNA-LENA o'neil", "Anna-Lena O'Neil")]
    [InlineData("{{ value | titlecase }}", "john's élan", "John's Élan")]
    [InlineData("{{ value | split_name_first }}", "Ada  King Lovelace", "Ada")]
    [InlineData("{{ value | split_name_last }}", "Ada  King Lovelace", "King Lovelace")]
    [InlineData("{{ value | split_name_first }}", "Lovelace, Ada", "Ada")]
    [InlineData("{{ value | split_name_last }}", "Ada", "")]
    [InlineData("{{ value | date_iso }}", "3/4/1990", "1990-03-04")]
    [InlineData("{{ value | date_iso }}", "soon", "soon")]
    [InlineData("{{ value | lookup: 'Hot=1; cold = 2' }}", "COLD", "2")]
    [InlineData("{{ value | lookup: 'a=1;b=2' }}", "c", "c")]
    [InlineData("{{ value | lookup: 'a=1;*=9' }}", "c", "9")]
    public void Filters_for_contacts(string liquid, string value, string expected) =>
        Apply(liquid, value).ShouldBe(Value.Of(expected));

    [Fact]
    public void No_output_is_empty() => Apply("{{ note }}  ", "x").ShouldBe(Value.Empty);

    [Fact]
    public void A_set_is_transformed_element_by_element() =>
        Transform
            .Compile("{{ value | upcase | remove: 'X' }}")
            .Apply(Value.OfSet(["a", "x", "A", "b"]), Anna)
            .ShouldBe(Value.OfSet(["A", "B"]));

    [Theory]
    [InlineData("{{ firstName }} {{ missing }}")]
    [InlineData("""{{ record["missing"] | default: 'x' }}""")]
    [InlineData("{% if missing %}a{% else %}b{% endif %}")]
    public void What_reads_an_unknown_field_is_unknown(string liquid) =>
        Apply(liquid, "x").ShouldBe(Value.Unknown);

    [Fact]
    public void An_unknown_value_matters_only_where_it_is_read()
    {
        Transform.Compile("{{ value }}").Apply(Value.Unknown, Anna).ShouldBe(Value.Unknown);
        Transform.Compile("{{ firstName }}").Apply(Value.Unknown, Anna).ShouldBe(Value.Of("Anna"));
    }

    [Fact]
    public void The_fields_an_expression_reads_are_known_beforehand() =>
        Transform
            .Compile("{% assign x = note %}{{ x }}{{ value }}{{ record['odd key'] }}{{ a.b }}")
            .Fields.ShouldBe(["note", "odd key", "a.b"], ignoreOrder: true);

    [Fact]
    public void One_expression_serves_many_threads()
    {
        var transform = Transform.Compile("{% assign x = value %}{{ x | upcase }}{{ firstName }}");

        Parallel.For(
            0,
            2_000,
            n => transform.Apply(Value.Of($"v{n}"), Anna).ShouldBe(Value.Of($"V{n}Anna"))
        );
    }
}
