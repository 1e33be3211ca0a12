using System.Collections.Immutable;
using System.Text.Json;
using Tallystick.Sandbox.Http;
using Tallystick.Sandbox.Opportunities;
using Tallystick.Sandbox.World;

namespace Tallystick.Sandbox.Contacts;

/// <summary>The contact in its three projections: by id, as created, and as a row of search.</summary>
internal static class ContactJson
{
    /// <summary>As <c>GET /contacts/{id}</c> shows it. Empty fields are absent, or null where the documents allow it; both were seen live.</summary>
    public static void WriteFull(Utf8JsonWriter writer, Contact contact, ApiVersion version)
    {
        WriteNames(writer, contact);
        Optional(writer, "email", contact.Email);
        Optional(writer, "emailLowerCase", contact.EmailLowerCase);
        Optional(writer, "phone", contact.Phone);
        Optional(writer, "companyName", contact.CompanyName);
        Optional(writer, "gender", contact.Gender);
        Optional(writer, "address1", contact.Address1);
        WritePlace(writer, contact);
        Optional(writer, "dateOfBirth", contact.DateOfBirth);
        WriteCommon(writer, contact, version);
        Optional(writer, "lastActivity", Times.Iso(contact.DateUpdated));
        writer.WriteStartArray("additionalEmails");
        foreach (var email in contact.AdditionalEmails)
        {
            writer.WriteStartObject();
            writer.WriteString("email", email);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        WriteCreatedBy(writer, contact);
    }

    /// <summary>As a create answers: the same with fields that no other answer has.</summary>
    public static void WriteCreated(Utf8JsonWriter writer, Contact contact, ApiVersion version)
    {
        if (version is ApiVersion.V3)
        {
            WriteFull(writer, contact, version);
            return;
        }
        WriteNames(writer, contact);
        Optional(writer, "email", contact.Email);
        Optional(writer, "emailLowerCase", contact.EmailLowerCase);
        Optional(writer, "phone", contact.Phone);
        Optional(writer, "companyName", contact.CompanyName);
        Optional(writer, "gender", contact.Gender);
        Optional(writer, "address1", contact.Address1);
        WritePlace(writer, contact);
        if (contact.DateOfBirth is { } birthday)
        {
            writer.WriteString("dateOfBirth", birthday + "T00:00:00.000Z");
            writer.WriteNumber("birthMonth", int.Parse(birthday.AsSpan(5, 2), null));
            writer.WriteNumber("birthDay", int.Parse(birthday.AsSpan(8, 2), null));
        }
        WriteCommon(writer, contact, version);
        writer.WriteBoolean("deleted", false);
        writer.WriteBoolean("bounceEmail", false);
        writer.WriteBoolean("unsubscribeEmail", false);
        WriteCreatedBy(writer, contact);
    }

    /// <summary>As search and list show it: other names, other case, and no way to tell an absent field from an empty one.</summary>
    public static void WriteRow(
        Utf8JsonWriter writer,
        LocationState location,
        Contact contact,
        ApiVersion version
    )
    {
        writer.WriteString("id", contact.Id);
        writer.WriteString("locationId", contact.LocationId);
        writer.WriteString("contactName", contact.FullName.ToLowerInvariant());
        writer.WriteString("firstName", contact.FirstName);
        writer.WriteString("firstNameLowerCase", contact.FirstName?.ToLowerInvariant());
        writer.WriteString("lastName", contact.LastName);
        writer.WriteString("lastNameLowerCase", contact.LastName?.ToLowerInvariant());
        writer.WriteString("email", contact.Email);
        writer.WriteString("phone", contact.Phone);
        writer.WriteString("companyName", contact.CompanyName);
        writer.WriteString("address", contact.Address1);
        WritePlace(writer, contact);
        writer.WriteString(
            "dateOfBirth",
            contact.DateOfBirth is { } birthday ? birthday + "T00:00:00.000Z" : null
        );
        WriteCommon(writer, contact, version);
        WriteTexts(writer, "additionalEmails", contact.AdditionalEmails);
        WriteTexts(writer, "additionalPhones", []);
        writer.WriteStartArray("opportunities");
        foreach (var opportunity in location.OpportunitiesOf(contact.Id))
            OpportunityJson.WriteOfContact(writer, opportunity);
        writer.WriteEndArray();
    }

    private static void WriteNames(Utf8JsonWriter writer, Contact contact)
    {
        writer.WriteString("id", contact.Id);
        writer.WriteString("locationId", contact.LocationId);
        Optional(writer, "name", contact.FullName);
        Optional(writer, "firstName", contact.FirstName);
        Optional(writer, "lastName", contact.LastName);
        Optional(writer, "firstNameLowerCase", contact.FirstName?.ToLowerInvariant());
        Optional(writer, "lastNameLowerCase", contact.LastName?.ToLowerInvariant());
        Optional(writer, "fullNameLowerCase", contact.FullName.ToLowerInvariant());
    }

    private static void WritePlace(Utf8JsonWriter writer, Contact contact)
    {
        Optional(writer, "city", contact.City);
        Optional(writer, "state", contact.State);
        Optional(writer, "postalCode", contact.PostalCode);
        Optional(writer, "country", contact.Country);
        Optional(writer, "website", contact.Website);
        Optional(writer, "timezone", contact.Timezone);
    }

    private static void WriteCommon(Utf8JsonWriter writer, Contact contact, ApiVersion version)
    {
        Optional(writer, "source", contact.Source);
        Optional(writer, "assignedTo", contact.AssignedTo);
        Optional(writer, "businessId", contact.BusinessId);
        writer.WriteString("type", contact.Type);
        writer.WriteBoolean("dnd", contact.Dnd);
        WriteDnd(writer, contact.DndSettings, version);
        if (contact.InboundDndStatus is { } inbound)
        {
            writer.WriteStartObject("inboundDndSettings");
            writer.WriteStartObject("all");
            writer.WriteString("status", inbound);
            writer.WriteString("message", "");
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        WriteTexts(writer, "tags", contact.Tags);
        WriteTexts(writer, "followers", contact.Followers);
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
        writer.WriteString("dateUpdated", Times.Iso(contact.DateUpdated));
    }

    public static void WriteDnd(
        Utf8JsonWriter writer,
        ImmutableSortedDictionary<string, DndSetting> settings,
        ApiVersion version
    )
    {
        if (settings.IsEmpty)
            return;
        writer.WriteStartObject("dndSettings");
        foreach (var (channel, setting) in settings)
        {
            writer.WriteStartObject(DndChannels.Shown(channel, version));
            writer.WriteString("status", setting.Status);
            Optional(writer, "message", setting.Message);
            Optional(writer, "code", setting.Code);
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
    }

    private static void WriteCreatedBy(Utf8JsonWriter writer, Contact contact)
    {
        writer.WriteStartObject("createdBy");
        writer.WriteString("source", contact.CreatedBySource);
        writer.WriteString("channel", contact.CreatedBySource == "WEB_USER" ? "APP" : "OAUTH");
        writer.WriteString("timestamp", Times.Iso(contact.DateAdded));
        writer.WriteEndObject();
    }

    public static void WriteTexts(Utf8JsonWriter writer, string name, IEnumerable<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
            writer.WriteStringValue(text);
        writer.WriteEndArray();
    }

    public static void Optional(Utf8JsonWriter writer, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
            writer.WriteString(name, value);
    }
}
