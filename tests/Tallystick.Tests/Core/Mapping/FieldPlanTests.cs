using System.Globalization;
using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;
using static Tallystick.Tests.Core.Mapping.Streams;

namespace Tallystick.Tests.Core.Mapping;

public sealed class FieldPlanTests
{
    [Theory]
    [InlineData("name", "name", "name")]
    [InlineData("firstName", "given_name", "firstName ↔ given_name")]
    public void A_pair_is_called_by_both_its_fields(string left, string right, string expected) =>
        Pair(new FieldPair(left, right)).Name.ShouldBe(expected);

    [Theory]
    [InlineData(Direction.Both, true, true)]
    [InlineData(Direction.ToRight, false, true)]
    [InlineData(Direction.ToLeft, true, false)]
    public void The_direction_says_where_news_may_go(Direction direction, bool left, bool right)
    {
        var field = Pair(new FieldPair("name", "name") { Direction = direction });

        field.FlowsTo(Side.Left).ShouldBe(left);
        field.FlowsTo(Side.Right).ShouldBe(right);
    }

    [Theory]
    [InlineData("Ada", "Ada", true)]
    [InlineData("Ada", " Ada ", true)]
    [InlineData("Ada", "ada", false)]
    [InlineData("Ada", "-", false)]
    [InlineData("-", "-", true)]
    public void Two_values_of_a_side_are_equal_in_comparison_form(
        string a,
        string b,
        bool expected
    ) =>
        Pair(new FieldPair("name", "name"))
            .AreEqual(Side.Left, Value(a), Value(b))
            .ShouldBe(expected);

    [Theory]
    [InlineData("America/New_York", "2026-12-01T03:00:00.000Z", "2026-11-30")]
    [InlineData("America/New_York", "2026-12-01T05:00:00.000Z", "2026-12-01")]
    [InlineData("Australia/Sydney", "2026-11-30T21:00:00.000Z", "2026-12-01")]
    [InlineData("Australia/Sydney", "2026-11-30T21:00:00+00:00", "2026-12-01")]
    [InlineData("Europe/London", "1782860340000", "2026-06-30")]
    [InlineData("Europe/London", "1782860400000", "2026-07-01")]
    [InlineData("Europe/London", "2026-07-01", "2026-07-01")]
    [InlineData(null, "2026-12-01T03:00:00.000Z", "2026-12-01")]
    public void A_point_in_time_against_a_date_is_the_day_where_its_side_is(
        string? zone,
        string instant,
        string day
    )
    {
        // The other side's own zone must not matter.
        var due = DuePlan(zone, zone is null ? null : "Pacific/Kiritimati");

        due.Left.Form.Of(Value(instant)).ShouldBe(day);
        due.Left.Coercion.Apply(Value(instant)).Value.Text.ShouldBe(day);
    }

    [Theory]
    [InlineData("America/New_York")]
    [InlineData("Australia/Sydney")]
    [InlineData("Europe/London")]
    [InlineData("Pacific/Apia")]
    [InlineData("America/Sao_Paulo")]
    [InlineData(null)]
    public void A_day_that_became_a_point_in_time_is_read_as_the_same_day(string? zone)
    {
        // The other side's own zone must not matter.
        var due = DuePlan(zone, rightZone: "Pacific/Kiritimati");
        for (var day = new DateOnly(2017, 1, 1); day.Year < 2019; day = day.AddDays(1))
        {
            var typed = Value(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

            var written = due.Right.Coercion.Apply(typed).Value;
            // As HighLevel gives it back.
            var stored = Value(
                DateTimeOffset
                    .Parse(written.Text!, CultureInfo.InvariantCulture)
                    .UtcDateTime.ToString(
                        "yyyy-MM-dd'T'HH:mm:ss.fff'Z'",
                        CultureInfo.InvariantCulture
                    )
            );

            due.Left.Form.Of(stored).ShouldBe(typed.Text);
            due.Left.Coercion.Apply(stored).Value.ShouldBe(typed);
        }
    }

    [Theory]
    [InlineData("Europe/Berlin", "America/New_York", "2026-07-01 12:00", "2026-07-01T10:00:00Z")]
    [InlineData("America/New_York", "Europe/Berlin", "2026-07-01 12:00", "2026-07-01T16:00:00Z")]
    public void A_time_without_a_zone_is_one_where_its_side_is(
        string leftZone,
        string rightZone,
        string typed,
        string instant
    )
    {
        var met = DuePlan(leftZone, rightZone, FieldType.Instant);

        var written = met.Left.Coercion.Apply(Value(typed)).Value;

        met.FormOf(Side.Right, written).ShouldBe(met.FormOf(Side.Right, Value(instant)));
    }

    private static FieldPlan DuePlan(
        string? leftZone,
        string? rightZone,
        FieldType right = FieldType.Date
    ) =>
        StreamCompiler
            .Compile(
                Definition(new FieldPair("due", "due")),
                [
                    new ObjectSchema("contact", [Typed("due", FieldType.Instant)])
                    {
                        TimeZone = leftZone,
                    },
                ],
                [new ObjectSchema("person", [Typed("due", right)]) { TimeZone = rightZone }]
            )
            .Fields[0];

    [Theory]
    [InlineData(FieldAccess.All, true, true)]
    [InlineData(FieldAccess.Read | FieldAccess.Create, true, false)]
    [InlineData(FieldAccess.Read | FieldAccess.Update, false, true)]
    public void What_an_end_lets_us_write_is_what_its_field_says(
        FieldAccess access,
        bool create,
        bool update
    )
    {
        var end = Compile(
            Definition(new FieldPair("name", "name")),
            [Text("name")],
            [Text("name") with { Access = access }]
        )
            .Fields[0]
            .Right;

        end.CanCreate.ShouldBe(create);
        end.CanUpdate.ShouldBe(update);
    }

    private static FieldPlan Pair(FieldPair pair) =>
        Compile(Definition(pair), [Text(pair.Left)], [Text(pair.Right)]).Fields.Single();
}
