using Tallystick.Core.Mapping;
using Tallystick.Core.Merging;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;
using Tallystick.Core.Stores;
using Tallystick.Tests.Core.Mapping;

namespace Tallystick.Tests.Core.Merging;

public sealed class RulingTests
{
    [Theory]
    // ruling | what the left is sent | the right | the mark that stays
    [InlineData(RulingKind.Left, "=", "new left", null)]
    [InlineData(RulingKind.Right, "new right", "=", null)]
    [InlineData(RulingKind.Value, "typed", "typed", null)]
    [InlineData(RulingKind.Skip, "=", "=", MarkReason.Accepted)]
    public void A_conflict_goes_as_the_person_decided(
        RulingKind kind,
        string toLeft,
        string toRight,
        MarkReason? mark
    )
    {
        var result = Merge("new left", "new right", Ruling(kind));

        (Sent(result.Left), Sent(result.Right)).ShouldBe((toLeft, toRight));
        result.Ruled.ShouldHaveSingleItem();
        result.Conflicts.ShouldHaveSingleItem().IsSettled.ShouldBeTrue();
        result.Settled.ShouldContain("value ↔ worth");
        result.Marks.Select(m => (MarkReason?)m.Reason).ShouldBe(mark is null ? [] : [mark]);
    }

    [Fact]
    public void Afterwards_both_sides_agree_and_the_next_edit_flows()
    {
        var skipped = Merge("new left", "new right", Ruling(RulingKind.Skip));

        var next = Merger.Merge(
            new MergeInput(
                Plan(),
                new MergeSide([Value.Of("newer left")], skipped.LeftShadow),
                new MergeSide([Value.Of("new right")], skipped.RightShadow)
            )
        );

        Sent(next.Right).ShouldBe("newer left");
        next.Conflicts.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(RulingKind.Left)]
    [InlineData(RulingKind.Right)]
    [InlineData(RulingKind.Value)]
    [InlineData(RulingKind.Skip)]
    public void What_was_edited_after_the_decision_is_not_overwritten(RulingKind kind)
    {
        var result = Merge("newer left", "new right", Ruling(kind));

        (Sent(result.Left), Sent(result.Right)).ShouldBe(("=", "="));
        result.Ruled.ShouldBeEmpty();
        result.Conflicts.ShouldHaveSingleItem().IsSettled.ShouldBeFalse();
    }

    [Fact]
    public void People_who_made_both_sides_alike_need_no_ruling()
    {
        var result = Merge("same", "same", Ruling(RulingKind.Left));

        result.Conflicts.ShouldBeEmpty();
        result.Settled.ShouldContain("value ↔ worth");
    }

    [Fact]
    public void A_refused_value_is_sent_once_more_and_no_other()
    {
        var retry = Retry(Side.Right);

        var result = Merge("refused", "before", retry, shadows: ("refused", "before"));

        (Sent(result.Left), Sent(result.Right)).ShouldBe(("=", "refused"));
        result.Ruled.ShouldBe([retry]);
    }

    [Fact]
    public void A_value_that_the_left_side_refused_is_sent_there_once_more()
    {
        var result = Merge("after", "refused", Retry(Side.Left), shadows: ("after", "refused"));

        (Sent(result.Left), Sent(result.Right)).ShouldBe(("refused", "="));
    }

    [Fact]
    public void What_was_edited_where_a_value_was_refused_is_not_overwritten_by_another_try()
    {
        var result = Merge("refused", "edited", Retry(Side.Right), shadows: ("refused", "before"));

        (Sent(result.Left), Sent(result.Right)).ShouldBe(("edited", "="));
        result.Ruled.ShouldBeEmpty();
    }

    [Fact]
    public void A_retry_of_nothing_in_particular_sends_nothing()
    {
        var result = Merge("refused", "before", Retry(null), shadows: ("refused", "before"));

        (Sent(result.Left), Sent(result.Right)).ShouldBe(("=", "="));
        result.Ruled.ShouldBeEmpty();
    }

    [Fact]
    public void A_decision_about_another_field_changes_nothing_here()
    {
        var result = Merge(
            "new left",
            "new right",
            Ruling(RulingKind.Left) with
            {
                Field = "another",
            }
        );

        (Sent(result.Left), Sent(result.Right)).ShouldBe(("=", "="));
        result.Ruled.ShouldBeEmpty();
        result.Conflicts.ShouldHaveSingleItem().IsSettled.ShouldBeFalse();
    }

    [Theory]
    [InlineData("new left", "new right")]
    [InlineData("typed", "new right")]
    [InlineData("new left", "  typed ")]
    public void After_a_value_was_given_there_is_nothing_more_to_write(string left, string right)
    {
        var ruling = Ruling(RulingKind.Value) with
        {
            SeenLeft = Value.Of(left),
            SeenRight = Value.Of(right),
        };

        var result = Merge(left, right, ruling);

        Value[] leftAfter = [Value.Of(left.Trim() == "typed" ? left : "typed")];
        Value[] rightAfter = [Value.Of(right.Trim() == "typed" ? right : "typed")];
        result.LeftShadow.ShouldBe(leftAfter);
        result.RightShadow.ShouldBe(rightAfter);
        var next = Merger.Merge(
            new MergeInput(
                Plan(),
                new MergeSide(leftAfter, result.LeftShadow),
                new MergeSide(rightAfter, result.RightShadow)
            )
        );
        (Sent(next.Left), Sent(next.Right)).ShouldBe(("=", "="));
    }

