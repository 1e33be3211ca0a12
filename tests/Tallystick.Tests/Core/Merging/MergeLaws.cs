using CsCheck;
using Tallystick.Core.Mapping;
using Tallystick.Core.Merging;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;

namespace Tallystick.Tests.Core.Merging;

public sealed class MergeLaws
{
    // Few values, so that sides often agree, clash and fold into each other.
    private static readonly Gen<Value> AnyText = Gen.Int[0, 4]
        .Select(i => Value.Of(new[] { "a", "A ", "b", "c", "" }[i]));

    private static readonly Gen<Value> AnySet = Gen.Int[0, 3]
        .Select(i => new[] { "a", "A", "b", "c" }[i])
        .Array[0, 4]
        .Select(items => Value.OfSet(items));

    private static readonly Gen<(Value[] Shadow, Value[] Left, Value[] Right)> AnyRows = Gen.Select(
        Gen.Select(AnyText, AnySet, (t, s) => new[] { t, s }),
        Gen.Select(AnyText, AnySet, (t, s) => new[] { t, s }),
        Gen.Select(AnyText, AnySet, (t, s) => new[] { t, s })
    );

    [Fact]
    public void After_the_writes_a_second_merge_writes_nothing() =>
        Gen.Select(AnyRows, Gen.Enum<ConflictPolicy>(), Gen.Bool)
            .Sample(
                (rows, policy, first) =>
                {
                    var plan = PlanOf(policy);
                    var shadow = first ? null : rows.Shadow;
                    var once = Merge(plan, rows.Left, shadow, rows.Right, shadow);

                    var left = Apply(rows.Left, once.Left);
                    var right = Apply(rows.Right, once.Right);
                    var twice = Merge(plan, left, once.LeftShadow, right, once.RightShadow);

                    return twice.Left.Changes.Count == 0 && twice.Right.Changes.Count == 0;
                }
            );

    [Fact]
    public void Swapping_the_sides_swaps_the_writes() =>
        AnyRows.Sample(rows =>
        {
            var plan = PlanOf(ConflictPolicy.Ask);
            var one = Merge(plan, rows.Left, rows.Shadow, rows.Right, rows.Shadow);
            var other = Merge(plan, rows.Right, rows.Shadow, rows.Left, rows.Shadow);

            return Same(one.Left, other.Right) && Same(one.Right, other.Left);
        });

    [Fact]
    public void Unless_a_person_is_asked_both_sides_are_alike_afterwards() =>
        Gen.Select(AnyRows, Gen.Bool.Select(b => b ? ConflictPolicy.Left : ConflictPolicy.Right))
            .Sample(
                (rows, policy) =>
                {
                    var plan = PlanOf(policy);
                    var merge = Merge(plan, rows.Left, rows.Shadow, rows.Right, rows.Shadow);
                    // A shadow that both rows have left is a history that never was for sets.
                    var left = Apply(rows.Left, merge.Left);
                    var right = Apply(rows.Right, merge.Right);
                    return Agreement.IsEqual(plan, plan.Fields[0], left, right)
                        || IsKnownDrift(plan, rows, merge);
                }
            );

    /// <summary>Neither side moved from its shadow in comparison form: nothing to settle.</summary>
    private static bool IsKnownDrift(
        StreamPlan plan,
        (Value[] Shadow, Value[] Left, Value[] Right) rows,
        MergeResult merge
    ) =>
        merge.Left.Changes.Count + merge.Right.Changes.Count == 0
        && plan.Fields[0].AreEqual(Side.Left, rows.Left[0], rows.Shadow[0])
        && plan.Fields[0].AreEqual(Side.Right, rows.Right[0], rows.Shadow[0]);

    private static StreamPlan PlanOf(ConflictPolicy policy)
    {
        Field[] fields = [new("text", "Text", FieldType.Choice), new("set", "Set", FieldType.Set)];
        return StreamCompiler.Compile(
            new StreamDefinition
            {
                Name = "s/c",
                LeftObject = "l",
                RightObject = "r",
                Conflict = policy,
                Fields = [new FieldPair("text", "text"), new FieldPair("set", "set")],
            },
            [new ObjectSchema("l", fields)],
            [new ObjectSchema("r", fields)]
        );
    }

    private static MergeResult Merge(
        StreamPlan plan,
        Value[] left,
        Value[]? leftShadow,
        Value[] right,
        Value[]? rightShadow
    ) =>
        Merger.Merge(
            new MergeInput(plan, new MergeSide(left, leftShadow), new MergeSide(right, rightShadow))
        );

    private static Value[] Apply(Value[] row, Patch patch)
    {
        var after = (Value[])row.Clone();
        foreach (var change in patch.Changes)
            after[change.Ordinal] = change.New;
        return after;
    }

    private static bool Same(Patch a, Patch b) =>
        a
            .Changes.Select(c => (c.Ordinal, c.New.ToString()))
            .SequenceEqual(b.Changes.Select(c => (c.Ordinal, c.New.ToString())));
}
