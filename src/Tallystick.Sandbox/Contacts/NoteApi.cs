using System.Text.Json;
using Tallystick.Sandbox.Calendars;
using Tallystick.Sandbox.Http;
using Tallystick.Sandbox.World;

namespace Tallystick.Sandbox.Contacts;

/// <summary>A contact's notes, which know when they were added and not when they were changed; and its appointments.</summary>
internal sealed class NoteApi(SandboxWorld world, ContactDesk desk)
{
    private const string One = "/contacts/{contactId}/notes/{id}";

    public IEnumerable<Route> Routes =>
        [
            new("GET", "/contacts/{contactId}/notes", "notes.list", "contacts.readonly", List),
            new("POST", "/contacts/{contactId}/notes", "notes.create", "contacts.write", Create),
            new("GET", One, "notes.get", "contacts.readonly", Get),
            new("PUT", One, "notes.update", "contacts.write", Update),
            new("DELETE", One, "notes.delete", "contacts.write", Delete),
            new(
                "GET",
                "/contacts/{contactId}/appointments",
                "appointments.list",
                "contacts.readonly",
                Appointments
            ),
        ];

    private Reply List(Call call)
    {
        var notes = NotesOf(call);
        return call.Ok(writer =>
        {
            writer.WriteStartArray("notes");
            foreach (var note in notes)
            {
                writer.WriteStartObject();
                Write(writer, note);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
        });
    }

    private Reply Create(Call call)
    {
        var contact = desk.Get(call.Location, call.Path["contactId"]);
        var dto = new Dto(call.Body, "body", "userId", "title", "color", "pinned");
        var note = new ContactNote(
            world.Ids.Next(),
            contact.Id,
            dto.Text("body", isRequired: true) ?? "",
            dto.Text("title"),
            dto.Text("userId"),
            dto.Text("color"),
            dto.Flag("pinned"),
            world.Clock.NowMs
        );
        dto.Check();
        ContactBook.Children(call.Location.Contacts.Notes, contact.Id).Add(note);
        world.Emit("NoteCreate", contact.LocationId, note);
        return call.Created(writer => WriteOne(writer, note));
    }

    private Reply Get(Call call)
    {
        var (notes, at) = Find(call);
        return call.Ok(writer => WriteOne(writer, notes[at]));
    }

    private Reply Update(Call call)
    {
        var (notes, at) = Find(call);
        var dto = new Dto(call.Body, "body", "userId", "title", "color", "pinned");
        var old = notes[at];
        var changed = old with
        {
            Body = dto.Has("body") ? dto.Text("body", isRequired: true) ?? old.Body : old.Body,
            Title = dto.Has("title") ? dto.Text("title") : old.Title,
            UserId = dto.Has("userId") ? dto.Text("userId") : old.UserId,
            Color = dto.Has("color") ? dto.Text("color") : old.Color,
            Pinned = dto.Has("pinned") ? dto.Flag("pinned") : old.Pinned,
        };
        dto.Check();
        notes[at] = changed;
        world.Emit("NoteUpdate", call.Location.Id, changed);
        return call.Ok(writer => WriteOne(writer, changed));
    }

    private Reply Delete(Call call)
    {
        var (notes, at) = Find(call);
        world.Emit("NoteDelete", call.Location.Id, notes[at]);
        notes.RemoveAt(at);
        return call.Done();
    }

    private Reply Appointments(Call call)
    {
        var contact = desk.Get(call.Location, call.Path["contactId"]);
        var events = ContactBook.Children(call.Location.Contacts.Appointments, contact.Id);
        return call.Ok(writer =>
        {
            writer.WriteStartArray("events");
            foreach (var appointment in events)
            {
                writer.WriteStartObject();
                AppointmentJson.WriteOfContact(writer, appointment);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
        });
    }

    private List<ContactNote> NotesOf(Call call)
    {
        var contact = desk.Get(call.Location, call.Path["contactId"]);
        return ContactBook.Children(call.Location.Contacts.Notes, contact.Id);
    }

    private (List<ContactNote> Notes, int At) Find(Call call)
    {
        var notes = NotesOf(call);
        var at = notes.FindIndex(n => n.Id == call.Path["id"]);
        return at >= 0 ? (notes, at) : throw Refusal.NotFound("Note not found");
    }

    private static void WriteOne(Utf8JsonWriter writer, ContactNote note)
    {
        writer.WriteStartObject("note");
        Write(writer, note);
        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, ContactNote note)
    {
        writer.WriteString("id", note.Id);
        writer.WriteString("body", note.Body);
        ContactJson.Optional(writer, "title", note.Title);
        ContactJson.Optional(writer, "userId", note.UserId);
        ContactJson.Optional(writer, "color", note.Color);
        if (note.Pinned is { } pinned)
            writer.WriteBoolean("pinned", pinned);
        writer.WriteString("dateAdded", Times.Iso(note.DateAdded));
        writer.WriteString("contactId", note.ContactId);
    }
}
