using System.Text.Json;
using Tallystick.Sandbox.Calendars;
using Tallystick.Sandbox.Contacts;
using Tallystick.Sandbox.Http;
using Tallystick.Sandbox.Locations;
using Tallystick.Sandbox.OAuth;
using Tallystick.Sandbox.Opportunities;
using Tallystick.Sandbox.World;

namespace Tallystick.Sandbox.Admin;

/// <summary>An event as its webhook's body: flat, with filled fields only, without the time of change.</summary>
internal static class EventJson
{
    /// <summary>As it is sent: with the id of the webhook and of the app.</summary>
    public static byte[] Body(SandboxEvent e, string webhookId, OAuthApp app) =>
        Reply
            .Plain(
                200,
                w =>
                {
                    w.WriteStartObject();
                    WriteFields(w, e);
                    if (e.Payload is not AppEvent)
                    {
                        w.WriteString("appId", app.Id);
                        w.WriteString("versionId", app.VersionId);
                    }
                    w.WriteString("webhookId", webhookId);
                    w.WriteEndObject();
                }
            )
            .Body.ToArray();

    public static void Write(Utf8JsonWriter writer, SandboxEvent e)
    {
        writer.WriteStartObject();
        WriteFields(writer, e);
        writer.WriteEndObject();
    }

    private static void WriteFields(Utf8JsonWriter writer, SandboxEvent e)
    {
        writer.WriteString("type", e.Type);
        // What befalls a whole agency is no location's.
        if (e.LocationId.Length > 0)
            writer.WriteString("locationId", e.LocationId);
        switch (e.Payload)
        {
            case Contact contact:
                WriteContact(writer, contact, e.Type);
                break;
            case ContactTask task:
                WriteTask(writer, task, e.Type);
                break;
            case ContactNote note:
                writer.WriteString("id", note.Id);
                writer.WriteString("body", note.Body);
                writer.WriteString("contactId", note.ContactId);
                writer.WriteString("dateAdded", Times.Iso(note.DateAdded));
                break;
            case Appointment appointment:
                writer.WriteStartObject("appointment");
                AppointmentJson.WriteOfContact(writer, appointment);
                writer.WriteEndObject();
                break;
            case Business business:
                WriteBusiness(writer, business);
                break;
            case Opportunity opportunity:
                OpportunityJson.WriteEvent(writer, opportunity);
                break;
            case SandboxUser user:
                WriteUser(writer, user);
                break;
            case LocationEvent location:
                writer.WriteString("id", location.Id);
                writer.WriteString("companyId", SandboxWorld.CompanyId);
                writer.WriteString("name", location.Facts.Name);
                ContactJson.Optional(writer, "email", location.Facts.Email);
                break;
            case AppEvent app:
                WriteApp(writer, app);
                break;
            default:
                break;
        }
        writer.WriteString("timestamp", Times.Iso(e.At));
    }

    /// <summary>A business comes as a record of an object, its fields as texts.</summary>
    private static void WriteBusiness(Utf8JsonWriter writer, Business business)
    {
        writer.WriteString("id", business.Id);
        ContactJson.WriteTexts(writer, "owners", []);
        ContactJson.WriteTexts(writer, "followers", []);
        writer.WriteStartArray("properties");
        (string Key, string? Value)[] properties =
        [
            ("name", business.Name),
            ("phone", business.Phone),
            ("email", business.Email),
            ("website", business.Website),
            ("address", business.Address),
            ("city", business.City),
            ("state", business.State),
            ("postalCode", business.PostalCode),
            ("country", business.Country),
            ("description", business.Description),
        ];
        foreach (var (key, value) in properties)
        {
            if (string.IsNullOrEmpty(value))
                continue;
            writer.WriteStartObject();
            writer.WriteString("key", key);
            writer.WriteString("valueString", value);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static void WriteUser(Utf8JsonWriter writer, SandboxUser user)
    {
        writer.WriteString("companyId", SandboxWorld.CompanyId);
        writer.WriteString("id", user.Id);
        writer.WriteString("firstName", user.FirstName);
        writer.WriteString("lastName", user.LastName);
        writer.WriteString("email", user.Email);
        ContactJson.Optional(writer, "phone", user.Phone);
        writer.WriteString("role", user.Role);
        ContactJson.WriteTexts(writer, "locations", user.LocationIds);
    }

    private static void WriteApp(Utf8JsonWriter writer, AppEvent e)
    {
        writer.WriteString("appId", e.App.Id);
        writer.WriteString("versionId", e.App.VersionId);
        writer.WriteString("installType", e.Install.LocationId is null ? "Company" : "Location");
        writer.WriteString("companyId", SandboxWorld.CompanyId);
        writer.WriteString("userId", Furniture.FirstUser);
    }

    private static void WriteContact(Utf8JsonWriter writer, Contact contact, string type)
    {
        writer.WriteString("id", contact.Id);
        ContactJson.Optional(writer, "name", contact.FullName);
        ContactJson.Optional(writer, "firstName", contact.FirstName);
        ContactJson.Optional(writer, "lastName", contact.LastName);
        ContactJson.Optional(writer, "email", contact.Email);
        ContactJson.Optional(writer, "phone", contact.Phone);
        ContactJson.Optional(writer, "companyName", contact.CompanyName);
        ContactJson.Optional(writer, "address1", contact.Address1);
        ContactJson.Optional(writer, "city", contact.City);
        ContactJson.Optional(writer, "state", contact.State);
        ContactJson.Optional(writer, "postalCode", contact.PostalCode);
        ContactJson.Optional(writer, "country", contact.Country);
        ContactJson.Optional(writer, "website", contact.Website);
        ContactJson.Optional(writer, "source", contact.Source);
        ContactJson.Optional(writer, "assignedTo", contact.AssignedTo);
        if (contact.DateOfBirth is { } birthday)
            writer.WriteString("dateOfBirth", birthday + "T00:00:00.000Z");
        writer.WriteBoolean("dnd", contact.Dnd);
        if (type == "ContactDndUpdate")
            ContactJson.WriteDnd(writer, contact.DndSettings, ApiVersion.Dated);
        ContactJson.WriteTexts(writer, "tags", contact.Tags);
        writer.WriteStartArray("customFields");
        foreach (var (id, value) in contact.CustomFields)
        {
            writer.WriteStartObject();
            writer.WriteString("id", id);
            writer.WritePropertyName("value");
            value.WriteTo(writer);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteString("dateAdded", Times.Iso(contact.DateAdded));
    }

    /// <summary>The event of a new task lacks its contact and its text, as reported.</summary>
    private static void WriteTask(Utf8JsonWriter writer, ContactTask task, string type)
    {
        writer.WriteString("id", task.Id);
        ContactJson.Optional(writer, "assignedTo", task.AssignedTo);
        writer.WriteString("title", task.Title);
        writer.WriteString("dueDate", task.DueDate);
        if (type == "TaskCreate")
            return;
        ContactJson.Optional(writer, "body", task.Body);
        writer.WriteString("contactId", task.ContactId);
    }
}
