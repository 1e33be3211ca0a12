using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
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
            ?/{a} | {a b}   | {c}     → +c | +a +b
            {a}/? | {c}     | {a b}   → +a +b | +c
            """
        );

    [Fact]
    public void A_one_way_field_never_writes_its_source_and_restores_its_target() =>
        MergeScenario.Check(
            """
            a    | b | a → = | b
            a    | a | b → = | a | put back right
            a    | b | c → = | b
            none | a | b → = | a
            none | - | b → = | =
            a    | - | a → = | -
            a    | a | - → = | a | put back right
            -    | - | b → = | - | put back right
            """,
            b => b.Direction = Direction.ToRight
        );

    [Fact]
    public void A_one_way_field_flows_to_the_left_just_as_well() =>
        MergeScenario.Check(
            """
            a    | a | b → b | =
            a    | b | a → a | = | put back left
            a    | b | c → c | =
            none | a | b → b | =
            none | a | - → = | =
            none | - | b → b | =
            """,
            b => b.Direction = Direction.ToLeft
        );

    [Fact]
    public void A_one_way_set_gives_its_news_and_takes_none() =>
        MergeScenario.Check(
            """
            {a}   | {a b} | {a x} → = | +b
            {a b} | {a}   | {a b} → = | -b
            none  | {a}   | {x}   → = | +a
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
            a    | - | a → a | =
            a    | a | - → = | a
            a    | - | b → b | = | conflict right
            a    | b | c → = | = | conflict ask
            -    | b | - → = | b
            """,
            b => b.FillOnly = true
        );

    [Theory]
    [InlineData(ConflictPolicy.Left)]
    [InlineData(ConflictPolicy.Right)]
    public void A_fill_only_field_keeps_both_values_whoever_wins(ConflictPolicy policy) =>
        MergeScenario.Check(
            $"a | b | c → = | = | conflict {policy.ToString().ToLowerInvariant()}",
            b =>
            {
                b.FillOnly = true;
                b.Conflict = policy;
            }
        );

    [Fact]
    public void A_one_way_field_that_only_fills_erases_nothing_where_it_arrives() =>
        MergeScenario.Check(
            """
            a | a | b → = | =
            - | - | b → = | =
            - | a | b → = | =
            a | a | - → = | a | put back right
            """,
            b =>
            {
                b.FillOnly = true;
                b.Direction = Direction.ToRight;
            }
        );

    [Fact]
    public void A_fill_only_set_fills_an_empty_one_and_takes_nothing_away() =>
        MergeScenario.Check(
            """
            none  | {a b} | -     → =     | +a +b
            none  | {a}   | {b}   → =     | =
            {a b} | {a}   | {a b} → =     | =
            {a b} | -     | {a b} → +a +b | =
            -     | -     | {b}   → +b    | =
            """,
            b => b.FillOnly = true
        );

    [Fact]
    public void Where_empty_never_overwrites_a_cleared_field_stays_on_the_other_side() =>
        MergeScenario.Check(
            """
            a | - | a → = | =
            a | - | b → b | = | conflict right
            a | b | - → = | b | conflict left
            a | b | c → = | = | conflict ask
            a | b | a → = | b
            """,
            b => b.EmptyOverwrites = false
        );

    [Fact]
    public void Where_empty_never_overwrites_a_one_way_field_clears_nothing_either() =>
        MergeScenario.Check(
            """
            a | - | a → = | =
            a | - | c → = | =
            - | - | b → = | =
            a | a | b → = | a | put back right
            """,
            b =>
            {
                b.EmptyOverwrites = false;
                b.Direction = Direction.ToRight;
            }
        );

    [Fact]
    public void Where_empty_never_overwrites_a_value_that_is_empty_by_its_transform_clears_nothing() =>
        MergeScenario.Check(
            """
            a/A | x | A → = | =
            a/A | b | A → = | B
            a/A | x | C → = | = | conflict left
            """,
            b =>
            {
                b.EmptyOverwrites = false;
                b.Conflict = ConflictPolicy.Left;
                b.ToRight = "{{ value | remove: 'x' | upcase }}";
                b.ToLeft = "{{ value | downcase }}";
            }
        );

    [Fact]
    public void Where_empty_never_overwrites_a_set_that_lost_all_clears_nothing() =>
        MergeScenario.Check(
            """
            {a b} | -     | {a b}   → = | =
            {a b} | {a}   | {a b}   → = | -b
            {a}   | -     | {a x}   → +x | -a
            {a}   | {b}   | {a}     → = | +b -a
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
    public void A_one_way_mode_writes_only_its_target_of_sets_too() =>
        MergeScenario.Check(
            """
            {a} | {a b} | {a x} → = | +b
            {a} | {a}   | -     → = | =
            """,
            b => b.Mode = SyncMode.ToRight
        );

    [Theory]
    [InlineData(SyncMode.ToLeft, "a | b | a → = | =")]
    [InlineData(SyncMode.ToLeft, "a | a | b → b | =")]
    [InlineData(SyncMode.Observe, "a | b | a → = | =")]
    [InlineData(SyncMode.Observe, "a | a | b → = | =")]
    [InlineData(SyncMode.Observe, "{a} | {a b} | {x} → = | =")]
    public void A_side_that_the_mode_keeps_is_not_written(SyncMode mode, string row) =>
        MergeScenario.Check(row, b => b.Mode = mode);

    [Fact]
    public void What_the_mode_keeps_from_being_written_is_no_problem_yet() =>
        MergeScenario.Check(
            """
            1   | one   | 1   → = | =
            {a} | {a b} | {a} → = | =
            """,
            b =>
            {
                b.Mode = SyncMode.ToLeft;
                b.RightType = FieldType.Number;
                b.RightAccess = FieldAccess.Read | FieldAccess.Create;
            }
        );

    [Fact]
    public void A_put_back_that_the_mode_keeps_from_happening_is_not_told_of() =>
        MergeScenario.Check(
            "a | a | b → = | =",
            b =>
            {
                b.Mode = SyncMode.ToLeft;
                b.Direction = Direction.ToRight;
            }
        );

    [Fact]
    public void A_field_that_cannot_be_updated_is_left_alone_and_told_of() =>
        MergeScenario.Check(
            """
            a   | b     | a   → =  | = | read-only from left
            a   | a     | b   → b  | =
            {a} | {a b} | {a} → =  | = | read-only from left
            {a} | {a}   | -   → -a | =
            """,
            b => b.RightAccess = FieldAccess.Read | FieldAccess.Create
        );

    [Fact]
    public void An_edit_where_it_cannot_be_put_back_is_told_of() =>
        MergeScenario.Check(
            "a | a | b → = | = | read-only from left",
            b =>
            {
                b.RightAccess = FieldAccess.Read | FieldAccess.Create;
                b.Direction = Direction.ToRight;
            }
        );

    [Fact]
    public void What_cannot_be_updated_is_told_by_its_name() =>
        MergeScenario
            .Run("a | b | a", b => b.RightAccess = FieldAccess.Read | FieldAccess.Create)
            .Result.Problems.Single()
            .Message.ShouldBe("'worth' cannot be updated.");

    [Fact]
    public void A_set_that_cannot_be_updated_is_told_by_its_name() =>
        MergeScenario
            .Run("{a} | {a} | {b}", b => b.LeftAccess = FieldAccess.Read | FieldAccess.Create)
            .Result.Problems.Single()
            .Message.ShouldBe("'value' cannot be updated.");

    [Fact]
    public void A_value_that_the_other_side_cannot_take_is_not_written_and_told_of() =>
        MergeScenario.Check(
            """
            1    | one | 1 → = | = | invalid from left
            1    | 2   | 1 → = | 2
            none | one | - → = | = | invalid from left
            1    | one | 3 → 3 | = | conflict right
            """,
            b =>
            {
                b.RightType = FieldType.Number;
                b.Conflict = ConflictPolicy.Right;
            }
        );

    [Fact]
    public void A_one_way_field_is_compared_as_its_transform_would_write_it() =>
        MergeScenario.Check(
            """
            none | ada | ADA → = | =
            none | ada | ada → = | ADA
            """,
            b =>
            {
                b.Direction = Direction.ToRight;
                b.ToRight = "{{ value | upcase }}";
            }
        );

    [Fact]
    public void A_field_that_flows_left_is_compared_as_its_transform_would_write_it() =>
        MergeScenario.Check(
            """
            none | ada | ADA → =   | =
            none | ADA | ADA → ada | =
            """,
            b =>
            {
                b.Direction = Direction.ToLeft;
                b.ToLeft = "{{ value | downcase }}";
            }
        );

    [Fact]
    public void Where_a_value_cannot_go_over_the_way_back_tells_whether_they_agree() =>
        MergeScenario.Check(
            """
            none | two   | 2   → = | =
            none | three | 2   → = | = | conflict ask
            none | one   | two → = | = | conflict ask
            """,
            b =>
            {
                b.RightType = FieldType.Number;
                b.ToRight = "{{ value }}";
                b.ToLeft = "{% if value == '2' %}two{% else %}{{ value }}{% endif %}";
            }
        );

    [Fact]
    public void Two_values_of_which_neither_can_go_over_do_not_agree() =>
        MergeScenario.Check(
            "none | one | two → = | = | conflict ask",
            b =>
            {
                b.Type = FieldType.Number;
                b.ToRight = "{{ value }}";
                b.ToLeft = "{{ value }}";
            }
        );

    [Fact]
    public void A_value_that_could_not_be_written_is_still_told_of_when_its_target_is_edited() =>
        MergeScenario.Check(
            "one/1 | one | 2 → = | = | invalid from left",
            b =>
            {
                b.RightType = FieldType.Number;
                b.Direction = Direction.ToRight;
            }
        );

    [Fact]
    public void Elements_that_the_other_side_cannot_take_are_told_of_and_hold_up_no_others() =>
        MergeScenario.Check(
            """
            {a} | {a x}   | {a}   → =  | =     | invalid from left
            {a} | {a b x} | {a}   → =  | +b    | invalid from left
            {a} | {a}     | {a b} → +b | =
            {a x}/{a} | {a} | {a} → = | =
            """,
            b => b.RightOptions = ["a", "b"]
        );

    [Fact]
    public void Elements_that_are_the_same_on_the_other_side_are_written_once() =>
        MergeScenario.Check(
            """
            none      | {a A1 a1}  | -    → = | +hl
            {a a1}/hl | -          | {hl} → = | -hl
            """,
            b =>
            {
                b.Direction = Direction.ToRight;
                b.ToRight = "hl";
            }
        );

    [Fact]
    public void What_a_fill_only_set_does_not_need_is_no_problem() =>
        MergeScenario.Check(
            """
            {a} | {a x} | {a} → = | =
            -   | {x}   | -   → = | = | invalid from left
            """,
            b =>
            {
                b.FillOnly = true;
                b.RightOptions = ["a"];
            }
        );

    [Fact]
    public void A_result_is_asked_by_side()
    {
        var result = MergeScenario.Run("{a} | {a b} | {a c}").Result;

        result[Side.Left].ShouldBe(result.Left);
        result[Side.Right].ShouldBe(result.Right);
        result.ShadowOf(Side.Left).ShouldBe(result.LeftShadow);
        result.ShadowOf(Side.Right).ShouldBe(result.RightShadow);
    }

    [Fact]
    public void A_set_meets_a_text_of_the_same_elements() =>
        MergeScenario.Check(
            """
            none       | {a b}   | a; b → =  | =
            none       | {a b}   | -    → =  | a; b
            none       | {a}     | a; b → +b | =
            {a b}/a; b | {a b c} | a; b → =  | a; b; c
            {a b}/a; b | {a b}   | a    → -b | =
            {a b}/a; b | {a}     | a; b → =  | a
            {a}/a      | -       | a    → =  | -
            """,
            b => b.RightType = FieldType.Text
        );

    [Fact]
    public void Transforms_are_compared_as_they_would_be_written() =>
        MergeScenario.Check(
            """
            none    | ada | ADA   → =   | =
            none    | Ada | ADA   → =   | =
            none    | bob | ADA   → =   | = | conflict ask
            none    | -   | ADA   → ada | =
            ada/ADA | bob | ADA   → =   | BOB
            ada/ADA | ada | BOB   → bob | =
            ada/ADA | bob | BOB   → =   | =
            ada/ADA | bob | EVE   → =   | = | conflict ask
            """,
            b =>
            {
                b.ToRight = "{{ value | upcase }}";
                b.ToLeft = "{{ value | downcase }}";
            }
        );

    [Fact]
    public void Who_has_as_much_of_a_text_as_fits_agrees_at_a_first_meeting() =>
        MergeScenario.Check(
            """
            none | Lovelace | Lovel → = | =
            none | Lovelace | Loved → = | = | conflict ask
            none | Lovel    | Love  → = | = | conflict ask
            none | Lovelace | -     → = | Lovel
            """,
            b => b.RightLengthMax = 5
        );

    [Fact]
    public void The_left_side_may_have_as_much_as_fits_just_as_well() =>
        MergeScenario.Check(
            """
            none | Lovel | Lovelace → =     | =
            none | Loved | Lovelace → =     | = | conflict ask
            none | -     | Lovelace → Lovel | =
            """,
            b => b.LeftLengthMax = 5
        );

    [Theory]
    [InlineData("Lovelace", "Lovel", true)]
    [InlineData("Byron", "Byron", false)]
    public void A_text_that_does_not_fit_is_cut_and_that_is_told(
        string typed,
        string sent,
        bool isCut
    )
    {
        var result = MergeScenario.Run($"old | {typed} | old", b => b.RightLengthMax = 5).Result;

        var change = result.Right.Changes.ShouldHaveSingleItem();
        change.New.ShouldBe(Value.Of(sent));
        change.IsCut.ShouldBe(isCut);
    }
}
