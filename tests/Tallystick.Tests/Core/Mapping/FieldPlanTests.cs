using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;
using static Tallystick.Tests.Core.Mapping.Streams;

namespace Tallystick.Tests.Core.Mapping;

public sealed class FieldPlanTests
{
    [Theory]
    [InlineData("name", "name", "name")]
    [InlineData("firstName", "given_name", "firstName ↔ given_name")]
    public void A_pair_is_called_by_both_its_fields(string left, string right, string expected) =>
        Pair(new FieldPair(left, right)).Name.ShouldBe(expected);

    [Theory]
    [InlineData(Direction.Both, true, true)]
    [InlineData(Direction.ToRight, false, true)]
    [InlineData(Direction.ToLeft, true, false)]
    public void The_direction_says_where_news_may_go(Direction direction, bool left, bool right)
    {
        var field = Pair(new FieldPair("name", "name") { Direction = direction });

        field.FlowsTo(Side.Left).ShouldBe(left);
        field.FlowsTo(Side.Right).ShouldBe(right);
    }

    [Theory]
    [InlineData("Ada", "Ada", true)]
    [InlineData("Ada", " Ada ", true)]
    [InlineData("Ada", "ada", false)]
    [InlineData("Ada", "-", false)]
    [InlineData("-", "-", true)]
    public void Two_values_of_a_side_are_equal_in_comparison_form(
        string a,
        string b,
        bool expected
    ) =>
        Pair(new FieldPair("name", "name"))
            .AreEqual(Side.Left, Value(a), Value(b))
            .ShouldBe(expected);

    [Theory]
    [InlineData(FieldAccess.All, true, true)]
    [InlineData(FieldAccess.Read | FieldAccess.Create, true, false)]
    [InlineData(FieldAccess.Read | FieldAccess.Update, false, true)]
    public void What_an_end_lets_us_write_is_what_its_field_says(
        FieldAccess access,
        bool create,
        bool update
    )
    {
        var end = Compile(
            Definition(new FieldPair("name", "name")),
            [Text("name")],
            [Text("name") with { Access = access }]
        )
            .Fields[0]
            .Right;

        end.CanCreate.ShouldBe(create);
        end.CanUpdate.ShouldBe(update);
    }

    private static FieldPlan Pair(FieldPair pair) =>
        Compile(Definition(pair), [Text(pair.Left)], [Text(pair.Right)]).Fields.Single();
}
