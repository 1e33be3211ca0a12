using System.Text.Json;
using Tallystick.Sandbox.Contacts;
using Tallystick.Sandbox.World;

namespace Tallystick.Sandbox.Locations;

/// <summary>A location as the API shows it.</summary>
internal static class LocationJson
{
    public const string Email = "hello@agency.example";

    public static void Write(Utf8JsonWriter writer, LocationState location)
    {
        writer.WriteString("id", location.Id);
        writer.WriteString("companyId", SandboxWorld.CompanyId);
        writer.WriteString("name", location.Name);
        writer.WriteString("country", location.Country);
        writer.WriteString("timezone", location.TimeZone);
        writer.WriteString("email", location.Facts.Email ?? Email);
        ContactJson.Optional(writer, "phone", location.Facts.Phone);
        ContactJson.Optional(writer, "address", location.Facts.Address);
        ContactJson.Optional(writer, "city", location.Facts.City);
        ContactJson.Optional(writer, "state", location.Facts.State);
        ContactJson.Optional(writer, "postalCode", location.Facts.PostalCode);
        ContactJson.Optional(writer, "website", location.Facts.Website);
        writer.WriteStartObject("settings");
        writer.WriteBoolean("allowDuplicateContact", location.DuplicatesAllowed);
        writer.WriteBoolean("allowDuplicateOpportunity", location.OpportunityDuplicatesAllowed);
        writer.WriteBoolean("allowFacebookNameMerge", false);
        writer.WriteBoolean("disableContactTimezone", false);
        ContactJson.WriteTexts(writer, "contactUniqueIdentifiers", location.UniqueIdentifiers);
        writer.WriteEndObject();
    }
}
