using Tallystick.Core.Mapping;
using Tallystick.Core.Schema;

namespace Tallystick.Tests.Core.Merging;

public sealed class MergerTests
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_change_on_one_side_goes_to_the_other() =>
        MergeScenario.Check(
            """
            # shadow | left | right → to left | to right
            a | a | a → = | =
            a | b | a → = | b
            a | a | b → b | =
            a | b | b → = | =
            a | - | a → = | -
            - | a | - → = | a
            """
        );

    [Fact]
    public void Different_spelling_of_the_same_value_is_no_change() =>
        MergeScenario.Check(
            """
            a@x.com   | A@X.com     | a@x.com  → = | =
            a@x.com   | b@x.com     | A@x.com  → = | b@x.com
            """,
            b => b.Type = FieldType.Email
        );

    [Fact]
    public void Unknown_is_never_a_change() =>
        MergeScenario.Check(
            """
            a    | ? | b → = | =
            a    | b | ? → = | =
            none | ? | b → = | =
            """
        );

    [Fact]
    public void At_a_first_meeting_empty_sides_are_filled_and_different_values_are_asked_about() =>
        MergeScenario.Check(
            """
            none | a | a → = | =
            none | a | - → = | a
            none | - | a → a | =
            none | a | b → = | = | conflict ask
            """
        );

    [Theory]
    [InlineData(ConflictPolicy.Ask, "a | b | c → = | = | conflict ask")]
    [InlineData(ConflictPolicy.Left, "a | b | c → = | b | conflict left")]
    [InlineData(ConflictPolicy.Right, "a | b | c → c | = | conflict right")]
    [InlineData(ConflictPolicy.Newest, "a | b | c → = | = | conflict ask")]
    public void When_both_sides_changed_the_policy_decides(ConflictPolicy policy, string row) =>
        MergeScenario.Check(row, b => b.Conflict = policy);

    [Theory]
    [InlineData(1, 2, "a | b | c → c | = | conflict right")]
    [InlineData(2, 1, "a | b | c → = | b | conflict left")]
    [InlineData(1, 1, "a | b | c → = | = | conflict ask")]
    public void The_newest_edit_wins_where_both_times_are_known(int left, int right, string row) =>
        MergeScenario.Check(
            row,
            b =>
            {
                b.Conflict = ConflictPolicy.Newest;
                b.LeftAt = Noon.AddMinutes(left);
                b.RightAt = Noon.AddMinutes(right);
            }
        );

    [Fact]
    public void Shadows_are_per_side_so_that_a_normalising_app_causes_no_echo() =>
        MergeScenario.Check(
            """
            # the right side cut the text: unlike, and agreed to be
            long-text/long | long-text  | long → = | =
            long-text/long | other-text | long → = | other-text
            long-text/long | long-text  | new  → new | =
            """
        );

    [Fact]
    public void Sets_merge_element_by_element() =>
        MergeScenario.Check(
            """
            {a b} | {a b}   | {a b}   → =  | =
            {a b} | {a b c} | {a b}   → =  | +c
            {a b} | {a b c} | {a b d} → +d | +c
            {a b} | {a}     | {a b d} → +d | -b
            {a b} | {A B}   | {a b}   → =  | =
            {a b} | -       | {a b}   → =  | -a -b
            none  | {a b}   | {b c}   → +c | +a
            {a}   | {}      | {x}     → +x | =
            """
        );

    [Fact]
    public void A_one_way_field_never_writes_its_source_and_restores_its_target() =>
        MergeScenario.Check(
            """
            a    | b | a → = | b
            a    | a | b → = | a
            a    | b | c → = | b
            none | a | b → = | a
            none | - | b → = | =
            """,
            b => b.Direction = Direction.ToRight
        );

    [Fact]
    public void A_fill_only_field_writes_nothing_but_empty_fields() =>
        MergeScenario.Check(
            """
            none | a | b → = | =
            none | a | - → = | a
            a    | b | a → = | =
            -    | b | - → = | b
            """,
            b => b.FillOnly = true
        );

    [Fact]
    public void Where_empty_never_overwrites_a_cleared_field_stays_on_the_other_side() =>
        MergeScenario.Check(
            """
            a | - | a → = | =
            a | - | b → b | = | conflict right
            a | b | a → = | b
            """,
            b => b.EmptyOverwrites = false
        );

    [Fact]
    public void A_one_way_mode_writes_only_its_target() =>
        MergeScenario.Check(
            """
            a | b | a → = | b
            a | a | b → = | =
            """,
            b => b.Mode = SyncMode.ToRight
        );

    [Fact]
    public void A_field_that_cannot_be_updated_is_left_alone() =>
        MergeScenario.Check(
            "a | b | a → = | =",
            b => b.RightAccess = FieldAccess.Read | FieldAccess.Create
        );

    [Fact]
    public void Transforms_are_compared_as_they_would_be_written() =>
        MergeScenario.Check(
            """
            none  | ada | ADA   → = | =
            ada/ADA | bob | ADA → = | BOB
            """,
            b =>
            {
                b.ToRight = "{{ value | upcase }}";
                b.ToLeft = "{{ value | downcase }}";
            }
        );
}
