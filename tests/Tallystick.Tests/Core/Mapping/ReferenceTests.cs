using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;
using static Tallystick.Tests.Core.Mapping.Streams;

namespace Tallystick.Tests.Core.Mapping;

/// <summary>Fields that hold ids of other records: what tells which id means which.</summary>
public sealed class ReferenceTests
{
    private const string WayOut = "or leave the pair out.";

    private static readonly StreamDefinition Companies = new()
    {
        Name = "crm/companies",
        LeftObject = "company",
        RightObject = "account",
        Fields = [],
    };

    private static readonly StreamDefinition Deals = Companies with
    {
        Name = "crm/deals",
        LeftObject = "deal",
    };

    [Fact]
    public void A_reference_is_told_by_the_stream_of_what_it_refers_to()
    {
        var reference = PlanOf(To("company"), To("account"), Companies, Deals)
            .References.ShouldHaveSingleItem();

        reference.Streams.ShouldBe(["crm/companies"]);
        reference.Field.Name.ShouldBe("of ↔ at");
        reference.IsParent.ShouldBeFalse();
        reference.IsUser.ShouldBeFalse();
        reference.TypeOn(Side.Left).ShouldBe("company");
        reference.TypeOn(Side.Right).ShouldBe("account");
    }

    [Theory]
    [InlineData(true, false, true)]
    [InlineData(false, true, true)]
    [InlineData(false, false, false)]
    public void A_record_belongs_to_what_it_cannot_be_without(
        bool left,
        bool right,
        bool expected
    ) =>
        PlanOf(
            To("company") with
            {
                Required = left,
            },
            To("account") with
            {
                Required = right,
            },
            Companies
        )
            .References[0]
            .IsParent.ShouldBe(expected);

    [Fact]
    public void A_parent_is_asked_for_by_the_first_field_that_can_be_read_alone()
    {
        var listed = Text("listed") with { Access = FieldAccess.List };

        var lookups = Child(isRequired: true, [listed, Text("domain"), Text("size")])
            .Lookups.ShouldNotBeNull();

        lookups[Side.Left].ObjectType.ShouldBe("company");
        lookups[Side.Left].Fields.ShouldHaveSingleItem().Key.ShouldBe("domain");
        lookups[Side.Right].ObjectType.ShouldBe("account");
        lookups[Side.Right].Fields.ShouldHaveSingleItem().Key.ShouldBe("title");
    }

    [Fact]
    public void What_is_no_parent_is_not_asked_for() =>
        Child(isRequired: false, [Text("domain")]).Lookups.ShouldBeNull();

    [Fact]
    public void A_parent_of_which_nothing_can_be_read_alone_is_not_asked_for() =>
        Child(isRequired: true, [Text("domain") with { Access = FieldAccess.List }])
            .Lookups.ShouldBeNull();

    [Theory]
    [InlineData("company", null)]
    [InlineData(null, "account")]
    public void Where_one_side_does_not_say_what_it_means_the_only_answer_is_taken(
        string? left,
        string? right
    )
    {
        var reference = PlanOf(To(left), To(right), Companies).References[0];

        reference.Streams.ShouldBe(["crm/companies"]);
        reference.TypeOn(Side.Left).ShouldBe(left ?? right);
        reference.TypeOn(Side.Right).ShouldBe(right ?? left);
    }

    [Fact]
    public void Where_several_streams_could_be_meant_none_is_taken() =>
        Problems(() => PlanOf(To(null), To("account"), Companies, Deals))
            .ShouldBe([
                "crm/people: 'of ↔ at' refers to an object type that is not told on the left and "
                    + "'account' on the right, and nothing tells which is which: each side has ids "
                    + $"of its own. Say what it refers to on both sides, {WayOut}",
            ]);

    [Fact]
    public void What_the_left_side_says_is_not_enough_where_several_could_be_meant() =>
        Problems(() =>
                PlanOf(To("company"), To(null), Companies, Companies with { RightObject = "firm" })
            )
            .ShouldHaveSingleItem()
            .ShouldContain($"Say what it refers to on both sides, {WayOut}");

    [Fact]
    public void Several_streams_of_the_same_types_all_tell() =>
        PlanOf(To("company"), To("account"), Companies, Companies with { Name = "crm/partners" })
            .References[0]
            .Streams.ShouldBe(["crm/companies", "crm/partners"]);

    [Fact]
    public void Where_no_stream_tells_the_way_out_is_named() =>
        Problems(() => PlanOf(To("company"), To("firm"), Companies))
            .ShouldBe([
                "crm/people: 'of ↔ at' refers to 'company' on the left and 'firm' on the right, and "
                    + "nothing tells which is which: each side has ids of its own. Add a stream to "
                    + $"the sync whose left is 'company' and whose right is 'firm', {WayOut}",
            ]);

