using Tallystick.Core.Mapping;
using Tallystick.Core.Schema;
using static Tallystick.Tests.Core.Mapping.Streams;

namespace Tallystick.Tests.Core.Mapping;

/// <summary>A mapping that cannot work says what is wrong, where, and what to do about it.</summary>
public sealed class StreamProblemsTests
{
    private const FieldAccess CreateOnly = FieldAccess.Read | FieldAccess.Create;

    [Fact]
    public void An_object_type_that_the_left_side_lacks() =>
        Problem(Definition(new FieldPair("name", "name")) with { LeftObject = "contakt" })
            .ShouldBe(
                "crm/people: the left side has no object type 'contakt'. It has: contact, company."
            );

    [Fact]
    public void An_object_type_that_the_right_side_lacks() =>
        Problem(Definition(new FieldPair("name", "name")) with { RightObject = "persona" })
            .ShouldBe("crm/people: the right side has no object type 'persona'. It has: person.");

    [Fact]
    public void An_object_type_that_a_side_lacks_is_told_with_its_line()
    {
        var definition = Definition(new FieldPair("name", "name"));

        Problem(definition with { LeftObject = "contakt", LeftWhere = "tallystick.yaml:7" })
            .ShouldStartWith("tallystick.yaml:7: the left side has no object type");
        Problem(definition with { RightObject = "persona", RightWhere = "tallystick.yaml:8" })
            .ShouldStartWith("tallystick.yaml:8: the right side has no object type");
    }

    [Fact]
    public void A_stream_without_fields() =>
        Problem(Definition())
            .ShouldBe("crm/people: the stream maps no fields. List them under 'fields:'.");

    [Fact]
    public void A_field_that_a_side_lacks_is_told_with_its_line_and_the_nearest_name() =>
        Problem(Definition(new FieldPair("name", "naem") { Where = "tallystick.yaml:14" }))
            .ShouldBe(
                "tallystick.yaml:14: the right side's 'person' has no field 'naem'. "
                    + "Did you mean 'name'?"
            );

    [Fact]
    public void A_field_that_both_sides_lack_is_told_twice() =>
        Problems(Definition(new FieldPair("name", "name"), new FieldPair("job", "job")))
            .ShouldBe([
                "crm/people: the left side's 'contact' has no field 'job'. "
                    + "There are: name, age, secret, id.",
                "crm/people: the right side's 'person' has no field 'job'. "
                    + "There are: name, age, secret, id.",
            ]);

    [Fact]
    public void A_field_that_cannot_be_read() =>
        Problems(Definition(new FieldPair("secret", "name"), new FieldPair("age", "secret")))
            .ShouldBe([
                "crm/people: 'secret' cannot be read, so it cannot be kept in step.",
                "crm/people: 'secret' cannot be read, so it cannot be kept in step.",
            ]);

    [Theory]
    [InlineData(Direction.ToRight, "name", "id")]
    [InlineData(Direction.ToLeft, "id", "name")]
    public void A_pair_that_flows_to_what_is_read_only(Direction to, string left, string right) =>
        Problem(Definition(new FieldPair(left, right) { Direction = to }))
            .ShouldBe(
                "crm/people: 'id' is read-only, but the pair flows to it. "
                    + "Turn the direction round or leave the pair out."
            );

    [Theory]
    [InlineData(Direction.ToLeft, "name", "id")]
    [InlineData(Direction.ToRight, "id", "name")]
    [InlineData(Direction.Both, "name", "id")]
    [InlineData(Direction.Both, "id", "name")]
    public void What_is_read_only_may_give_its_value(Direction to, string left, string right) =>
        Problems(Definition(new FieldPair(left, right) { Direction = to })).ShouldBeEmpty();

    [Fact]
    public void A_field_that_can_only_be_given_at_creation_may_be_flowed_to() =>
        Problems(
                Definition(new FieldPair("name", "name") { Direction = Direction.ToRight }),
                right: [Text("name") with { Access = CreateOnly }]
            )
            .ShouldBeEmpty();

    [Fact]
    public void A_pair_whose_ends_are_both_given_at_creation_goes_over_with_creates()
    {
        Field[] parent = [Text("parent") with { Access = CreateOnly }];

        var plan = Compile(Definition(new FieldPair("parent", "parent")), parent, parent);

        plan.Fields.Count.ShouldBe(1);
    }

    [Fact]
    public void A_pair_of_which_neither_end_can_be_updated() =>
        Problem(
                Definition(new FieldPair("id", "name")),
                right: [Text("name") with { Access = CreateOnly }]
            )
            .ShouldBe("crm/people: neither 'id' nor 'name' can be updated.");

    [Fact]
    public void That_a_field_is_required_does_not_make_it_one_that_can_be_updated() =>
        Problem(
                Definition(new FieldPair("id", "name")),
                right: [Text("name") with { Access = CreateOnly, Required = true }]
            )
            .ShouldBe("crm/people: neither 'id' nor 'name' can be updated.");

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public void Only_a_parent_need_not_be_changeable_on_either_side(bool isParent, int problems)
    {
        var of = Typed("of", FieldType.Reference) with { RefersTo = "company" };
        var companies = Definition() with { LeftObject = "company", RightObject = "company" };

        Streams
            .Problems(() =>
                Compile(
                    Definition(new FieldPair("of", "of")) with
                    {
                        Siblings = [companies],
                    },
                    [of with { Access = FieldAccess.Read, Required = isParent }],
                    [of with { Access = CreateOnly }]
                )
            )
            .Length.ShouldBe(problems);
    }

