using Tallystick.Core.Mapping;
using Tallystick.Core.Merging;
using Tallystick.Core.Records;
using static Tallystick.Tests.Core.Mapping.Streams;

namespace Tallystick.Tests.Core.Merging;

/// <summary>Writes that have to wait are taken out of a merge, and are news the next time.</summary>
public sealed class HeldWriteTests
{
    private const string Before = "Ada | Bonn | 36";

    private static readonly StreamPlan People = PlanOf(ConflictPolicy.Ask);

    [Fact]
    public void A_write_that_waits_is_not_sent_and_the_others_are()
    {
        var merge = Merge(People, "Eva | Rome | 36", "Ada | Bonn | 40");

        var held = HeldWrites.Hold(People, merge, w => w.Field.Name == "name");

        Show(People, held).ShouldBe("left age=40, right city=Rome");
        held.Held.Select(h => (h.Side.Word, h.Field.Name, h.Change.New.ToString()))
            .ShouldBe([("right", "name", "Eva")]);
        held.Settled.ShouldBe(["city", "age"], ignoreOrder: true);
    }

    [Fact]
    public void All_writes_to_a_side_may_wait()
    {
        var merge = Merge(People, "Eva | Rome | 36", "Ada | Bonn | 40");

        var held = HeldWrites.Hold(People, merge, w => w.Side == Side.Right);

        Show(People, held).ShouldBe("left age=40");
        held.Held.Select(h => h.Field.Name).ShouldBe(["name", "city"]);
        held.Settled.ShouldBe(["age"]);
    }

    [Fact]
    public void What_waited_before_still_waits()
    {
        var merge = Merge(People, "Eva | Rome | 36", Before);
        var once = HeldWrites.Hold(People, merge, w => w.Field.Name == "name");

        var twice = HeldWrites.Hold(People, once, w => w.Field.Name == "city");

        twice.Held.Select(h => h.Field.Name).ShouldBe(["name", "city"]);
        Show(People, twice).ShouldBeEmpty();
    }

    [Fact]
    public void A_merge_of_which_nothing_waits_stays_as_it_is()
    {
        var merge = Merge(People, "Eva | Rome | 36", Before);

        HeldWrites.Hold(People, merge, _ => false).ShouldBeSameAs(merge);
    }

    [Fact]
    public void A_conflict_whose_outcome_waits_is_not_told_of_yet()
    {
        var plan = PlanOf(ConflictPolicy.Left);
        var merge = Merge(plan, "Eva | Rome | 36", "Bob | Oslo | 36");

        var held = HeldWrites.Hold(plan, merge, w => w.Field.Name == "name");

        merge.Conflicts.Select(c => c.Field.Name).ShouldBe(["name", "city"]);
        held.Conflicts.Select(c => c.Field.Name).ShouldBe(["city"]);
    }

    [Fact]
    public void A_question_to_a_person_is_asked_although_other_writes_wait()
    {
        var merge = Merge(People, "Eva | Rome | 36", "Bob | Bonn | 36");

        var held = HeldWrites.Hold(People, merge, _ => true);

        held.Held.Select(h => h.Field.Name).ShouldBe(["city"]);
        held.Conflicts.Select(c => c.Field.Name).ShouldBe(["name"]);
    }

    [Fact]
    public void An_edit_that_is_not_put_back_yet_is_not_told_of()
    {
        var plan = PlanOf(ConflictPolicy.Ask, Direction.ToRight);
        var merge = Merge(plan, Before, "Eva | Rome | 36");

        var held = HeldWrites.Hold(plan, merge, w => w.Field.Name == "name");

        merge.PutBacks.Select(b => b.Field.Name).ShouldBe(["name", "city"]);
        held.PutBacks.Select(b => b.Field.Name).ShouldBe(["city"]);
    }

    [Theory]
    [InlineData(false, "city")]
    [InlineData(true, "name city")]
    public void What_a_person_decided_about_one_field_waits_only_where_that_is_meant(
        bool evenDecided,
        string waiting
    )
    {
        var merge = Merge(
            People,
            "Eva | Rome | 36",
            "Bob | Bonn | 40",
            Decided("name", RulingKind.Left),
            Decided("age", RulingKind.Right)
        );

        var held = HeldWrites.Hold(People, merge, w => w.Side == Side.Right, evenDecided);

        string.Join(' ', held.Held.Select(h => h.Field.Name)).ShouldBe(waiting);
    }

    [Fact]
    public void A_write_belongs_to_the_pair_that_flows_there()
    {
        var plan = Compile(
            Definition(
                new FieldPair("age", "years"),
                new FieldPair("name", "shown") { Direction = Direction.ToRight },
                new FieldPair("name", "sorted")
            ),
            [Text("age"), Text("name")],
            [Text("years"), Text("shown"), Text("sorted")]
        );
        var merge = Merger.Merge(
            new MergeInput(
                plan,
                new MergeSide(Row("36 | Ada"), Row("36 | Ada")),
                new MergeSide(Row("36 | Ada | Eva"), Row("36 | Ada | Ada"))
            )
        );

        var write = HeldWrites.WritesOf(plan, merge).ShouldHaveSingleItem();

        write.Field.Name.ShouldBe("name ↔ sorted");
        write.Side.ShouldBe(Side.Left);
    }

    private static StreamPlan PlanOf(
        ConflictPolicy conflict,
        Direction direction = Direction.Both
    ) =>
        Compile(
            Definition([
                .. "name city age"
                    .Split(' ')
                    .Select(key => new FieldPair(key, key) { Direction = direction }),
            ]) with
            {
                Conflict = conflict,
            },
            [Text("name"), Text("city"), Text("age")],
            [Text("name"), Text("city"), Text("age")]
        );

    private static Ruling Decided(string field, RulingKind kind) =>
        new(field, kind, "ada") { IssueKey = $"conflict:l:r:{field}" };

    private static MergeResult Merge(
        StreamPlan plan,
        string left,
        string right,
        params Ruling[] rulings
    ) =>
        Merger.Merge(
            new MergeInput(
                plan,
                new MergeSide(Row(left), Row(Before)),
                new MergeSide(Row(right), Row(Before))
            )
            {
                Rulings = rulings,
            }
        );

    private static string Show(StreamPlan plan, MergeResult merge) =>
        string.Join(
            ", ",
            HeldWrites
                .WritesOf(plan, merge)
                .Select(w => $"{w.Side.Word} {w.Field.Name}={w.Change.New}")
        );
}
