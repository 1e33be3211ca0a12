using CsCheck;
using Tallystick.Core.Mapping;
using Tallystick.Core.Merging;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;

namespace Tallystick.Tests.Core.Merging;

/// <summary>What holds under every rule that a pair of fields can have.</summary>
public sealed class MergeRulesLaws
{
    private static readonly Gen<Value> AnyText = Gen.Int[0, 4]
        .Select(i => Value.Of(new[] { "a", "A ", "b", "c", "" }[i]));

    private static readonly Gen<Value> AnySet = Gen.Int[0, 3]
        .Select(i => new[] { "a", "A", "b", "c" }[i])
        .Array[0, 4]
        .Select(items => Value.OfSet(items));

    private static readonly Gen<Value[]> AnyRow = Gen.Select(
        AnyText,
        AnySet,
        (text, set) => new[] { text, set }
    );

    private static readonly Gen<Rules> AnyRules = Gen.Select(
        Gen.Enum<Direction>(),
        Gen.Enum<ConflictPolicy>(),
        Gen.Enum<SyncMode>(),
        Gen.Bool,
        Gen.Bool,
        (direction, policy, mode, fill, empty) => new Rules(direction, policy, mode, fill, empty)
    );

    private static readonly Gen<Pair> AnyPair = Gen.Select(
        AnyRow,
        AnyRow,
        AnyRow,
        AnyRow,
        Gen.Bool,
        (left, right, leftShadow, rightShadow, isNew) =>
            new Pair(left, right, isNew ? null : leftShadow, isNew ? null : rightShadow)
    );

    [Fact]
    public void After_the_writes_a_second_merge_writes_nothing() =>
        Gen.Select(AnyRules, AnyPair)
            .Sample(
                (rules, pair) =>
                {
                    var merge = Merge(rules, pair);

                    return Writes(Merge(rules, After(pair, merge))) == 0;
                }
            );

    [Fact]
    public void A_side_that_nothing_flows_to_is_not_written() =>
        Gen.Select(AnyRules, AnyPair)
            .Sample(
                (rules, pair) =>
                {
                    var merge = Merge(rules, pair);

                    return (MayWrite(rules, Side.Left) || merge.Left.Changes.Count == 0)
                        && (MayWrite(rules, Side.Right) || merge.Right.Changes.Count == 0);
                }
            );

    [Fact]
    public void A_fill_only_field_is_written_only_where_it_is_empty() =>
        Gen.Select(AnyRules, AnyPair)
            .Sample(
                (rules, pair) =>
                    Overwritten(Merge(rules with { FillOnly = true }, pair), pair)
                        .All(w => w.Before.IsEmpty)
            );

    [Fact]
    public void Where_empty_never_overwrites_nothing_is_emptied() =>
        Gen.Select(AnyRules, AnyPair)
            .Sample(
                (rules, pair) =>
                    Overwritten(Merge(rules with { EmptyOverwrites = false }, pair), pair)
                        .All(w => w.After.HasContent)
            );

    [Fact]
    public void What_a_mode_keeps_back_arrives_once_it_is_switched_on() =>
        Gen.Select(AnyPair, Gen.Enum<SyncMode>())
            .Sample(
                (any, mode) =>
                {
                    // Sides that agreed on the same, as an app that normalises nothing does.
                    var pair = any with
                    {
                        RightShadow = any.LeftShadow,
                    };
                    var both = new Rules(Direction.Both, ConflictPolicy.Left);
                    var atOnce = After(pair, Merge(both, pair));

                    var first = After(pair, Merge(both with { Mode = mode }, pair));
                    var second = After(first, Merge(both, first));

                    return Same(atOnce.Left, second.Left) && Same(atOnce.Right, second.Right);
                }
            );

    private static bool MayWrite(Rules rules, Side side) =>
        PlanOf(rules) is var plan && plan.Writes(side) && plan.Fields[0].FlowsTo(side);

    private static int Writes(MergeResult merge) =>
        merge.Left.Changes.Count + merge.Right.Changes.Count;

    private static IEnumerable<(Value Before, Value After)> Overwritten(
        MergeResult merge,
        Pair pair
    ) =>
        merge
            .Left.Changes.Select(c => (pair.Left[c.Ordinal], c.New))
            .Concat(merge.Right.Changes.Select(c => (pair.Right[c.Ordinal], c.New)));

    private static MergeResult Merge(Rules rules, Pair pair) =>
        Merger.Merge(
            new MergeInput(
                PlanOf(rules),
                new MergeSide(pair.Left, pair.LeftShadow),
                new MergeSide(pair.Right, pair.RightShadow)
            )
        );

    private static Pair After(Pair pair, MergeResult merge) =>
        new(
            Apply(pair.Left, merge.Left),
            Apply(pair.Right, merge.Right),
            merge.LeftShadow,
            merge.RightShadow
        );

    private static Value[] Apply(Value[] row, Patch patch)
    {
        var after = (Value[])row.Clone();
        foreach (var change in patch.Changes)
            after[change.Ordinal] = change.New;
        return after;
    }

    private static bool Same(Value[] one, Value[] other)
    {
        var fields = PlanOf(new Rules(Direction.Both, ConflictPolicy.Ask)).Fields;
        return fields.All(f => f.AreEqual(Side.Left, one[f.Left.Ordinal], other[f.Left.Ordinal]));
    }

    private static StreamPlan PlanOf(Rules rules)
    {
        Field[] fields = [new("text", "Text", FieldType.Choice), new("set", "Set", FieldType.Set)];
        return StreamCompiler.Compile(
            new StreamDefinition
            {
                Name = "s/c",
                LeftObject = "l",
                RightObject = "r",
                Mode = rules.Mode,
                Conflict = rules.Policy,
                Fields =
                [
                    .. fields.Select(f => new FieldPair(f.Key, f.Key)
                    {
                        Direction = rules.Direction,
                        FillOnly = rules.FillOnly,
                        EmptyOverwrites = rules.EmptyOverwrites,
                    }),
                ],
            },
            [new ObjectSchema("l", fields)],
            [new ObjectSchema("r", fields)]
        );
    }

    private sealed record Rules(
        Direction Direction,
        ConflictPolicy Policy,
        SyncMode Mode = SyncMode.TwoWay,
        bool FillOnly = false,
        bool EmptyOverwrites = true
    );

    /// <summary>Rows and shadows of one linked pair.</summary>
    private sealed record Pair(
        Value[] Left,
        Value[] Right,
        Value[]? LeftShadow,
        Value[]? RightShadow
    )
    {
        public override string ToString() =>
            $"{Show(LeftShadow)} / {Show(RightShadow)} | {Show(Left)} | {Show(Right)}";

        private static string Show(Value[]? row) =>
            row is null ? "none" : string.Join(", ", row.Select(v => $"'{v}'"));
    }
}
