using Tallystick.Sandbox.Contacts;
using Tallystick.Sandbox.Http;
using Tallystick.Sandbox.World;

namespace Tallystick.Sandbox.Calendars;

/// <summary>Calendars and the appointments in them, of a version of their own. Answers to writes lack the times of creation and change in the dated versions (report 246 of the API's public tracker).</summary>
internal sealed class CalendarApi(SandboxWorld world, ContactDesk desk)
{
    private const string One = "/calendars/events/appointments/{eventId}";

    public IEnumerable<Route> Routes =>
        [
            new("GET", "/calendars", "calendars.list", "calendars.readonly", List),
            new("GET", "/calendars/events", "events.list", "calendars/events.readonly", Events),
            new(
                "POST",
                "/calendars/events/appointments",
                "appointments.create",
                "calendars/events.write",
                Create
            ),
            new("GET", One, "appointments.get", "calendars/events.readonly", Get),
            new("PUT", One, "appointments.update", "calendars/events.write", Update),
            new(
                "DELETE",
                "/calendars/events/{eventId}",
                "events.delete",
                "calendars/events.write",
                Delete
            ),
        ];

    private static Reply List(Call call)
    {
        var location = call.QueryLocation();
        return call.Ok(writer =>
        {
            writer.WriteStartArray("calendars");
            foreach (var calendar in location.Calendars)
            {
                writer.WriteStartObject();
                writer.WriteString("id", calendar.Id);
                writer.WriteString("locationId", location.Id);
                writer.WriteString("groupId", calendar.GroupId);
                writer.WriteString("name", calendar.Name);
                writer.WriteBoolean("isActive", true);
                writer.WriteNumber("slotDuration", calendar.SlotMinutes);
                writer.WriteString("slotDurationUnit", "mins");
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
        });
    }

    private static Reply Events(Call call)
    {
        var location = call.QueryLocation();
        var (calendar, user, group) = (
            call.Query["calendarId"].ToString(),
            call.Query["userId"].ToString(),
            call.Query["groupId"].ToString()
        );
        if ((calendar + user + group).Length == 0)
            throw Refusal.Invalid("Either of userId, calendarId or groupId is required");
        var (from, to) = (Epoch(call, "startTime"), Epoch(call, "endTime"));
        var found = location
            .Contacts.Appointments.Values.SelectMany(a => a)
            .Where(a => calendar.Length == 0 || a.CalendarId == calendar)
            .Where(a => user.Length == 0 || a.AssignedUserId == user)
            .Where(a => group.Length == 0 || GroupOf(location, a) == group)
            .Where(a => Start(location, a) < to && End(location, a) > from)
            .OrderBy(a => Start(location, a))
            .ThenBy(a => a.Id, StringComparer.Ordinal);
        return call.Ok(writer =>
        {
            writer.WriteStartArray("events");
            foreach (var appointment in found)
            {
                writer.WriteStartObject();
                AppointmentJson.WriteEvent(writer, location, appointment);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
        });
    }

    private Reply Create(Call call)
    {
        var draft = new AppointmentDraft(
            call,
            [.. AppointmentDraft.Editable, "locationId", "contactId"]
        );
        var (locationId, contactId) = (
            draft.Dto.Text("locationId", isRequired: true),
            draft.Dto.Text("contactId", isRequired: true)
        );
        var location = call.LocationOf(locationId);
        var now = world.Clock.NowMs;
        var blank = new Appointment(
            world.Ids.Next(),
            "",
            contactId ?? "",
            location.Id,
            "Appointment",
            "confirmed",
            "",
            "",
            Furniture.FirstUser,
            now,
            now
        );
        var appointment = draft.Fill(location, blank, isNew: true);
        desk.Get(location, appointment.ContactId);
        if (!draft.IgnoresFreeSlots)
            RefuseOverlap(location, appointment);
        ContactBook
            .Children(location.Contacts.Appointments, appointment.ContactId)
            .Add(appointment);
        world.Emit("AppointmentCreate", location.Id, appointment);
        return call.Ok(writer =>
            AppointmentJson.WriteAnswer(writer, location, appointment, call.Version)
        );
    }

    private static Reply Get(Call call)
    {
        var (appointments, at) = Find(call);
        return call.Ok(writer =>
        {
            writer.WriteStartObject("event");
            AppointmentJson.WriteEvent(writer, call.Location, appointments[at]);
            writer.WriteEndObject();
        });
    }

    private Reply Update(Call call)
    {
        var (appointments, at) = Find(call);
        var location = call.Location;
        var draft = new AppointmentDraft(call, AppointmentDraft.Editable);
        var changed = draft.Fill(location, appointments[at], isNew: false) with
        {
            DateUpdated = world.Clock.NowMs,
        };
        if (!draft.IgnoresFreeSlots)
            RefuseOverlap(location, changed);
        appointments[at] = changed;
        world.Emit("AppointmentUpdate", location.Id, changed);
        return call.Ok(writer =>
            AppointmentJson.WriteAnswer(writer, location, changed, call.Version)
        );
    }

    private Reply Delete(Call call)
    {
        var (appointments, at) = Find(call);
        world.Emit("AppointmentDelete", call.Location.Id, appointments[at]);
        appointments.RemoveAt(at);
        return call.Created(writer => writer.WriteBoolean("succeeded", true));
    }

    private static void RefuseOverlap(LocationState location, Appointment wanted)
    {
        var isTaken = location
            .Contacts.Appointments.Values.SelectMany(a => a)
            .Any(a =>
                a.Id != wanted.Id
                && a.CalendarId == wanted.CalendarId
                && a.Status != "cancelled"
                && Start(location, a) < End(location, wanted)
                && End(location, a) > Start(location, wanted)
            );
        if (isTaken)
            throw Refusal.BadRequest("The slot you have selected is no longer available.");
    }

    private static (List<Appointment> Appointments, int At) Find(Call call)
    {
        foreach (var appointments in call.Location.Contacts.Appointments.Values)
        {
            var at = appointments.FindIndex(a => a.Id == call.Path["eventId"]);
            if (at >= 0)
                return (appointments, at);
        }
        throw Refusal.NotFound("Appointment not found");
    }

    private static long Epoch(Call call, string name) =>
        long.TryParse(call.Query[name].ToString(), out var epoch)
            ? epoch
            : throw Refusal.Invalid($"{name} must be a number string");

    private static long Start(LocationState location, Appointment a) =>
        WallClock.ToEpoch(a.StartTime, location.TimeZone);

    private static long End(LocationState location, Appointment a) =>
        WallClock.ToEpoch(a.EndTime, location.TimeZone);

    private static string? GroupOf(LocationState location, Appointment a) =>
        location.Calendars.FirstOrDefault(c => c.Id == a.CalendarId)?.GroupId;
}
