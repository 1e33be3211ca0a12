using System.Text.Json;

namespace Tallystick.HighLevel;

/// <summary>Calendars and the appointments in them. Their operations are of another version than the rest.</summary>
public sealed partial class HighLevelClient
{
    public Task<IReadOnlyList<LocationCalendar>> ListCalendarsAsync(
        CancellationToken cancellationToken
    ) =>
        ReadAsync(
            Operations.ListCalendars,
            $"calendars/?locationId={Escape(LocationId)}",
            null,
            "calendars",
            HighLevelJson.Default.IReadOnlyListLocationCalendar,
            cancellationToken
        );

    /// <summary>The appointments of one calendar within a time; the API has no pages here.</summary>
    public Task<IReadOnlyList<CalendarAppointment>> ListEventsAsync(
        string calendarId,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken cancellationToken
    ) =>
        ReadAsync(
            Operations.ListEvents,
            $"calendars/events?locationId={Escape(LocationId)}&calendarId={Escape(calendarId)}"
                + $"&startTime={from.ToUnixTimeMilliseconds()}&endTime={to.ToUnixTimeMilliseconds()}",
            null,
            "events",
            HighLevelJson.Default.IReadOnlyListCalendarAppointment,
            cancellationToken
        );

    public Task<CalendarAppointment> GetAppointmentAsync(
        string id,
        CancellationToken cancellationToken
    ) =>
        ReadAsync(
            Operations.GetAppointment,
            $"calendars/events/appointments/{Escape(id)}",
            null,
            "event",
            HighLevelJson.Default.CalendarAppointment,
            cancellationToken
        );

    /// <summary>The answer lacks the times of creation and change, and the description. Not repeatable.</summary>
    public Task<CalendarAppointment> CreateAppointmentAsync(
        AppointmentInput appointment,
        CancellationToken cancellationToken
    ) =>
        StoreAsync(
            Operations.CreateAppointment,
            "calendars/events/appointments",
            appointment with
            {
                LocationId = LocationId,
            },
            cancellationToken
        );

    /// <summary>Its contact cannot be changed. The answer lacks what that of a create lacks.</summary>
    public Task<CalendarAppointment> UpdateAppointmentAsync(
        string id,
        AppointmentInput appointment,
        CancellationToken cancellationToken
    ) =>
        StoreAsync(
            Operations.UpdateAppointment,
            $"calendars/events/appointments/{Escape(id)}",
            appointment,
            cancellationToken
        );

    public async Task DeleteEventAsync(string id, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(
            Operations.DeleteEvent,
            $"calendars/events/{Escape(id)}",
            static writer =>
            {
                writer.WriteStartObject();
                writer.WriteEndObject();
            },
            cancellationToken
        );
    }

    /// <summary>These answers are the appointment itself, without a name around it.</summary>
    private async Task<CalendarAppointment> StoreAsync(
        Operation operation,
        string path,
        AppointmentInput appointment,
        CancellationToken cancellationToken
    )
    {
        using var answer = await SendAsync(
            operation,
            path,
            writer =>
                JsonSerializer.Serialize(
                    writer,
                    appointment,
                    HighLevelJson.Default.AppointmentInput
                ),
            cancellationToken
        );
        return Parse(answer, answer.Root, HighLevelJson.Default.CalendarAppointment, operation);
    }
}