    [Fact]
    public void Users_are_told_by_their_addresses_where_both_sides_list_them()
    {
        var plan = WithUsers(To("user"), To("user"), Users("mail"), Users("email"));

        plan.References[0].IsUser.ShouldBeTrue();
        plan.Users!.Left.ObjectType.ShouldBe("user");
        plan.Users[Side.Left].Fields.ShouldHaveSingleItem().Key.ShouldBe("mail");
        plan.Users[Side.Right].Fields.ShouldHaveSingleItem().Key.ShouldBe("email");
    }

    [Fact]
    public void A_user_is_nobodys_parent() =>
        WithUsers(To("user") with { Required = true }, To("user"), Users("mail"), Users("email"))
            .References[0]
            .IsParent.ShouldBeFalse();

    [Fact]
    public void Users_are_told_by_the_list_of_the_sync_where_a_side_lists_none()
    {
        var definition = Definition() with
        {
            Users = new Dictionary<string, string> { ["u1"] = "7" },
        };

        var plan = WithUsers(To("user"), To(null), Users("email"), null, definition);

        plan.References[0].IsUser.ShouldBeTrue();
        plan.Users.ShouldBeNull();
    }

    [Theory]
    [InlineData("user", "user")]
    [InlineData("user", null)]
    [InlineData(null, "user")]
    public void Users_that_nothing_tells_apart_are_a_mistake(string? left, string? right) =>
        Problems(() => WithUsers(To(left), To(right), Users("email"), null))
            .ShouldHaveSingleItem()
            .ShouldEndWith(
                $"List them under 'users:' of the sync ([left id]: [right id]), {WayOut}"
            );

    [Fact]
    public void Users_are_not_asked_for_where_no_pair_needs_them() =>
        WithUsers(Text("of"), Text("at"), Users("email"), Users("email")).Users.ShouldBeNull();

    [Fact]
    public void Users_are_listed_by_an_address_that_listings_show()
    {
        var hidden = new ObjectSchema(
            "user",
            [Typed("email", FieldType.Email) with { Access = FieldAccess.Get }, Text("name")]
        );

        Problems(() => WithUsers(To("user"), To("user"), Users("email"), hidden))
            .ShouldHaveSingleItem();
        Problems(() => WithUsers(To("user"), To("user"), hidden, Users("email")))
            .ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData(FieldType.Reference, FieldType.Text)]
    [InlineData(FieldType.Text, FieldType.Reference)]
    public void An_id_paired_with_a_text_is_carried_over_as_it_is(
        FieldType left,
        FieldType right
    ) =>
        PlanOf(To("company") with { Type = left }, To("account") with { Type = right })
            .References.ShouldBeEmpty();

    [Fact]
    public void Ids_of_nothing_that_is_told_are_carried_over_as_they_are() =>
        PlanOf(To(null), To(null)).References.ShouldBeEmpty();

    [Theory]
    [InlineData("{{ value }}", null)]
    [InlineData(null, "{{ value }}")]
    public void A_transform_makes_its_own_id(string? right, string? left)
    {
        var pair = new FieldPair("of", "at")
        {
            ToRight = right,
            ToLeft = left,
            Direction = right is null ? Direction.ToLeft : Direction.ToRight,
        };

        Compile(
            Definition(pair),
            [To("company") with { Key = "of" }],
            [To("account") with { Key = "at" }]
        )
            .References.ShouldBeEmpty();
    }

    /// <summary>The reference of a person to a company with these fields.</summary>
    private static ReferencePlan Child(bool isRequired, Field[] company) =>
        StreamCompiler
            .Compile(
                Definition(new FieldPair("of", "at")) with
                {
                    Siblings = [Companies],
                },
                [
                    new ObjectSchema(
                        "contact",
                        [To("company") with { Key = "of", Required = isRequired }]
                    ),
                    new ObjectSchema("company", company),
                ],
                [
                    new ObjectSchema("person", [To("account") with { Key = "at" }]),
                    new ObjectSchema("account", [Text("title")]),
                ]
            )
            .References.ShouldHaveSingleItem();

    private static Field To(string? type) =>
        Typed("id", FieldType.Reference) with
        {
            RefersTo = type,
        };

    private static ObjectSchema Users(string email) =>
        new("user", [Text("name"), Typed(email, FieldType.Email)]);

    private static StreamPlan PlanOf(Field left, Field right, params StreamDefinition[] siblings) =>
        WithUsers(left, right, null, null, Definition() with { Siblings = siblings });

    private static StreamPlan WithUsers(
        Field left,
        Field right,
        ObjectSchema? leftUsers,
        ObjectSchema? rightUsers,
        StreamDefinition? definition = null
    ) =>
        StreamCompiler.Compile(
            (definition ?? Definition()) with
            {
                Fields = [new FieldPair("of", "at")],
            },
            [.. Schemas("contact", left with { Key = "of" }, leftUsers)],
            [.. Schemas("person", right with { Key = "at" }, rightUsers)]
        );

    private static IEnumerable<ObjectSchema> Schemas(string type, Field field, ObjectSchema? users)
    {
        yield return new ObjectSchema(type, [field]);
        if (users is not null)
            yield return users;
    }
}
