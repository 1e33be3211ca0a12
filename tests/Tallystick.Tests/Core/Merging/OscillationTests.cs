using Tallystick.Core.Mapping;
using Tallystick.Core.Merging;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;
using Tallystick.Core.Stores;

namespace Tallystick.Tests.Core.Merging;

public sealed class OscillationTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly FieldPlan City = PlanOf("city", FieldType.Text);

    [Fact]
    public void The_same_write_that_never_lasts_is_counted_with_its_times()
    {
        var undone = Undone([Wrote("Köln", "Bonn", 1), Wrote("Köln", "Bonn", 2)], "Köln", "Bonn");

        undone.ShouldBe([Noon.AddHours(1), Noon.AddHours(2)]);
    }

    [Fact]
    public void Someone_who_switches_the_source_to_and_fro_is_no_oscillation() =>
        Undone(
                [
                    Wrote("open", "closed", 1),
                    Wrote("closed", "open", 2),
                    Wrote("open", "closed", 3),
                    Wrote("closed", "open", 4),
                    Wrote("open", "closed", 5),
                    Wrote("closed", "open", 6),
                ],
                "open",
                "closed"
            )
            .ShouldBeEmpty();

    [Fact]
    public void A_new_value_starts_anew() =>
        Undone([Wrote("Köln", "Bonn", 1), Wrote("Köln", "Bonn", 2)], "Köln", "Ulm").ShouldBeEmpty();

    [Fact]
    public void What_was_written_before_another_value_is_another_story() =>
        Undone(
                [Wrote("Köln", "Bonn", 1), Wrote("Köln", "Ulm", 2), Wrote("Köln", "Bonn", 3)],
                "Köln",
                "Bonn"
            )
            .ShouldBe([Noon.AddHours(3)]);

    [Fact]
    public void Formatting_makes_no_difference() =>
        Undone([Wrote("Köln ", "Bonn", 1)], "Köln", " Bonn").Count.ShouldBe(1);

    [Fact]
    public void What_a_person_decided_is_not_counted() =>
        Undone(
                [Wrote("Köln", "Bonn", 1), Wrote("Köln", "Bonn", 2) with { Actor = "ada" }],
                "Köln",
                "Bonn"
            )
            .ShouldBeEmpty();

    [Fact]
    public void Writes_of_the_other_side_and_of_other_fields_are_not_counted() =>
        Undone(
            [
                Wrote("Köln", "Bonn", 1),
                Wrote("Bonn", "Köln", 2) with
                {
                    Side = Side.Right,
                },
                Wrote("a", "b", 3, "name"),
                Wrote("Köln", "Bonn", 4),
            ],
            "Köln",
            "Bonn"
        )
            .Count.ShouldBe(2);

    private static IReadOnlyList<DateTimeOffset> Undone(
        IEnumerable<JournalEntry> oldestFirst,
        string now,
        string next
    ) =>
        Oscillation.WritesUndone(
            oldestFirst.Reverse(),
            City,
            Side.Left,
            Value.Of(now),
            Value.Of(next),
            isNormalised: false
        );

    private static JournalEntry Wrote(
        string before,
        string after,
        int hour,
        string field = "city"
    ) =>
        new(JournalKind.Updated, Noon.AddHours(hour))
        {
            Side = Side.Left,
            Fields = [new JournalField(field, Value.Of(before), Value.Of(after))],
        };

    private static FieldPlan PlanOf(string key, FieldType type)
    {
        var schema = new ObjectSchema("person", [new Field(key, key, type)]);
        var definition = new StreamDefinition
        {
            Name = "a/b",
            LeftObject = "person",
            RightObject = "person",
            Match =
            [
                [key],
            ],
            Fields = [new FieldPair(key, key)],
        };
        return StreamCompiler.Compile(definition, [schema], [schema]).Fields[0];
    }
}
