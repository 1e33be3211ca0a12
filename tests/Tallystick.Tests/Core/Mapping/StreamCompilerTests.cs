using Tallystick.Core.Comparison;
using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;
using static Tallystick.Tests.Core.Mapping.Streams;

namespace Tallystick.Tests.Core.Mapping;

/// <summary>What a mapping becomes when it is right; see <see cref="StreamProblemsTests"/> when not.</summary>
public sealed class StreamCompilerTests
{
    [Fact]
    public void Each_side_is_asked_for_every_mapped_field_once_in_the_order_of_the_pairs()
    {
        var plan = Compile(
            Definition(
                new FieldPair("name", "shown") { Direction = Direction.ToRight },
                new FieldPair("name", "sorted") { Direction = Direction.ToRight },
                new FieldPair("age", "years")
            ),
            [Text("age"), Text("name"), Text("unmapped")],
            [Text("years"), Text("shown"), Text("sorted")]
        );

        plan.Left.ObjectType.ShouldBe("contact");
        plan.Left.Fields.Select(f => f.Key).ShouldBe(["name", "age"]);
        plan.Right.ObjectType.ShouldBe("person");
        plan.Right.Fields.Select(f => f.Key).ShouldBe(["shown", "sorted", "years"]);
        plan.Fields.Select(f => (f.Left.Ordinal, f.Right.Ordinal))
            .ShouldBe([(0, 0), (0, 1), (1, 2)]);
    }

    [Fact]
    public void A_side_of_the_plan_is_asked_for_by_its_name()
    {
        var plan = Compile(Definition(new FieldPair("a", "b")), [Text("a")], [Text("b")]);

        plan[Side.Left].ShouldBe(plan.Left);
        plan[Side.Right].ShouldBe(plan.Right);
        plan.Fields[0][Side.Left].Field.Key.ShouldBe("a");
        plan.Fields[0][Side.Right].Field.Key.ShouldBe("b");
    }

    [Fact]
    public void The_right_object_type_is_taken_of_those_there_are()
    {
        var plan = StreamCompiler.Compile(
            Definition(new FieldPair("name", "name")),
            [
                new ObjectSchema("task", [Text("title")]),
                new ObjectSchema("contact", [Text("name")]),
            ],
            [new ObjectSchema("note", [Text("body")]), new ObjectSchema("person", [Text("name")])]
        );

        plan.Left.ObjectType.ShouldBe("contact");
        plan.Right.ObjectType.ShouldBe("person");
    }

    [Fact]
    public void A_pair_keeps_what_its_author_said()
    {
        var field = Only(
            new FieldPair("name", "name")
            {
                Direction = Direction.ToLeft,
                FillOnly = true,
                EmptyOverwrites = false,
                Conflict = ConflictPolicy.Newest,
                Compare = ComparisonKind.Exact,
            }
        );

        field.Direction.ShouldBe(Direction.ToLeft);
        field.FillOnly.ShouldBeTrue();
        field.EmptyOverwrites.ShouldBeFalse();
        field.Conflict.ShouldBe(ConflictPolicy.Newest);
        field.Kind.ShouldBe(ComparisonKind.Exact);
    }

    [Fact]
    public void A_pair_of_which_nothing_is_said_flows_both_ways_and_clears_what_was_cleared()
    {
        var field = Only(new FieldPair("name", "name"));

        field.Direction.ShouldBe(Direction.Both);
        field.FillOnly.ShouldBeFalse();
        field.EmptyOverwrites.ShouldBeTrue();
        field.Conflict.ShouldBe(ConflictPolicy.Ask);
    }

    [Fact]
    public void A_pair_without_a_policy_of_its_own_takes_the_streams()
    {
        var plan = Compile(
            Definition(
                new FieldPair("name", "name"),
                new FieldPair("age", "age") { Conflict = ConflictPolicy.Left }
            ) with
            {
                Conflict = ConflictPolicy.Right,
            },
            [Text("name"), Text("age")],
            [Text("name"), Text("age")]
        );

        plan.Fields.Select(f => f.Conflict).ShouldBe([ConflictPolicy.Right, ConflictPolicy.Left]);
    }

    [Fact]
    public void The_more_telling_of_two_types_says_how_values_are_compared()
    {
        var plan = Compile(
            Definition(new FieldPair("phone", "tel")),
            [Text("phone")],
            [Typed("tel", FieldType.Phone)]
        );

        plan.Fields[0].Kind.ShouldBe(ComparisonKind.Phone);
    }

