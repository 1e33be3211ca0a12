using Tallystick.Core.Comparison;
using static Tallystick.Tests.Core.Comparison.Forms;

namespace Tallystick.Tests.Core.Comparison;

public sealed class ComparisonTimesTests
{
    [Theory]
    [InlineData("1990-03-04", "1990-03-04")]
    [InlineData("1990/03/04", "1990-03-04")]
    [InlineData("03/04/1990", "1990-03-04")]
    [InlineData("03-04-1990", "1990-03-04")]
    [InlineData("1990.03.04", "1990-03-04")]
    [InlineData("03.04.1990", "1990-03-04")]
    [InlineData("1990_03_04", "1990-03-04")]
    [InlineData("03_04_1990", "1990-03-04")]
    [InlineData("3/4/1990", "1990-03-04")]
    [InlineData("25.12.1990", "1990-12-25")]
    [InlineData("12.25.1990", "1990-12-25")]
    [InlineData("19900304", "1990-03-04")]
    [InlineData("1990-03-04T23:30:00.000Z", "1990-03-04")]
    [InlineData("1990-03-04T00:30:00+09:00", "1990-03-04")]
    [InlineData("1990-03-04 10:15", "1990-03-04")]
    [InlineData("636508800000", "1990-03-04")]
    [InlineData("-86400000000", "1967-04-07")]
    [InlineData("2024-02-29", "2024-02-29")]
    [InlineData("2023-02-29", "?2023-02-29")]
    [InlineData("13/13/1990", "?13/13/1990")]
    [InlineData("1990", "?1990")]
    [InlineData("0000-01-01", "?0000-01-01")]
    [InlineData("1990-03-04 or so", "?1990-03-04 or so")]
    [InlineData("yesterday", "?yesterday")]
    public void A_date_is_the_date_as_written(string text, string form) =>
        Form(ComparisonKind.Date, text).ShouldBe(form);

    [Theory]
    [InlineData("2024-07-01T12:00:00Z", "2024-07-01T12:00:00.000Z")]
    [InlineData("2024-07-01T12:00:00.123456Z", "2024-07-01T12:00:00.123Z")]
    [InlineData("2024-07-01T12:00:00+02:00", "2024-07-01T10:00:00.000Z")]
    [InlineData("2024-07-01T12:00:00-0500", "2024-07-01T17:00:00.000Z")]
    [InlineData("2024-07-01 12:00:00 UTC", "2024-07-01T12:00:00.000Z")]
    [InlineData("2024-07-01T12:00:00", "2024-07-01T10:00:00.000Z")]
    [InlineData("2024-12-01T12:00", "2024-12-01T11:00:00.000Z")]
    [InlineData("2024-07-01", "2024-06-30T22:00:00.000Z")]
    [InlineData("07/01/2024 2:30 PM", "2024-07-01T12:30:00.000Z")]
    [InlineData("07/01/2024 12:05 am", "2024-06-30T22:05:00.000Z")]
    [InlineData("1719835200123", "2024-07-01T12:00:00.123Z")]
    [InlineData("2024-07-01T25:00:00Z", "?2024-07-01t25:00:00z")]
    [InlineData("0001-01-01T00:00:00+05:00", "?0001-01-01t00:00:00+05:00")]
    [InlineData("soon", "?soon")]
    public void An_instant_is_utc_and_a_bare_time_is_in_the_sides_zone(string text, string form) =>
        Form(ComparisonKind.Instant, text, German).ShouldBe(form);

    [Fact]
    public void Without_a_known_zone_a_bare_time_is_utc()
    {
        var nowhere = new ComparisonContext { TimeZone = "Mars/Olympus_Mons" };

        Form(ComparisonKind.Instant, "2024-07-01T12:00", nowhere)
            .ShouldBe("2024-07-01T12:00:00.000Z");
        Form(ComparisonKind.Instant, "2024-07-01T12:00", ComparisonContext.None)
            .ShouldBe("2024-07-01T12:00:00.000Z");
    }
}
