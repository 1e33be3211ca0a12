using System.Text.Json;

namespace Tallystick.Contract.Tests.HighLevel;

/// <summary>Calendars and their appointments, as the sandbox has them.</summary>
public sealed class CalendarTests
{
    private const string Calendar = "BqTwX8QFwXzpegMve9EQ";

    [Fact]
    public async Task An_appointment_has_an_offset_in_its_calendar_and_no_zone_with_its_contact()
    {
        await using var api = await Api.StartAsync();
        var created = await BookAsync(api, "2027-07-01T11:00:00Z");
        created.Status.ShouldBe(200);
        created.Has("dateAdded").ShouldBeFalse();
        created["startTime"].GetString().ShouldBe("2027-07-01T07:00:00-04:00");
        created["endTime"].GetString().ShouldBe("2027-07-01T07:30:00-04:00");
        var id = created["id"].GetString();

        var one = await SendAsync(api, "GET", $"/calendars/events/appointments/{id}");
        one["event"].GetProperty("dateUpdated").GetString().ShouldNotBeNull();
        var ofContact = (await api.GetAsync($"/contacts/{Api.C1}/appointments"))["events"][0];
        ofContact.GetProperty("startTime").GetString().ShouldBe("2027-07-01 07:00:00");

        var deleted = await SendAsync(api, "DELETE", $"/calendars/events/{id}", new { });
        deleted.Status.ShouldBe(201);
        deleted["succeeded"].GetBoolean().ShouldBeTrue();
        (await SendAsync(api, "GET", $"/calendars/events/appointments/{id}")).Status.ShouldBe(404);
        (await ContactTests.EventsAsync(api))
            .TakeLast(2)
            .ShouldBe(["AppointmentCreate", "AppointmentDelete"]);
    }

    [Fact]
    public async Task Events_are_asked_for_by_a_time_and_a_calendar_a_user_or_a_group()
    {
        await using var api = await Api.StartAsync();
        await BookAsync(api, "2027-07-01T11:00:00Z");
        var (before, at, after) = (
            Epoch("2027-06-30T00:00:00Z"),
            Epoch("2027-07-01T11:10:00Z"),
            Epoch("2027-07-02T00:00:00Z")
        );

        (await CountAsync($"calendarId={Calendar}&startTime={before}&endTime={after}")).ShouldBe(1);
        (await CountAsync($"calendarId={Calendar}&startTime={at}&endTime={after}")).ShouldBe(1);
        (await CountAsync($"calendarId={Calendar}&startTime={after}&endTime={after + 1}")).ShouldBe(
            0
        );
        (
            await CountAsync($"userId=sx6wyHhbFdRXh302LLNR&startTime={before}&endTime={after}")
        ).ShouldBe(1);
        (
            await CountAsync($"groupId=9NkT25Vor1v4aQatFsv2&startTime={before}&endTime={after}")
        ).ShouldBe(1);
        (
            await SendAsync(
                api,
                "GET",
                $"/calendars/events?locationId={Api.L1}&startTime={before}&endTime={after}"
            )
        ).ShouldBeInvalid("Either of userId, calendarId or groupId is required");

        async Task<int> CountAsync(string query) =>
            (await SendAsync(api, "GET", $"/calendars/events?locationId={Api.L1}&{query}"))[
                "events"
            ]
                .GetArrayLength();
    }

    [Fact]
    public async Task Bad_bookings_are_refused()
    {
        await using var api = await Api.StartAsync();
        (await BookAsync(api, "tomorrow")).ShouldBeInvalid(
            "startTime must be a valid ISO 8601 date string"
        );
        (
            await BookAsync(api, "2027-07-01T11:00:00Z", contact: "Nobody0Nobody0Nobody")
        ).ShouldRefuse(400, "Contact with id Nobody0Nobody0Nobody not found");
        (await BookAsync(api, "2027-07-01T11:00:00Z", calendar: "none")).ShouldRefuse(
            400,
            "Calendar not found"
        );
        var id = (await BookAsync(api, "2027-07-01T11:00:00Z"))["id"].GetString();
        (
            await SendAsync(
                api,
                "PUT",
                $"/calendars/events/appointments/{id}",
                new { contactId = Api.C1 }
            )
        ).ShouldBeInvalid("property contactId should not exist");
    }

    private static Task<Reply> BookAsync(
        Api api,
        string start,
        string contact = Api.C1,
        string calendar = Calendar
    ) =>
        SendAsync(
            api,
            "POST",
            "/calendars/events/appointments",
            new
            {
                calendarId = calendar,
                locationId = Api.L1,
                contactId = contact,
                startTime = start,
            }
        );

    private static Task<Reply> SendAsync(
        Api api,
        string method,
        string path,
        object? body = null
    ) => api.SendAsync(method, path, body, version: "2021-04-15");

    private static long Epoch(string text) =>
        JsonSerializer.SerializeToElement(text).GetDateTimeOffset().ToUnixTimeMilliseconds();
}
