using System.Globalization;
using Tallystick.Sandbox.Contacts;
using Tallystick.Sandbox.Http;
using Tallystick.Sandbox.World;

namespace Tallystick.Sandbox.Calendars;

/// <summary>The body of a create or an update of an appointment, checked.</summary>
internal sealed class AppointmentDraft(Call call, IReadOnlyList<string> allowed)
{
    public static readonly IReadOnlyList<string> Editable =
    [
        "title",
        "meetingLocationType",
        "meetingLocationId",
        "overrideLocationConfig",
        "appointmentStatus",
        "assignedUserId",
        "description",
        "address",
        "ignoreDateRange",
        "toNotify",
        "ignoreFreeSlotValidation",
        "rrule",
        "calendarId",
        "startTime",
        "endTime",
    ];

    private static readonly string[] Statuses =
    [
        "new",
        "confirmed",
        "cancelled",
        "showed",
        "noshow",
        "invalid",
    ];

    public Dto Dto { get; } = new(call.Body, [.. allowed]);

    public bool IgnoresFreeSlots => Dto.Flag("ignoreFreeSlotValidation") ?? false;

    public Appointment Fill(LocationState location, Appointment old, bool isNew)
    {
        var calendarId =
            isNew || Dto.Has("calendarId")
                ? Dto.Text("calendarId", isRequired: true) ?? ""
                : old.CalendarId;
        var start =
            isNew || Dto.Has("startTime")
                ? Wall("startTime", location, isRequired: true)
                : old.StartTime;
        var end = Wall("endTime", location, isRequired: false);
        var status = Dto.Text("appointmentStatus");
        if (status is not null && !Statuses.Contains(status))
            Dto.Error(
                $"appointmentStatus must be one of the following values: {string.Join(", ", Statuses)}"
            );
        var filled = old with
        {
            CalendarId = calendarId,
            Title = Dto.Has("title") ? Dto.Text("title") ?? "" : old.Title,
            Status = status ?? old.Status,
            AssignedUserId = Dto.Has("assignedUserId")
                ? Dto.Text("assignedUserId") ?? ""
                : old.AssignedUserId,
            Address = Dto.Has("address") ? Dto.Text("address") : old.Address,
            Description = Dto.Has("description") ? Dto.Text("description") : old.Description,
        };
        Dto.Check();
        var calendar =
            location.Calendars.FirstOrDefault(c => c.Id == calendarId)
            ?? throw Refusal.BadRequest("Calendar not found");
        end ??= isNew ? After(start!, calendar.SlotMinutes) : old.EndTime;
        return string.CompareOrdinal(end, start) > 0
            ? filled with
            {
                StartTime = start!,
                EndTime = end,
            }
            : throw Refusal.BadRequest("endTime must be after startTime");
    }

    /// <summary>A time as the location's clock shows it; without an offset it is that already.</summary>
    private string? Wall(string name, LocationState location, bool isRequired)
    {
        if (Dto.Text(name, isRequired) is not { Length: > 0 } text)
            return null;
        if (
            !DateTimeOffset.TryParse(
                text,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var instant
            )
        )
        {
            Dto.Error($"{name} must be a valid ISO 8601 date string");
            return null;
        }
        return WallClock.FromEpoch(instant.ToUnixTimeMilliseconds(), location.TimeZone);
    }

    private static string After(string wall, int minutes) =>
        DateTime
            .ParseExact(wall, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)
            .AddMinutes(minutes)
            .ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