    [Theory]
    [InlineData(RulingKind.Left)]
    [InlineData(RulingKind.Value)]
    public void A_decision_that_a_side_cannot_take_is_asked_for_again(RulingKind kind)
    {
        var result = Merge("new left", "7", Numbers(kind), b => b.RightType = FieldType.Number);

        (Sent(result.Left), Sent(result.Right)).ShouldBe(("=", "="));
        result.Ruled.ShouldBeEmpty();
        result.Conflicts.ShouldHaveSingleItem().IsSettled.ShouldBeFalse();

        static Ruling Numbers(RulingKind kind) => Ruling(kind) with { SeenRight = Value.Of("7") };
    }

    [Theory]
    [InlineData(RulingKind.Left)]
    [InlineData(RulingKind.Value)]
    public void A_decision_for_a_side_that_cannot_be_updated_is_asked_for_again(RulingKind kind)
    {
        var result = Merge(
            "new left",
            "new right",
            Ruling(kind),
            b => b.RightAccess = FieldAccess.Read
        );

        (Sent(result.Left), Sent(result.Right)).ShouldBe(("=", "="));
        result.Ruled.ShouldBeEmpty();
        result.Conflicts.ShouldHaveSingleItem().IsSettled.ShouldBeFalse();
    }

    [Fact]
    public void Sets_that_a_person_left_unlike_stay_so_and_their_next_news_flow()
    {
        var skip = Ruling(RulingKind.Skip) with { SeenLeft = default, SeenRight = default };

        var skipped = MergeSets("{a b}", "{a}", "{a}", "{a}", skip);

        (Sent(skipped.Left), Sent(skipped.Right)).ShouldBe(("=", "="));
        skipped.Ruled.ShouldBe([skip]);
        skipped.Marks.Select(m => m.Reason).ShouldBe([MarkReason.Accepted]);
        var next = MergeSets("{a b c}", "{a b}", "{a}", "{a}");
        next.Right.Changes.ShouldHaveSingleItem().Added.ShouldBe(["c"]);
        next.Ruled.ShouldBeEmpty();
    }

    [Fact]
    public void A_set_that_was_refused_is_filled_with_what_it_lacks()
    {
        var result = MergeSets("{a b}", "{a b}", "{a c}", "{a c}", Retry(Side.Right));

        result.Right.Changes.ShouldHaveSingleItem().Added.ShouldBe(["b"]);
        result.Left.Changes.ShouldHaveSingleItem().Added.ShouldBe(["c"]);
        result.Ruled.ShouldHaveSingleItem();
    }

    [Fact]
    public void Sets_that_are_knowingly_unlike_stay_so_without_a_decision()
    {
        var result = MergeSets("{a b}", "{a b}", "{a c}", "{a c}");

        (Sent(result.Left), Sent(result.Right)).ShouldBe(("=", "="));
        result.Ruled.ShouldBeEmpty();
    }

    private static MergeResult Merge(
        string left,
        string right,
        Ruling ruling,
        Action<MergeScenario.Builder>? configure = null,
        (string Left, string Right)? shadows = null
    )
    {
        var (leftShadow, rightShadow) = shadows ?? ("old", "old");
        return Merger.Merge(
            new MergeInput(
                Plan(configure),
                new MergeSide([Value.Of(left)], [Value.Of(leftShadow)]),
                new MergeSide([Value.Of(right)], [Value.Of(rightShadow)])
            )
            {
                Rulings = [ruling],
            }
        );
    }

    private static MergeResult MergeSets(
        string left,
        string leftShadow,
        string right,
        string rightShadow,
        params Ruling[] rulings
    ) =>
        Merger.Merge(
            new MergeInput(
                Plan(b => b.Type = FieldType.Set),
                new MergeSide(Streams.Row(left), Streams.Row(leftShadow)),
                new MergeSide(Streams.Row(right), Streams.Row(rightShadow))
            )
            {
                Rulings = rulings,
            }
        );

    private static Ruling Retry(Side? towards) =>
        new("value ↔ worth", RulingKind.Retry, "ada")
        {
            IssueKey = "refused:l:r:value",
            Towards = towards,
        };

    private static Ruling Ruling(RulingKind kind) =>
        new("value ↔ worth", kind, "ada")
        {
            IssueKey = "conflict:l:r:value",
            SeenLeft = Value.Of("new left"),
            SeenRight = Value.Of("new right"),
            Text = "typed",
        };

    private static StreamPlan Plan(Action<MergeScenario.Builder>? configure = null)
    {
        var builder = new MergeScenario.Builder();
        configure?.Invoke(builder);
        return builder.Plan();
    }

    private static string Sent(Patch patch) =>
        patch.Changes.Count == 0 ? "=" : patch.Changes[0].New.ToString();
}
