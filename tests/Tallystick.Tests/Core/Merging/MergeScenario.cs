using Tallystick.Core.Mapping;
using Tallystick.Core.Merging;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;

namespace Tallystick.Tests.Core.Merging;

/// <summary>
/// A merge as a table: "shadow | left | right → left write | right write | note". A dash is empty,
/// a question mark unknown, "=" nothing written, a list in braces a set. The shadow is the same on
/// both sides unless written "l/r"; "none" is a first meeting.
/// </summary>
internal static class MergeScenario
{
    public static void Check(string table, Action<Builder>? configure = null)
    {
        foreach (var line in table.Split('\n', StringSplitOptions.TrimEntries))
        {
            if (line.Length == 0 || line.StartsWith('#'))
                continue;
            var (given, expected) = Halves(line);
            Run(given, configure).ShouldBe(expected, line);
        }
    }

    private static string Run(string[] given, Action<Builder>? configure)
    {
        var isSet = given.Any(g => g.Contains('{'));
        var builder = new Builder { Type = isSet ? FieldType.Set : FieldType.Text };
        configure?.Invoke(builder);
        var plan = builder.Plan();
        var shadows = given[0].Split('/');
        var result = Merger.Merge(
            new MergeInput(
                plan,
                new MergeSide([Parse(given[1])], Shadow(shadows[0])) { EditedAt = builder.LeftAt },
                new MergeSide([Parse(given[2])], Shadow(shadows[^1])) { EditedAt = builder.RightAt }
            )
        );
        var note =
            result.Conflicts.Count > 0
                ? $"conflict {result.Conflicts[0].Winner?.Word ?? "ask"}"
                : "";
        return $"{Show(result.Left)} | {Show(result.Right)} | {note}".TrimEnd();
    }

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
            return change.New.IsEmpty ? "-" : change.New.ToString();
        var signed = change.Added.Select(a => $"+{a}").Concat(change.Removed!.Select(r => $"-{r}"));
        return string.Join(' ', signed);
    }

    internal sealed class Builder
    {
        public FieldType Type { get; set; }

        public Direction Direction { get; set; }

        public ConflictPolicy Conflict { get; set; }

        public bool FillOnly { get; set; }

        public bool EmptyOverwrites { get; set; } = true;

        public SyncMode Mode { get; set; }

        public FieldAccess RightAccess { get; set; } = FieldAccess.All;

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
                [new ObjectSchema("contact", [new Field("value", "Value", Type)])],
                [
                    new ObjectSchema(
                        "person",
                        [new Field("worth", "Worth", Type) { Access = RightAccess }]
                    ),
                ]
            );
    }
}
