using Tallystick.Core.Mapping;
using Tallystick.Core.Merging;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;
using Tallystick.Core.Stores;

namespace Tallystick.Tests.Core.Merging;

/// <summary>What a new record gets from its original on the other side.</summary>
public sealed class CreationTests
{
    private static readonly Field Name = new("name", "Name", FieldType.Text);
    private static readonly Field Age = new("age", "Age", FieldType.Text);
    private static readonly Field Years = new("years", "Years", FieldType.Number);
    private static readonly Field Tags = new("tags", "Tags", FieldType.Set);

    [Fact]
    public void A_new_record_gets_every_field_with_content()
    {
        var plan = PlanOf(
            [Name, Age],
            [Name, Years],
            new FieldPair("name", "name"),
            new FieldPair("age", "years")
        );

        Show(plan, Side.Left, Value.Of("Ada"), Value.Of("36")).ShouldBe("name=Ada years=36");
    }

    [Fact]
    public void What_is_empty_or_unknown_is_left_out()
    {
        var plan = PlanOf(
            [Name, Age, Tags],
            [Name, Age, Tags],
            new FieldPair("name", "name"),
            new FieldPair("age", "age"),
            new FieldPair("tags", "tags")
        );

        Show(plan, Side.Left, Value.Of("Ada"), Value.Empty, Value.Unknown).ShouldBe("name=Ada");
    }

    [Fact]
    public void Nothing_is_made_up_for_a_field_that_was_not_read()
    {
        var plan = PlanOf(
            [Name],
            [Name],
            new FieldPair("name", "name") { ToRight = "somebody", Direction = Direction.ToRight }
        );

        Show(plan, Side.Left, Value.Unknown).ShouldBeEmpty();
    }

    [Fact]
    public void A_set_comes_with_all_its_elements_as_additions()
    {
        var plan = PlanOf([Tags], [Tags], new FieldPair("tags", "tags"));

        var change = Creation
            .Of(plan, Side.Right, [Value.OfSet(["vip", "new"])])
            .Patch.Changes.Single();

        change.Added.ShouldBe(["vip", "new"]);
        change.Removed.ShouldBe([]);
    }

    [Fact]
    public void A_set_becomes_one_text_where_the_new_record_keeps_it_so()
    {
        var plan = PlanOf([Tags], [Name], new FieldPair("tags", "name"));

        var change = Creation
            .Of(plan, Side.Left, [Value.OfSet(["vip", "new"])])
            .Patch.Changes.Single();

        change.New.ShouldBe(Value.Of("vip; new"));
        change.Added.ShouldBeNull();
    }

    [Fact]
    public void A_text_has_no_additions()
    {
        var plan = PlanOf([Name], [Name], new FieldPair("name", "name"));

        Creation
            .Of(plan, Side.Right, [Value.Of("Ada")])
            .Patch.Changes.Single()
            .Added.ShouldBeNull();
    }

    [Fact]
    public void A_field_that_flows_the_other_way_is_left_out()
    {
        var plan = PlanOf(
            [Name, Age],
            [Name, Age],
            new FieldPair("name", "name"),
            new FieldPair("age", "age") { Direction = Direction.ToLeft }
        );
        Value[] row = [Value.Of("Ada"), Value.Of("36")];

        Show(plan, Side.Left, row).ShouldBe("name=Ada");
        Show(plan, Side.Right, row).ShouldBe("name=Ada age=36");
    }

    [Fact]
    public void A_field_that_cannot_be_given_at_creation_is_left_out()
    {
        var later = Age with { Access = FieldAccess.Read | FieldAccess.Update };
        var plan = PlanOf(
            [Name, Age],
            [Name, later],
            new FieldPair("name", "name"),
            new FieldPair("age", "age")
        );

        Show(plan, Side.Left, Value.Of("Ada"), Value.Of("36")).ShouldBe("name=Ada");
    }

    [Fact]
    public void A_value_that_the_new_record_cannot_take_is_told_of_and_left_out()
    {
        var plan = PlanOf(
            [Name, Age],
            [Name, Years],
            new FieldPair("name", "name"),
            new FieldPair("age", "years")
        );

        Value[] row = [Value.Of("Ada"), Value.Of("young")];

        Show(plan, Side.Left, row).ShouldBe("name=Ada");
        var problem = Creation.Of(plan, Side.Left, row).Problems.Single();
        problem.Field.Name.ShouldBe("age ↔ years");
        problem.From.ShouldBe(Side.Left);
        problem.Reason.ShouldBe(MarkReason.Invalid);
        problem.Message.ShouldBe("is not a number");
    }

    [Theory]
    [InlineData("Lovelace", "Lovel", true)]
    [InlineData("Byron", "Byron", false)]
    public void A_text_that_does_not_fit_is_cut_and_that_is_told(
        string typed,
        string sent,
        bool isCut
    )
    {
        var plan = PlanOf([Name], [Name with { LengthMax = 5 }], new FieldPair("name", "name"));

        var change = Creation
            .Of(plan, Side.Left, [Value.Of(typed)])
            .Patch.Changes.ShouldHaveSingleItem();

        change.New.ShouldBe(Value.Of(sent));
        change.IsCut.ShouldBe(isCut);
    }

    private static string Show(StreamPlan plan, Side from, params Value[] row) =>
        string.Join(
            ' ',
            Creation
                .Of(plan, from, row)
                .Patch.Changes.Select(c => $"{plan[from.Other].Fields[c.Ordinal].Key}={c.New}")
        );

    private static StreamPlan PlanOf(Field[] left, Field[] right, params FieldPair[] pairs) =>
        StreamCompiler.Compile(
            new StreamDefinition
            {
                Name = "s/people",
                LeftObject = "left",
                RightObject = "right",
                Fields = pairs,
            },
            [new ObjectSchema("left", left)],
            [new ObjectSchema("right", right)]
        );
}
