using Tallystick.Core.Records;
using Tallystick.Core.Schema;
using static Tallystick.Tests.Core.Mapping.Streams;

namespace Tallystick.Tests.Core.Mapping;

public sealed class MatchRuleTests
{
    [Fact]
    public void A_rule_is_called_by_its_fields() =>
        Plan([Text("first"), Text("last")], ["first+last"]).Rules[0].Name.ShouldBe("first + last");

    [Theory]
    [InlineData("A@x.com", "a@x.com")]
    [InlineData("a@x.com", "a@x.com")]
    public void An_address_matches_in_any_case(string left, string right)
    {
        var plan = Plan([Typed("email", FieldType.Email)], ["email"]);

        plan.KeysOf(Side.Left, Row(left)).ShouldBe(plan.KeysOf(Side.Right, Row(right)));
    }

    [Fact]
    public void A_name_matches_in_any_case()
    {
        var plan = Plan([Text("name")], ["name"]);

        plan.KeysOf(Side.Left, Row("ADA Lovelace"))
            .ShouldBe(plan.KeysOf(Side.Right, Row("Ada lovelace")));
        plan.KeysOf(Side.Left, Row("Ada")).ShouldNotBe(plan.KeysOf(Side.Right, Row("Eva")));
    }

    [Fact]
    public void What_is_compared_exactly_matches_exactly()
    {
        var plan = Plan([Typed("ref", FieldType.Reference)], ["ref"]);

        plan.KeysOf(Side.Left, Row("Ab1")).ShouldNotBe(plan.KeysOf(Side.Right, Row("ab1")));
    }

    [Theory]
    [InlineData("-")]
    [InlineData("?")]
    [InlineData("\u0007")]
    public void Nobody_is_told_by_an_empty_field(string nothing)
    {
        var plan = Plan([Text("name"), Text("city")], ["name", "name+city", "city+name"]);

        plan.KeysOf(Side.Left, Row($"{nothing} | Bonn")).ShouldAllBe(key => key == null);
    }

    [Fact]
    public void Fields_of_a_rule_do_not_run_into_each_other()
    {
        var plan = Plan([Text("first"), Text("last")], ["first+last"]);

        plan.KeysOf(Side.Left, Row("ab | c")).ShouldNotBe(plan.KeysOf(Side.Left, Row("a | bc")));
        plan.KeysOf(Side.Left, Row("ab | c")).ShouldBe(plan.KeysOf(Side.Right, Row("AB | C")));
    }

    [Fact]
    public void A_row_has_a_key_for_each_rule_that_it_can_answer()
    {
        var plan = Plan(
            [Typed("email", FieldType.Email), Typed("phone", FieldType.Phone), Text("name")],
            ["email", "phone", "name"]
        );

        plan.KeysOf(Side.Right, Row("A@x.com | - | Ada")).ShouldBe(["a@x.com", null, "ada"]);
    }

    [Fact]
    public void Each_side_is_asked_for_its_own_field()
    {
        var plan = Compile(
            Definition(new("name", "shown"), new("mail", "email")) with
            {
                Match =
                [
                    ["mail"],
                ],
            },
            [Text("name"), Text("mail")],
            [Text("shown"), Text("email")]
        );
        var turned = Compile(
            Definition(new("mail", "email"), new("name", "shown")) with
            {
                Match =
                [
                    ["mail"],
                ],
            },
            [Text("name"), Text("mail")],
            [Text("shown"), Text("email")]
        );

        plan.KeysOf(Side.Left, Row("Ada | a@x")).ShouldBe(["a@x"]);
        turned.KeysOf(Side.Right, Row("a@x | Ada")).ShouldBe(["a@x"]);
    }
}
