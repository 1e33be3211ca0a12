using Tallystick.Engine.Configuration;
using Tallystick.Engine.Scheduling;

namespace Tallystick.Tests.Configuration;

public sealed class SchedulesTests
{
    [Theory]
    [InlineData("every 5m", "every 5m")]
    [InlineData("'every 1h'", "every 1h")]
    [InlineData("'0 6 * * 1-5'", "0 6 * * 1-5")]
    [InlineData("'@daily'", "@daily")]
    [InlineData("{ cron: 30 6 * * *, zone: Europe/Berlin }", "30 6 * * * (Europe/Berlin)")]
    public void A_schedule_is_read_and_written_the_same(string written, string meant)
    {
        var sync = Files.Parse(With(written)).Syncs.Single();

        sync.Schedule.ShouldNotBeNull().ToString().ShouldBe(meant);
        var draft = new SyncFileDraft(
            [new("crm", "highlevel", []), new("people", "csv", [])],
            [sync]
        );
        Files.Parse(SyncFileText.Write(draft)).Syncs.Single().Schedule.ShouldBe(sync.Schedule);
    }

    [Fact]
    public void Without_a_schedule_there_is_none_and_tally_up_takes_the_usual_one()
    {
        Files.Parse(Files.Good).Syncs.Single().Schedule.ShouldBeNull();
        Schedule.Usual.ToString().ShouldBe("every 1m");
    }

    [Theory]
    [InlineData("hourly", "'hourly' is no schedule")]
    [InlineData("every day", "names no time")]
    [InlineData("every 10ms", "out of bounds")]
    [InlineData("'0 0 31 2 *'", "never comes")]
    [InlineData("{ zone: Europe/Berlin }", "'cron' is missing")]
    [InlineData("{ cron: 0 6 * * *, zone: Berlin }", "no time zone 'Berlin'")]
    [InlineData("{ cron: 0 6 * * *, tz: Europe/Berlin }", "unknown key 'tz'")]
    [InlineData("[every 5m]", "must be a single value")]
    public void A_schedule_that_cannot_be_is_told_with_its_place(string written, string expected)
    {
        var complaint = Files.Complaint(() => Files.Parse(With(written)));

        complaint.Message.ShouldContain(expected);
        complaint.Message.ShouldContain("/data/tallystick.yaml:11");
    }

    private static string With(string schedule) =>
        Files.Good.Replace(
            "    right: people\n",
            $"    right: people\n    schedule: {schedule}\n",
            StringComparison.Ordinal
        );
}
