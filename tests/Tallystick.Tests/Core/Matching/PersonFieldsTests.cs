using Tallystick.Core.Mapping;
using Tallystick.Core.Matching;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;
using static Tallystick.Tests.Core.Mapping.Streams;

namespace Tallystick.Tests.Core.Matching;

/// <summary>Which fields of a stream say who somebody is.</summary>
public sealed class PersonFieldsTests
{
    [Fact]
    public void A_person_is_told_by_the_fields_that_are_called_so_on_either_side()
    {
        var plan = Between(
            ("id", "number"),
            ("firstName", "vorname"),
            ("nachname", "x_1"),
            ("x_2", "employer"),
            ("x_3", "town")
        );

        var card = CardOf(plan, Side.Left, "7 | Ada | Lovelace | Engines Ltd | London", "ada@x")!;

        (card.RecordId, card.First, card.Last).ShouldBe(("r", "ada", "lovelace"));
        card.Company.ShouldBe(["engines"]);
        (card.City, card.Key).ShouldBe(("london", "ada@x"));
    }

    [Fact]
    public void A_whole_name_will_do()
    {
        var plan = Between(("id", "number"), ("name", "shown"));

        var card = CardOf(plan, Side.Left, "7 | Ada Lovelace")!;

        (card.First, card.Last).ShouldBe(("ada", "lovelace"));
        (card.City, card.Key).ShouldBe(("", null));
        card.Company.ShouldBeEmpty();
    }

    [Fact]
    public void Each_side_is_asked_for_its_own_field()
    {
        var plan = Compile(
            Definition(
                new FieldPair("last", "surname"),
                new FieldPair("town", "city") { Direction = Direction.ToRight },
                new FieldPair("town", "place") { Direction = Direction.ToRight },
                new FieldPair("company", "firm")
            ),
            [Text("last"), Text("town"), Text("company")],
            [Text("surname"), Text("city"), Text("place"), Text("firm")]
        );

        CardOf(plan, Side.Left, "Lovelace | London | Engines")!.Company.ShouldBe(["engines"]);
        CardOf(plan, Side.Right, "Lovelace | London | x | Engines")!.Company.ShouldBe(["engines"]);
    }

    [Fact]
    public void A_field_may_be_called_so_for_people_only()
    {
        Field[] fields =
        [
            new("cf_1", "Last name", FieldType.Text),
            new("cf_2", "City", FieldType.Text),
        ];

        CardOf(Plan(fields), Side.Left, "Lovelace | London")!.City.ShouldBe("london");
    }

    [Theory]
    [InlineData("nickname")]
    [InlineData("firstName")]
    [InlineData("company")]
    public void Where_no_name_is_mapped_nobody_is_told(string field) =>
        PersonFields.Of(Between(("id", "number"), (field, "x"))).ShouldBeNull();

    [Theory]
    [InlineData("7 | - | -")]
    [InlineData("7 | ? | ?")]
    [InlineData("7 | - | Engines")]
    public void Who_has_no_name_is_not_told(string row) =>
        CardOf(Between(("id", "number"), ("name", "x"), ("company", "y")), Side.Left, row)
            .ShouldBeNull();

    private static PersonCard? CardOf(StreamPlan plan, Side side, string row, string? key = null) =>
        PersonFields
            .Of(plan)!
            .CardOf(
                side,
                new Tallystick.Core.Records.Record("r", Row(row)),
                key is null ? [] : [key, "another"]
            );

    private static StreamPlan Between(params (string Left, string Right)[] pairs) =>
        Compile(
            Definition([.. pairs.Select(p => new FieldPair(p.Left, p.Right))]),
            [.. pairs.Select(p => Text(p.Left))],
            [.. pairs.Select(p => Text(p.Right))]
        );
}
