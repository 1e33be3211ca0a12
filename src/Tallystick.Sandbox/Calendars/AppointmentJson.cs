using System.Text.Json;
using Tallystick.Sandbox.Contacts;
using Tallystick.Sandbox.Http;
using Tallystick.Sandbox.World;

namespace Tallystick.Sandbox.Calendars;

/// <summary>An appointment in its three shapes: of its contact, of its calendar, and as the answer to a write.</summary>
internal static class AppointmentJson
{
    /// <summary>With times that name no zone, as the live API has them.</summary>
    public static void WriteOfContact(Utf8JsonWriter writer, Appointment appointment)
    {
        writer.WriteString("id", appointment.Id);
        writer.WriteString("calendarId", appointment.CalendarId);
        writer.WriteString("status", "booked");
        writer.WriteString("title", appointment.Title);
        writer.WriteString("assignedUserId", appointment.AssignedUserId);
        ContactJson.Optional(writer, "address", appointment.Address);
        ContactJson.Optional(writer, "notes", appointment.Notes);
        writer.WriteString("startTime", appointment.StartTime);
        writer.WriteString("endTime", appointment.EndTime);
        writer.WriteString("locationId", appointment.LocationId);
        writer.WriteString("contactId", appointment.ContactId);
        writer.WriteString("appointmentStatus", appointment.Status);
        WriteTimes(writer, appointment);
    }

    public static void WriteEvent(
        Utf8JsonWriter writer,
        LocationState location,
        Appointment appointment
    )
    {
        WriteCommon(writer, location, appointment);
        writer.WriteString(
            "groupId",
            location.Calendars.FirstOrDefault(c => c.Id == appointment.CalendarId)?.GroupId ?? ""
        );
        ContactJson.WriteTexts(writer, "users", [appointment.AssignedUserId]);
        ContactJson.Optional(writer, "notes", appointment.Notes);
        ContactJson.Optional(writer, "description", appointment.Description);
        WriteTimes(writer, appointment);
    }

    /// <summary>Only v3 tells the times of creation and change there.</summary>
    public static void WriteAnswer(
        Utf8JsonWriter writer,
        LocationState location,
        Appointment appointment,
        ApiVersion version
    )
    {
        WriteCommon(writer, location, appointment);
        writer.WriteBoolean("isRecurring", false);
        if (version is ApiVersion.V3)
            WriteTimes(writer, appointment);
    }

    private static void WriteTimes(Utf8JsonWriter writer, Appointment appointment)
    {
        writer.WriteString("dateAdded", Times.Iso(appointment.DateAdded));
        writer.WriteString("dateUpdated", Times.Iso(appointment.DateUpdated));
    }

    private static void WriteCommon(
        Utf8JsonWriter writer,
        LocationState location,
        Appointment appointment
    )
    {
        writer.WriteString("id", appointment.Id);
        writer.WriteString("calendarId", appointment.CalendarId);
        writer.WriteString("locationId", appointment.LocationId);
        writer.WriteString("contactId", appointment.ContactId);
        writer.WriteString("title", appointment.Title);
        writer.WriteString("appointmentStatus", appointment.Status);
        writer.WriteString("assignedUserId", appointment.AssignedUserId);
        ContactJson.Optional(writer, "address", appointment.Address);
        writer.WriteString("startTime", WallClock.Iso(appointment.StartTime, location.TimeZone));
        writer.WriteString("endTime", WallClock.Iso(appointment.EndTime, location.TimeZone));
    }
}
