using Tallystick.Core.Mapping;
using Tallystick.Core.Merging;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;
using Tallystick.Core.Stores;

namespace Tallystick.Tests.Core.Merging;

/// <summary>
/// A merge as a table: "shadow | left | right → left write | right write | note". A dash is empty,
/// a question mark unknown, "=" nothing written, a list in braces a set. The shadow is the same on
/// both sides unless written "l/r"; "none" is a first meeting. The note tells of conflicts and who
/// wins, of edits that are put back, and of values that cannot be written.
/// </summary>
internal static class MergeScenario
{
    public static void Check(string table, Action<Builder>? configure = null) =>
        Check(table, configure, (result, _) => ShowWrites(result));

    /// <summary>
    /// What is remembered after the merge: "shadow | left | right → left shadow | right shadow |
    /// note". The note says "settled" when older marks of the field are done with, and which mark is
    /// made instead.
    /// </summary>
    public static void CheckMemory(string table, Action<Builder>? configure = null) =>
        Check(table, configure, ShowMemory);

    private static void Check(
        string table,
        Action<Builder>? configure,
        Func<MergeResult, StreamPlan, string> show
    )
    {
        foreach (var line in table.Split('\n', StringSplitOptions.TrimEntries))
        {
            if (line.Length == 0 || line.StartsWith('#'))
                continue;
            var (given, expected) = Halves(line);
            var (result, plan) = Run(given, configure);
            show(result, plan).ShouldBe(expected, line);
        }
    }

    public static (MergeResult Result, StreamPlan Plan) Run(
        string given,
        Action<Builder>? configure = null
    ) => Run(given.Split('|', StringSplitOptions.TrimEntries), configure);

    private static (MergeResult Result, StreamPlan Plan) Run(
        string[] given,
        Action<Builder>? configure
    )
    {
        var plan = PlanOf(given, configure, out var builder);
        var shadows = given[0].Split('/');
        var result = Merger.Merge(
            new MergeInput(
                plan,
                new MergeSide([Parse(given[1])], Shadow(shadows[0])) { EditedAt = builder.LeftAt },
                new MergeSide([Parse(given[2])], Shadow(shadows[^1])) { EditedAt = builder.RightAt }
            )
        );
        return (result, plan);
    }

    /// <summary>A plan and rows of one field each: "left | right".</summary>
    public static (StreamPlan Plan, Value[][] Rows) Rows(string given, Action<Builder>? configure)
    {
        var values = given.Split('|', StringSplitOptions.TrimEntries);
        var plan = PlanOf(values, configure, out _);
        return (plan, [.. values.Select(v => new[] { Parse(v) })]);
    }

    private static StreamPlan PlanOf(
        string[] values,
        Action<Builder>? configure,
        out Builder builder
    )
    {
        var isSet = values.Any(v => v.Contains('{'));
        builder = new Builder { Type = isSet ? FieldType.Set : FieldType.Text };
        configure?.Invoke(builder);
        return builder.Plan();
    }

    private static string ShowWrites(MergeResult result)
    {
        var notes = result
            .Conflicts.Select(c => $"conflict {c.Winner?.Word ?? "ask"}")
            .Concat(result.PutBacks.Select(b => $"put back {b.Edited.Word}"))
            .Concat(result.Problems.Select(p => $"{Word(p.Reason)} from {p.From.Word}"));
        return $"{Show(result.Left)} | {Show(result.Right)} | {string.Join(", ", notes)}".TrimEnd();
    }

    private static string ShowMemory(MergeResult result, StreamPlan plan)
    {
        var name = plan.Fields[0].Name;
        var notes = result
            .Settled.Where(s => s == name)
            .Select(_ => "settled")
            .Concat(result.Marks.Where(m => m.Field == name).Select(m => Word(m.Reason)));
        var (left, right) = (Show(result.LeftShadow[0]), Show(result.RightShadow[0]));
        return $"{left} | {right} | {string.Join(", ", notes)}".TrimEnd();
    }

    private static string Word(MarkReason reason) =>
        reason is MarkReason.ReadOnly ? "read-only" : reason.ToString().ToLowerInvariant();

    private static (string[] Given, string Expected) Halves(string line)
    {
        var parts = line.Split('→');
        var given = parts[0].Split('|', StringSplitOptions.TrimEntries);
        var expected = parts[1].Split('|', StringSplitOptions.TrimEntries);
        var note = expected.Length > 2 ? expected[2] : "";
        return (given, $"{expected[0]} | {expected[1]} | {note}".TrimEnd());
    }

    private static Value[]? Shadow(string text) => text == "none" ? null : [Parse(text)];

    private static Value Parse(string text) =>
        text switch
        {
            "?" => Value.Unknown,
            "-" => Value.Empty,
            _ when text.StartsWith('{') => Value.OfSet(
                text.Trim('{', '}').Split(' ', StringSplitOptions.RemoveEmptyEntries)
            ),
            _ => Value.Of(text),
        };

    private static string Show(Patch patch)
    {
        if (patch.Changes.Count == 0)
            return "=";
        var change = patch.Changes[0];
        if (change.Added is null)
            return Show(change.New);
        var signed = change.Added.Select(a => $"+{a}").Concat(change.Removed!.Select(r => $"-{r}"));
        return string.Join(' ', signed);
    }

    private static string Show(Value value) =>
        value.IsSet ? $"{{{string.Join(' ', value.Items)}}}"
        : value.IsEmpty ? "-"
        : value.ToString();

    internal sealed class Builder
    {
        public FieldType Type { get; set; }

        public Direction Direction { get; set; }

        public ConflictPolicy Conflict { get; set; }

        public bool FillOnly { get; set; }

        public bool EmptyOverwrites { get; set; } = true;

        public SyncMode Mode { get; set; }

        public FieldAccess LeftAccess { get; set; } = FieldAccess.All;

        public FieldAccess RightAccess { get; set; } = FieldAccess.All;

        /// <summary>Null: the same as the left's.</summary>
        public FieldType? RightType { get; set; }

        /// <summary>The only values that the right side takes.</summary>
        public IReadOnlyList<string> RightOptions { get; set; } = [];

        /// <summary>How many characters each side takes; null: any number.</summary>
        public int? LeftLengthMax { get; set; }

        public int? RightLengthMax { get; set; }

        public string? ToRight { get; set; }

        public string? ToLeft { get; set; }

        public DateTimeOffset? LeftAt { get; set; }

        public DateTimeOffset? RightAt { get; set; }

        public StreamPlan Plan() =>
            StreamCompiler.Compile(
                new StreamDefinition
                {
                    Name = "people/contacts",
                    LeftObject = "contact",
                    RightObject = "person",
                    Mode = Mode,
                    Conflict = Conflict,
                    Fields =
                    [
                        new FieldPair("value", "worth")
                        {
                            Direction = Direction,
                            FillOnly = FillOnly,
                            EmptyOverwrites = EmptyOverwrites,
                            ToRight = ToRight,
                            ToLeft = ToLeft,
                        },
                    ],
                },
                [
                    new ObjectSchema(
                        "contact",
                        [
                            new Field("value", "Value", Type)
                            {
                                Access = LeftAccess,
                                LengthMax = LeftLengthMax,
                            },
                        ]
                    ),
                ],
                [
                    new ObjectSchema(
                        "person",
                        [
                            new Field("worth", "Worth", RightType ?? Type)
                            {
                                Access = RightAccess,
                                LengthMax = RightLengthMax,
                                Options = RightOptions,
                            },
                        ]
                    ),
                ]
            );
    }
}
