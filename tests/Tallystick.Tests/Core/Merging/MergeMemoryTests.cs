using Tallystick.Core.Mapping;
using Tallystick.Core.Schema;

namespace Tallystick.Tests.Core.Merging;

/// <summary>What a merge leaves behind for the next one: shadows, marks, and what is settled.</summary>
public sealed class MergeMemoryTests
{
    [Fact]
    public void What_was_written_or_agrees_is_remembered_as_each_side_spells_it() =>
        MergeScenario.CheckMemory(
            """
            # shadow  | left    | right   → left shadow | right shadow
            a@x.com   | b@x.com | a@x.com → b@x.com | b@x.com | settled
            a@x.com   | A@X.COM | a@x.com → A@X.COM | a@x.com | settled
            a@x.com   | a@x.com | -       → -       | -       | settled
            none      | A@x.com | a@X.com → A@x.com | a@X.com | settled
            none      | a@x.com | -       → a@x.com | a@x.com | settled
            """,
            b => b.Type = FieldType.Email
        );

    [Fact]
    public void What_was_not_read_is_remembered_as_it_was() =>
        MergeScenario.CheckMemory(
            """
            a    | ? | b → a | a |
            a    | b | ? → a | a |
            none | ? | b → ? | ? |
            """
        );

    [Fact]
    public void What_is_knowingly_unlike_keeps_its_mark() =>
        MergeScenario.CheckMemory("long-text/long | long-text | long → long-text | long |");

    [Fact]
    public void A_field_of_which_one_side_has_no_shadow_is_met_for_the_first_time() =>
        MergeScenario.Check(
            """
            ?/a | b | a → = | = | conflict ask
            a/? | a | b → = | = | conflict ask
            ?/a | b | b → = | =
            """
        );

    [Fact]
    public void A_conflict_that_a_person_must_settle_is_marked_and_remembers_nothing_new() =>
        MergeScenario.CheckMemory(
            """
            a    | b | c → a | a | settled, conflict
            none | b | c → ? | ? | settled, conflict
            """
        );

    [Fact]
    public void A_conflict_that_the_policy_settles_leaves_no_mark() =>
        MergeScenario.CheckMemory(
            "a | b | c → b | b | settled",
            b => b.Conflict = ConflictPolicy.Left
        );

    [Fact]
    public void A_value_that_was_kept_by_the_fields_rules_is_agreed_and_not_tried_again() =>
        MergeScenario.CheckMemory(
            """
            a    | b | a → b | a | settled
            none | a | b → a | b | settled
            """,
            b => b.FillOnly = true
        );

    [Fact]
    public void An_edit_that_a_fill_only_field_leaves_alone_is_agreed() =>
        MergeScenario.CheckMemory(
            "a | a | b → a | b | settled",
            b =>
            {
                b.FillOnly = true;
                b.Direction = Direction.ToRight;
            }
        );

    [Fact]
    public void A_conflict_of_a_fill_only_field_is_agreed_once_the_policy_has_spoken() =>
        MergeScenario.CheckMemory(
            "a | b | c → b | c | settled",
            b =>
            {
                b.FillOnly = true;
                b.Conflict = ConflictPolicy.Left;
            }
        );

    [Fact]
    public void An_element_that_cannot_be_written_is_marked_and_not_tried_again() =>
        MergeScenario.CheckMemory(
            """
            {a}     | {a x} | {a} → {a x} | {a} | settled, invalid
            {a x}/a | {a x} | {a} → {a x} | {a} |
            """,
            b => b.RightOptions = ["a", "b"]
        );

    [Fact]
    public void An_element_that_cannot_be_written_is_news_while_the_mode_keeps_it_back() =>
        MergeScenario.CheckMemory(
            "{a} | {a x} | {a} → {a} | {a} |",
            b =>
            {
                b.Mode = SyncMode.ToLeft;
                b.RightOptions = ["a", "b"];
            }
        );

    [Fact]
    public void A_cleared_field_that_clears_nothing_is_agreed() =>
        MergeScenario.CheckMemory("a | - | a → - | a | settled", b => b.EmptyOverwrites = false);

    [Fact]
    public void A_one_way_field_remembers_what_it_does_not_carry() =>
        MergeScenario.CheckMemory(
            """
            none | - | b → - | b | settled
            a    | a | b → a | a | settled
            """,
            b => b.Direction = Direction.ToRight
        );

    [Fact]
    public void What_a_mode_keeps_back_stays_news_until_the_mode_lets_it_through() =>
        MergeScenario.CheckMemory(
            """
            a    | a | b → a | a |
            none | - | b → ? | ? |
            a    | b | a → b | b | settled
            """,
            b => b.Mode = SyncMode.ToRight
        );

    [Fact]
    public void Elements_that_a_mode_keeps_back_stay_news_until_the_mode_lets_them_through() =>
        MergeScenario.CheckMemory(
            """
            {a}   | {a}   | {a x} → {a}   | {a}   |
            {a b} | {a b} | {a}   → {a b} | {a b} |
            {a}   | {a b} | {a x} → {a b} | {a b} |
            none  | {a}   | {a x} → {a}   | {a}   |
            none  | {a}   | {x}   → {a}   | {a}   |
            none  | {a}   | {a}   → {a}   | {a}   | settled
            {a}   | {a x} | {x}   → {a x} | {x a} |
            {a b} | {a}   | -     → {a}   | {a}   |
            """,
            b => b.Mode = SyncMode.ToRight
        );

    [Fact]
    public void A_value_that_cannot_be_written_is_marked_and_not_tried_again() =>
        MergeScenario.CheckMemory(
            """
            1 | one | 1 → one | 1 | settled, invalid
            1 | 2   | 3 → 2   | 2 | settled
            """,
            b =>
            {
                b.RightType = FieldType.Number;
                b.Conflict = ConflictPolicy.Left;
            }
        );

    [Fact]
    public void What_cannot_be_updated_is_marked_and_not_tried_again() =>
        MergeScenario.CheckMemory(
            """
            a   | b     | a   → b     | a   | settled, read-only
            {a} | {a b} | {a} → {a b} | {a} | settled, read-only
            """,
            b => b.RightAccess = FieldAccess.Read | FieldAccess.Create
        );

    [Fact]
    public void A_set_remembers_each_side_as_it_is_after_the_writes() =>
        MergeScenario.CheckMemory(
            """
            {a}   | {a b} | {a c} → {a b c} | {a c b} | settled
            {a b} | {a}   | {a b} → {a}     | {a}     | settled
            {a}   | {A}   | {a}   → {A}     | {a}     | settled
            {a}/- | {a}   | -     → {a}     | -       |
            """
        );
}