    [Theory]
    [InlineData("US", null)]
    [InlineData(null, "US")]
    [InlineData("US", "US")]
    public void A_side_that_names_no_country_means_the_others(string? left, string? right)
    {
        var field = PhonesOf(left, right);

        field.FormOf(Side.Left, Value("(201) 555-0123")).ShouldBe("+12015550123");
        field.FormOf(Side.Right, Value("(201) 555-0123")).ShouldBe("+12015550123");
    }

    [Fact]
    public void A_side_that_names_its_country_means_that()
    {
        var field = PhonesOf("DE", "US");

        field.FormOf(Side.Left, Value("030 901820")).ShouldBe("+4930901820");
        field.FormOf(Side.Right, Value("(201) 555-0123")).ShouldBe("+12015550123");
    }

    [Theory]
    [InlineData("Europe/Berlin", null)]
    [InlineData(null, "Europe/Berlin")]
    public void A_side_that_names_no_time_zone_means_the_others(string? left, string? right)
    {
        var field = TimesOf(left, right);

        field
            .FormOf(Side.Left, Value("2026-07-01 12:00"))
            .ShouldBe(field.FormOf(Side.Left, Value("2026-07-01T10:00:00Z")));
        field
            .FormOf(Side.Right, Value("2026-07-01 12:00"))
            .ShouldBe(field.FormOf(Side.Right, Value("2026-07-01T10:00:00Z")));
    }

    [Fact]
    public void A_side_that_names_its_time_zone_means_that()
    {
        var field = TimesOf("Europe/Berlin", "America/New_York");

        field
            .FormOf(Side.Left, Value("2026-07-01 18:00"))
            .ShouldBe(field.FormOf(Side.Right, Value("2026-07-01 12:00")));
    }

    [Fact]
    public void What_a_transform_makes_of_an_id_is_cut_like_any_text()
    {
        var plan = Compile(
            Definition(
                new FieldPair("owner", "initials")
                {
                    Direction = Direction.ToRight,
                    ToRight = "{{ value | upcase }}",
                }
            ),
            [Typed("owner", FieldType.Reference)],
            [Text("initials") with { LengthMax = 2 }]
        );

        plan.Fields[0].Translate(Side.Left, Row("user-7"), plan.Left).Value.ShouldBe(Value("US"));
    }

    [Fact]
    public void An_id_that_does_not_fit_is_not_cut()
    {
        var plan = Compile(
            Definition(new FieldPair("owner", "initials") { Direction = Direction.ToRight }),
            [Typed("owner", FieldType.Reference)],
            [Text("initials") with { LengthMax = 2 }]
        );

        plan.Fields[0]
            .Translate(Side.Left, Row("user-7"), plan.Left)
            .Problem.ShouldBe("is longer than 2 characters");
    }

    [Fact]
    public void A_transform_sees_the_other_mapped_fields_of_its_side()
    {
        var plan = Compile(
            Definition(
                new FieldPair("first", "first"),
                new FieldPair("last", "whole")
                {
                    Direction = Direction.ToRight,
                    ToRight = "{{ first }} {{ value }}",
                }
            ),
            [Text("first"), Text("last")],
            [Text("first"), Text("whole")]
        );

        plan.Fields[1]
            .Translate(Side.Left, Row("Ada | Lovelace"), plan.Left)
            .Value.ShouldBe(Value("Ada Lovelace"));
    }

    [Fact]
    public void Match_rules_keep_their_order_and_name_fields_by_key_or_alias()
    {
        Field[] fields = [Text("email") with { Aliases = ["Mail"] }, Text("first"), Text("last")];

        var plan = Plan(fields, ["mail", "first+last"]);

        plan.Rules.Select(r => r.Name).ShouldBe(["email", "first + last"]);
        plan.Rules[1].Fields.ShouldBe([plan.Fields[1], plan.Fields[2]]);
    }

    private static FieldPlan Only(FieldPair pair) =>
        Compile(Definition(pair), [Text("name")], [Text("name")]).Fields.Single();

    private static FieldPlan PhonesOf(string? left, string? right)
    {
        Field[] phone = [Typed("phone", FieldType.Phone)];
        return StreamCompiler
            .Compile(
                Definition(new FieldPair("phone", "phone")),
                [new ObjectSchema("contact", phone) { Country = left }],
                [new ObjectSchema("person", phone) { Country = right }]
            )
            .Fields.Single();
    }

    private static FieldPlan TimesOf(string? left, string? right)
    {
        Field[] met = [Typed("met", FieldType.Instant)];
        return StreamCompiler
            .Compile(
                Definition(new FieldPair("met", "met")),
                [new ObjectSchema("contact", met) { TimeZone = left }],
                [new ObjectSchema("person", met) { TimeZone = right }]
            )
            .Fields.Single();
    }
}
