using Tallystick.Core.Mapping;
using Tallystick.Core.Merging;
using Tallystick.Core.Schema;
using Builder = Tallystick.Tests.Core.Merging.MergeScenario.Builder;

namespace Tallystick.Tests.Core.Merging;

/// <summary>What a verification calls equal: "left | right → equal" or "unlike".</summary>
public sealed class AgreementTests
{
    [Fact]
    public void Two_values_are_equal_when_they_mean_the_same() =>
        Check(
            """
            a@x.com | a@x.com → equal
            a@x.com | A@X.com → equal
            a@x.com | b@x.com → unlike
            a@x.com | -       → unlike
            -       | a@x.com → unlike
            -       | -       → equal
            """,
            b => b.Type = FieldType.Email
        );

    [Fact]
    public void Where_empty_never_overwrites_an_empty_side_is_no_difference() =>
        Check(
            """
            a | - → equal
            - | b → equal
            a | b → unlike
            """,
            b => b.EmptyOverwrites = false
        );

    [Fact]
    public void A_fill_only_field_differs_only_where_something_is_left_to_fill() =>
        Check(
            """
            a | b → equal
            - | - → equal
            a | - → unlike
            - | b → unlike
            """,
            b => b.FillOnly = true
        );

    [Fact]
    public void A_one_way_fill_only_field_asks_nothing_of_its_source() =>
        Check(
            """
            a | b → equal
            a | - → unlike
            - | b → equal
            """,
            b => (b.FillOnly, b.Direction) = (true, Direction.ToRight)
        );

    [Fact]
    public void A_fill_only_field_to_the_left_asks_nothing_of_the_right() =>
        Check(
            """
            a | b → equal
            a | - → equal
            - | b → unlike
            """,
            b => (b.FillOnly, b.Direction) = (true, Direction.ToLeft)
        );

    [Fact]
    public void The_empty_source_of_a_one_way_field_says_nothing_about_its_target() =>
        Check(
            """
            - | b → equal
            a | - → unlike
            a | b → unlike
            a | a → equal
            - | - → equal
            """,
            b => b.Direction = Direction.ToRight
        );

    [Fact]
    public void The_empty_right_of_a_field_that_flows_left_says_nothing_about_the_left() =>
        Check(
            """
            a | - → equal
            - | b → unlike
            a | b → unlike
            - | - → equal
            """,
            b => b.Direction = Direction.ToLeft
        );

    [Fact]
    public void Transformed_values_are_equal_when_nothing_would_be_written() =>
        Check(
            """
            ada | ADA → equal
            ada | ada → unlike
            ada | BOB → unlike
            -   | -   → equal
            """,
            b =>
            {
                b.ToRight = "{{ value | upcase }}";
                b.ToLeft = "{{ value | downcase }}";
            }
        );

    [Fact]
    public void A_field_that_flows_left_is_equal_by_its_transform_to_the_left() =>
        Check(
            """
            ada | ADA → equal
            ADA | ada → unlike
            """,
            b =>
            {
                b.Direction = Direction.ToLeft;
                b.ToLeft = "{{ value | downcase }}";
            }
        );

    [Fact]
    public void A_value_that_cannot_be_carried_over_is_unlike() =>
        Check(
            """
            2   | 4 → equal
            2   | 5 → unlike
            two | 4 → unlike
            """,
            b =>
            {
                b.RightType = FieldType.Number;
                b.Direction = Direction.ToRight;
                b.ToRight = "{% if value == '2' %}4{% else %}{{ value }}{% endif %}";
            }
        );

    [Fact]
    public void A_value_that_cannot_be_carried_to_the_left_is_unlike() =>
        Check(
            """
            4 | 2   → equal
            5 | 2   → unlike
            4 | two → unlike
            """,
            b =>
            {
                b.Type = FieldType.Number;
                b.RightType = FieldType.Text;
                b.Direction = Direction.ToLeft;
                b.ToLeft = "{% if value == '2' %}4{% else %}{{ value }}{% endif %}";
            }
        );

    [Fact]
    public void Sets_are_equal_when_they_have_the_same_elements_in_any_order_and_case() =>
        Check(
            """
            {a b} | {B a} → equal
            {a b} | {a}   → unlike
            {a}   | {a b} → unlike
            -     | {a}   → unlike
            {a}   | -     → unlike
            -     | -     → equal
            """
        );

    [Fact]
    public void The_target_of_a_one_way_set_may_have_more() =>
        Check(
            """
            {a}   | {a b} → equal
            {a b} | {a}   → unlike
            """,
            b => b.Direction = Direction.ToRight
        );

    [Fact]
    public void The_left_target_of_a_one_way_set_may_have_more() =>
        Check(
            """
            {a b} | {a}   → equal
            {a}   | {a b} → unlike
            """,
            b => b.Direction = Direction.ToLeft
        );

    [Fact]
    public void A_fill_only_set_that_has_something_needs_nothing() =>
        Check(
            """
            {a} | {b} → equal
            {a} | -   → unlike
            -   | {b} → unlike
            """,
            b => b.FillOnly = true
        );

    [Fact]
    public void Where_empty_never_overwrites_an_emptied_set_is_no_difference() =>
        Check(
            """
            -   | {a} → equal
            {b} | {a} → unlike
            """,
            b => b.EmptyOverwrites = false
        );

    [Fact]
    public void A_set_equals_a_text_that_lists_its_elements() =>
        Check(
            """
            {a b} | b; a → equal
            {a b} | a    → unlike
            {a}   | a; b → unlike
            """,
            b => b.RightType = FieldType.Text
        );

    [Fact]
    public void Sets_are_compared_as_their_transforms_would_write_them() =>
        Check(
            """
            {vip} | {hl-vip} → equal
            {vip} | {vip}    → unlike
            """,
            b =>
            {
                b.ToRight = "{{ value | prepend: 'hl-' }}";
                b.ToLeft = "{{ value | remove: 'hl-' }}";
            }
        );

    private static void Check(string table, Action<Builder>? configure = null)
    {
        foreach (var line in table.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var (given, expected) = (line.Split('→')[0], line.Split('→')[1].Trim());
            var (plan, rows) = MergeScenario.Rows(given, configure);

            var isEqual = Agreement.IsEqual(plan, plan.Fields[0], rows[0], rows[1]);

            (isEqual ? "equal" : "unlike").ShouldBe(expected, line);
        }
    }
}
