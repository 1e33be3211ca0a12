using System.Globalization;
using Tallystick.Core.Connectors;
using Tallystick.Core.Records;

namespace Tallystick.Contract.Tests.HighLevel;

/// <summary>Appointments through the connector: listed calendar by calendar, in stretches of time.</summary>
public sealed class AppointmentObjectTests
{
    private const string Calendar = "BqTwX8QFwXzpegMve9EQ";
    private const string Start = "2027-07-01T11:00:00.000Z";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_appointment_is_written_whole_read_back_and_cleared()
    {
        await using var rig = await ObjectRig.StartAsync("appointment");
        var written = await rig.CreateAsync(
            ("contact", Api.C1),
            ("calendar", Calendar),
            ("title", "Zoë ☕"),
            ("startTime", Start),
            ("endTime", "2027-07-01T14:00:00+02:00"),
            ("status", "new"),
            ("assignedUser", "Qp4tLm7nRs2vXy9zAb3c"),
            ("address", "1 Main St"),
            ("description", "two\nlines")
        );
        rig.Of(written.After, "title").ShouldBe(Value.Of("Zoë ☕"));
        rig.Of(written.After, "description").IsUnknown.ShouldBeTrue();
        written.After!.ModifiedAt.ShouldBeNull();

        var stored = (await rig.GetAsync(written.Id)).ShouldNotBeNull();
        InstantOf(rig, stored, "startTime").ShouldBe(Instant(Start));
        InstantOf(rig, stored, "endTime").ShouldBe(Instant("2027-07-01T12:00:00Z"));
        rig.Of(stored, "status").ShouldBe(Value.Of("new"));
        rig.Of(stored, "assignedUser").ShouldBe(Value.Of("Qp4tLm7nRs2vXy9zAb3c"));
        rig.Of(stored, "description").ShouldBe(Value.Of("two\nlines"));
        stored.ModifiedAt.ShouldNotBeNull();
        (await rig.ListAsync()).Single().Values.ShouldBe(stored.Values);

        await rig.UpdateAsync(
            written.Id,
            ("address", null),
            ("description", null),
            ("status", "showed")
        );
        var changed = await rig.GetAsync(written.Id);
        rig.Of(changed, "address").IsEmpty.ShouldBeTrue();
        rig.Of(changed, "description").IsEmpty.ShouldBeTrue();
        rig.Of(changed, "status").ShouldBe(Value.Of("showed"));
        rig.Of(changed, "title").ShouldBe(Value.Of("Zoë ☕"));
        InstantOf(rig, changed, "startTime").ShouldBe(Instant(Start));
    }

    [Fact]
    public async Task A_contacts_own_list_tells_the_same_times_though_it_names_no_zone()
    {
        await using var rig = await ObjectRig.StartAsync("appointment");
        foreach (var start in new[] { Start, "2027-01-15T11:00:00.000Z" })
            await rig.CreateAsync(
                ("contact", Api.C1),
                ("calendar", Calendar),
                ("startTime", start)
            );
        var others = await rig.Api.CreateAsync("other@example.com");
        await rig.CreateAsync(("contact", others), ("calendar", Calendar), ("startTime", Start));

        var own = await rig.ListWhereAsync("contact", Api.C1);

        (await rig.CallsAsync("appointments.list")).ShouldBe(1);
        own.Select(a => InstantOf(rig, a, "startTime"))
            .ShouldBe([Instant(Start), Instant("2027-01-15T11:00:00Z")], ignoreOrder: true);
        own.ShouldAllBe(a => rig.Of(a, "description").IsUnknown);
    }

    [Fact]
    public async Task Old_and_coming_appointments_of_every_calendar_are_listed_in_few_calls()
    {
        await using var rig = await ObjectRig.StartAsync("appointment");
        var calendars = (
            await rig.Api.SendAsync(
                "GET",
                $"/calendars/?locationId={Api.L1}",
                version: "2021-04-15"
            )
        )["calendars"];
        var (ids, year) = (new List<string>(), TimeProvider.System.GetUtcNow().Year);
        foreach (var calendar in calendars.EnumerateArray())
        foreach (var y in new[] { 2019, year - 1, year, year + 2 })
        {
            var created = await rig.CreateAsync(
                ("contact", Api.C1),
                ("calendar", calendar.GetProperty("id").GetString()),
                ("startTime", $"{y}-12-31T23:45:00Z")
            );
            ids.Add(created.Id);
        }
        await rig.Api.DeskAsync("counters/reset");

        var listed = await rig.ListAsync();

        listed.Select(r => r.Id).ShouldBe(ids, ignoreOrder: true);
        (await rig.CallsAsync("calendars.list")).ShouldBe(1);
        (await rig.CallsAsync("events.list")).ShouldBe(10);
    }

    [Fact]
    public async Task A_booked_time_is_no_obstacle_to_what_was_agreed_on_elsewhere()
    {
        await using var rig = await ObjectRig.StartAsync("appointment");
        var first = await rig.CreateAsync(
            ("contact", Api.C1),
            ("calendar", Calendar),
            ("startTime", Start)
        );
        (
            await rig.Api.SendAsync(
                "POST",
                "/calendars/events/appointments",
                new
                {
                    calendarId = Calendar,
                    locationId = Api.L1,
                    contactId = Api.C1,
                    startTime = Start,
                },
                version: "2021-04-15"
            )
        ).ShouldRefuse(400, "The slot you have selected is no longer available.");

        var second = await rig.CreateAsync(
            ("contact", Api.C1),
            ("calendar", Calendar),
            ("startTime", Start)
        );
        second.Id.ShouldNotBe(first.Id);
    }

    [Fact]
    public async Task Refusals_name_the_field_and_what_is_gone_is_gone()
    {
        await using var rig = await ObjectRig.StartAsync("appointment");
        (string, string?)[] sound =
        [
            ("contact", Api.C1),
            ("calendar", Calendar),
            ("startTime", Start),
        ];
        var id = (await rig.CreateAsync(sound)).Id;
        (
            await ObjectRig.FailAsync(
                ProblemKind.Invalid,
                () => rig.UpdateAsync(id, ("status", "perhaps"))
            )
        ).Field.ShouldBe("status");
        (
            await ObjectRig.FailAsync(ProblemKind.Invalid, () => rig.CreateAsync(sound[..2]))
        ).Field.ShouldBe("startTime");
        (
            await ObjectRig.FailAsync(
                ProblemKind.Invalid,
                () => rig.CreateAsync([("contact", "Nobody0Nobody0Nobody"), .. sound[1..]])
            )
        ).Field.ShouldBe("contact");

        await rig.Connector.DeleteAsync("appointment", id, null, Token);
        await rig.Connector.DeleteAsync("appointment", id, null, Token);
        (await rig.GetAsync(id)).ShouldBeNull();
        rig.Connector.CallsOf(rig.Projection, id, rig.Patch(("title", "x")))
            .ShouldBe(["appointments.update"]);
    }

    private static DateTimeOffset InstantOf(
        ObjectRig rig,
        Tallystick.Core.Records.Record? record,
        string key
    ) => Instant(rig.Of(record, key).Text!);

    private static DateTimeOffset Instant(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
