using Tallystick.Core.Mapping;
using Tallystick.Core.Merging;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;

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
        var retry = new Ruling("value ↔ worth", RulingKind.Retry, "ada")
        {
            IssueKey = "refused:l:r:value",
            Towards = Side.Right,
        };
        var plan = Plan();

        var result = Merger.Merge(
            new MergeInput(
                plan,
                new MergeSide([Value.Of("refused")], [Value.Of("refused")]),
                new MergeSide([Value.Of("before")], [Value.Of("before")])
            )
            {
                Rulings = [retry],
            }
        );

        (Sent(result.Left), Sent(result.Right)).ShouldBe(("=", "refused"));
    }

    [Fact]
    public void A_value_for_a_side_that_cannot_be_updated_is_not_written_to_one_alone()
    {
        var result = Merge(
            "new left",
            "new right",
            Ruling(RulingKind.Value),
            b => b.RightAccess = Tallystick.Core.Schema.FieldAccess.Read
        );

        (Sent(result.Left), Sent(result.Right)).ShouldBe(("=", "="));
        result.Ruled.ShouldBeEmpty();
    }

    private static MergeResult Merge(
        string left,
        string right,
        Ruling ruling,
        Action<MergeScenario.Builder>? configure = null
    ) =>
        Merger.Merge(
            new MergeInput(
                Plan(configure),
                new MergeSide([Value.Of(left)], [Value.Of("old")]),
                new MergeSide([Value.Of(right)], [Value.Of("old")])
            )
            {
                Rulings = [ruling],
            }
        );

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