    [Fact]
    public void What_flows_one_way_need_not_be_changeable_where_it_comes_from() =>
        Problems(
                Definition(new FieldPair("id", "name") { Direction = Direction.ToRight }),
                right: [Text("name") with { Access = CreateOnly }]
            )
            .ShouldBeEmpty();

    [Theory]
    [InlineData("{{ value | upcase }}", null)]
    [InlineData(null, "{{ value | upcase }}")]
    public void A_pair_that_flows_both_ways_with_a_transform_one_way(string? right, string? left) =>
        Problem(Definition(new FieldPair("name", "name") { ToRight = right, ToLeft = left }))
            .ShouldBe(
                "crm/people: 'name' has a transform one way only, but flows both ways. "
                    + "Give both 'to-right' and 'to-left', or a 'direction'."
            );

    [Theory]
    [InlineData(Direction.ToRight, "{{ value | upcase }}", null)]
    [InlineData(Direction.ToLeft, null, "{{ value | upcase }}")]
    [InlineData(Direction.Both, "{{ value | upcase }}", "{{ value | downcase }}")]
    [InlineData(Direction.Both, null, null)]
    public void A_pair_has_the_transforms_that_its_direction_needs(
        Direction to,
        string? right,
        string? left
    ) =>
        Problems(
                Definition(
                    new FieldPair("name", "name")
                    {
                        Direction = to,
                        ToRight = right,
                        ToLeft = left,
                    }
                )
            )
            .ShouldBeEmpty();

    [Fact]
    public void A_transform_that_cannot_be_read() =>
        Problem(
                Definition(
                    new FieldPair("name", "name")
                    {
                        Direction = Direction.ToRight,
                        ToRight = "{{ value | upcsae }}",
                        Where = "tallystick.yaml:20",
                    }
                )
            )
            .ShouldStartWith("tallystick.yaml:20: There is no filter 'upcsae'");

    [Fact]
    public void Two_pairs_that_write_one_field() =>
        Problem(
                Definition(
                    new FieldPair("name", "name"),
                    new FieldPair("age", "name") { Direction = Direction.ToRight }
                )
            )
            .ShouldBe(
                "crm/people: the right field 'name' is written by 2 pairs: name, age ↔ name. "
                    + "Keep one of them, or give the others the other direction."
            );

    [Fact]
    public void Two_pairs_that_write_one_field_on_the_left() =>
        Problem(
                Definition(
                    new FieldPair("name", "name"),
                    new FieldPair("name", "age") { Direction = Direction.ToLeft }
                )
            )
            .ShouldStartWith("crm/people: the left field 'name' is written by 2 pairs");

    [Fact]
    public void Two_pairs_may_read_one_field() =>
        Problems(
                Definition(
                    new FieldPair("name", "name"),
                    new FieldPair("name", "age") { Direction = Direction.ToRight }
                )
            )
            .ShouldBeEmpty();

    [Fact]
    public void Filters_that_name_no_field() =>
        Problems(
                Definition(new FieldPair("name", "name")) with
                {
                    LeftFilter = new Dictionary<string, string> { ["aeg"] = "7" },
                    RightFilter = new Dictionary<string, string>
                    {
                        ["name"] = "Ada",
                        ["nmae"] = "Ada",
                    },
                }
            )
            .ShouldBe([
                "crm/people filter: the left side's 'contact' has no field 'aeg'. "
                    + "Did you mean 'age'?",
                "crm/people filter: the right side's 'person' has no field 'nmae'. "
                    + "Did you mean 'name'?",
            ]);

    [Theory]
    [InlineData("nmae", "the match rule names 'nmae', which no pair maps. Did you mean 'name'?")]
    [InlineData("secret", "the match rule names 'secret', which no pair maps. There are: name.")]
    public void A_match_rule_that_names_what_no_pair_maps(string key, string expected) =>
        Problem(
                Definition(new FieldPair("name", "name")) with
                {
                    Match =
                    [
                        ["name", key],
                    ],
                }
            )
            .ShouldBe($"crm/people: {expected}");

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once()
    {
        var definition = Definition(
            new FieldPair("nmae", "name"),
            new FieldPair("age", "age") { ToRight = "{{ value }}" },
            new FieldPair("secret", "id") { Direction = Direction.ToRight }
        );

        var thrown = Should.Throw<MappingException>(() => Compiled(definition));

        thrown.Problems.Count.ShouldBe(4);
        thrown.Message.Split(Environment.NewLine).Length.ShouldBe(4);
        thrown.Message.ShouldStartWith(
            "crm/people: the left side's 'contact' has no field 'nmae'."
        );
    }

    private static string Problem(StreamDefinition definition, Field[]? right = null) =>
        Problems(definition, right).ShouldHaveSingleItem();

    private static string[] Problems(StreamDefinition definition, Field[]? right = null) =>
        Streams.Problems(() => Compiled(definition, right));

    private static StreamPlan Compiled(StreamDefinition definition, Field[]? right = null)
    {
        Field[] fields =
        [
            Text("name"),
            Text("age") with
            {
                Access = FieldAccess.Get | FieldAccess.Write,
            },
            Text("secret") with
            {
                Access = FieldAccess.Webhook | FieldAccess.Write,
            },
            Text("id") with
            {
                Access = FieldAccess.Read,
            },
        ];
        return StreamCompiler.Compile(
            definition,
            [new ObjectSchema("contact", fields), new ObjectSchema("company", [])],
            [new ObjectSchema("person", right ?? fields)]
        );
    }
}
