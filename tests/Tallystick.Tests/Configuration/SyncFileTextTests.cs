using CsCheck;
using Tallystick.Core.Comparison;
using Tallystick.Core.Mapping;
using Tallystick.Engine.Configuration;

namespace Tallystick.Tests.Configuration;

public sealed class SyncFileTextTests
{
    private static readonly string[] Odd =
    [
        "email",
        "First name",
        "null",
        "~",
        "true",
        "no",
        "0x1f",
        "12",
        "a: b",
        "a #b",
        "#",
        "a:",
        "-",
        "- a",
        "--- a",
        "[x]",
        "{x}",
        "x, y",
        "*a",
        "&a",
        "!a",
        "%a",
        "@a",
        "`a",
        "'",
        "\"",
        "\\",
        "a\nb",
        "a\r\nb",
        "\t",
        " a ",
        "a  b",
        "<<",
        "?",
        "? a",
        "|",
        ">",
        "Straße",
        "名前",
        "🙂",
        "\u2028",
        "\u0085",
        "\u00a0",
        "\ufeff",
        "\u200b",
        "\u0000",
        "\u007f",
        "contact.custom_field",
        "${env:X}",
        "https://x.example/a?b=c&d=%20#e",
    ];

    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.Int[0, Odd.Length - 1].Select(n => Odd[n]),
        Gen.Char["aZ0 :#-,[]{}\"'\\\n\t?*&!|>%@`~.=$äß\u00a0"]
            .Array[1, 8]
            .Select(c => new string(c))
    );

    // Numbered, so that no two pairs write one field.
    private static readonly Gen<FieldPair[]> Pairs = Gen.Select(
            Text,
            Text,
            Gen.Enum<Direction>(),
            Gen.Bool,
            Gen.Bool,
            Gen.Enum<ConflictPolicy>().Nullable(),
            Gen.Enum<ComparisonKind>().Nullable(),
            Gen.Select(Gen.Bool, Text)
        )
        .Select(
            (left, right, direction, fill, empty, conflict, compare, transform) =>
                new FieldPair(left, right)
                {
                    Direction = direction,
                    FillOnly = fill,
                    EmptyOverwrites = empty,
                    Conflict = conflict,
                    Compare = compare,
                    ToRight = Liquid(transform, direction is not Direction.ToLeft),
                    ToLeft = Liquid(transform, direction is not Direction.ToRight),
                }
        )
        .Array[1, 5]
        .Select(pairs =>
            pairs
                .Select((p, n) => p with { Left = $"{p.Left}{n}", Right = $"{p.Right}{n}" })
                .Append(new FieldPair("plain", "Plain field"))
                .ToArray()
        );

    private static readonly Gen<Dictionary<string, string>> Filter = Gen.Select(Text, Text)
        .Array[0, 2]
        .Select(all => all.DistinctBy(f => f.Item1).ToDictionary(f => f.Item1, f => f.Item2));

    private static readonly Gen<StreamDefinition> Stream = Gen.Select(
        Pairs,
        Text,
        Text,
        Gen.Enum<ConflictPolicy>(),
        Gen.Enum<DeletePolicy>().Array[3],
        Gen.Select(Gen.Int[0, 100], Gen.Int[0, 1000], Gen.Int[1, 100_000]),
        Gen.Select(Filter, Filter),
        (pairs, left, right, conflict, deletes, numbers, filters) =>
            new StreamDefinition
            {
                Name = "contacts/stream-1",
                LeftObject = left,
                RightObject = right,
                Fields = pairs,
                Match =
                [
                    [pairs[0].Left],
                    [.. pairs.Select(p => p.Left)],
                ],
                Mode = SyncMode.Observe,
                Conflict = conflict,
                Deletes = deletes[0],
                DeletesOnLeft = deletes[1],
                DeletesOnRight = numbers.Item1 % 2 == 0 ? null : deletes[2],
                ArchiveTag = string.IsNullOrWhiteSpace(left) ? "gone" : left,
                DeletesMax = numbers.Item1,
                DeleteShareMax = numbers.Item2 / 1000.0,
                ChangesMax = numbers.Item1,
                ChangeShareMax = numbers.Item2 / 1000.0,
                BlanksMax = numbers.Item1 + 1,
                BlankShareMax = numbers.Item2 / 1000.0,
                SweepEvery = TimeSpan.FromSeconds(numbers.Item3),
                LeftFilter = filters.Item1,
                RightFilter = filters.Item2,
            }
    );

    private static string? Liquid((bool Has, string Text) transform, bool flows) =>
        transform.Has && flows
            ? $"{{{{ value }}}}{transform.Text.Replace("{", "", StringComparison.Ordinal)}"
            : null;

    private static SyncFileDraft Draft(StreamDefinition stream, params DraftSetting[] settings) =>
        new(
            [new("crm", "highlevel", settings, "The left.\nTwo lines."), new("people", "csv", [])],
            [
                new SyncDefinition
                {
                    Name = "contacts",
                    Left = "crm",
                    Right = "people",
                    Mode = stream.Mode,
                    Streams = [stream],
                },
            ]
        );

    [Fact]
    public void What_is_written_reads_back_the_same() =>
        Stream.Sample(
            stream =>
            {
                var draft = Draft(stream);
                var file = Files.Parse(SyncFileText.Write(draft));
                Files.Meaning(file.Syncs).ShouldBe(Files.Meaning(draft.Syncs));
                return true;
            },
            iter: 2_000
        );

    [Fact]
    public void Settings_read_back_the_same_whatever_they_hold()
    {
        foreach (var value in Odd.Where(o => o is not "${env:X}"))
        {
            var draft = Draft(Usual, new DraftSetting("title", value, "as it\nis # said"));
            var settings = Files.Parse(SyncFileText.Write(draft)).Connections["crm"];
            settings.Text("title").ShouldBe(value);
            settings.Done();
        }
    }

    [Fact]
    public void The_text_is_readable()
    {
        var draft = Draft(
            Usual,
            new DraftSetting("token", "${env:HIGHLEVEL_TOKEN}", "a private integration's token"),
            new DraftSetting("pages", "12"),
            new DraftSetting("search-lag", "60s")
        ) with
        {
            State = "tallystick.db",
        };
        var text = SyncFileText.Write(draft);
        text.ShouldBe(
            """
            # What Tallystick keeps in step. See what a run would do: tally plan FILE
            version: 1
            state: tallystick.db  # remembers what belongs together

            # Where records live. ${env:NAME} is an environment variable, ${file:path} a file.
            connections:
              # The left.
              # Two lines.
              crm:
                connector: highlevel
                token: ${env:HIGHLEVEL_TOKEN}  # a private integration's token
                pages: 12
                search-lag: 60s
              people:
                connector: csv

            syncs:
              contacts:
                left: crm
                right: people
                mode: two-way  # two-way, to-right, to-left, observe
                streams:
                  contacts:
                    left: contact
                    right: row
                    # Records are the same one when a rule's fields are all equal; first rule first.
                    match: [email, [email, firstName]]
                    conflict: ask  # both changed a field: ask, newest, left, right
                    deletes: ask  # one was deleted: ask, keep, propagate, archive
                    # One pair a line: [left field, right field]. A pair can say more: direction, fill,
                    # empty, conflict, compare, to-right, to-left.
                    fields:
                      - [email, Email]
                      - left: firstName
                        right: "First name"
                        direction: to-right
                        empty: keep  # an empty value never overwrites
                        to-right: "{{ value | upcase }}"

            """
        );
        var crm = Files.Parse(text, ("HIGHLEVEL_TOKEN", "t")).Connections["crm"];
        (crm.Text("token"), crm.Int("pages"), crm.Duration("search-lag")).ShouldBe(
            ("t", 12, TimeSpan.FromMinutes(1))
        );
        crm.Done();
    }

    [Fact]
    public void Names_that_no_file_can_hold_are_refused() =>
        Should.Throw<ArgumentException>(() =>
            SyncFileText.Write(
                Draft(Usual) with
                {
                    Connections = [new DraftConnection("My CRM", "csv", [])],
                }
            )
        );

    private static StreamDefinition Usual { get; } =
        new()
        {
            Name = "contacts/contacts",
            LeftObject = "contact",
            RightObject = "row",
            Match =
            [
                ["email"],
                ["email", "firstName"],
            ],
            Fields =
            [
                new FieldPair("email", "Email"),
                new FieldPair("firstName", "First name")
                {
                    Direction = Direction.ToRight,
                    EmptyOverwrites = false,
                    ToRight = "{{ value | upcase }}",
                },
            ],
        };
}
