using System.Text.Json;
using Tallystick.Sandbox.Contacts;
using Tallystick.Sandbox.Http;
using Tallystick.Sandbox.World;

namespace Tallystick.Sandbox.Opportunities;

/// <summary>An opportunity as the API shows it, and as its webhooks tell it.</summary>
internal static class OpportunityJson
{
    public static void Write(
        Utf8JsonWriter writer,
        LocationState location,
        Opportunity opportunity,
        ApiVersion version
    )
    {
        WriteCommon(writer, opportunity);
        writer.WriteString("locationId", opportunity.LocationId);
        WriteTime(writer, "lastStatusChangeAt", opportunity.StatusChangedAt);
        WriteTime(writer, "lastStageChangeAt", opportunity.StageChangedAt);
        WriteTime(writer, "lastActionDate", opportunity.UpdatedAt);
        WriteTime(writer, "createdAt", opportunity.CreatedAt);
        WriteTime(writer, "updatedAt", opportunity.UpdatedAt);
        ContactJson.Optional(writer, "lostReasonId", opportunity.LostReasonId);
        if (version is ApiVersion.V3)
            WriteForecast(writer, opportunity);
        if (location.Contacts.TryGet(opportunity.ContactId, out var contact))
            WriteContact(writer, contact);
        writer.WriteStartArray("customFields");
        foreach (var (id, value) in opportunity.CustomFields)
        {
            writer.WriteStartObject();
            writer.WriteString("id", id);
            writer.WritePropertyName("fieldValue");
            // A number is told as a text there.
            if (value.ValueKind is JsonValueKind.Number)
                writer.WriteStringValue(value.GetRawText());
            else
                value.WriteTo(writer);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        ContactJson.WriteTexts(writer, "followers", opportunity.Followers);
    }

    /// <summary>As a row of the contact search has it.</summary>
    public static void WriteOfContact(Utf8JsonWriter writer, Opportunity opportunity)
    {
        writer.WriteStartObject();
        writer.WriteString("id", opportunity.Id);
        writer.WriteString("pipelineId", opportunity.PipelineId);
        writer.WriteString("pipelineStageId", opportunity.StageId);
        if (opportunity.MonetaryValue is { } value)
            writer.WriteNumber("monetaryValue", value);
        writer.WriteString("status", opportunity.Status);
        writer.WriteEndObject();
    }

    /// <summary>The fields of its webhooks: what is filled, without the time of change.</summary>
    public static void WriteEvent(Utf8JsonWriter writer, Opportunity opportunity)
    {
        WriteCommon(writer, opportunity);
        WriteTime(writer, "dateAdded", opportunity.CreatedAt);
    }

    private static void WriteCommon(Utf8JsonWriter writer, Opportunity opportunity)
    {
        writer.WriteString("id", opportunity.Id);
        writer.WriteString("name", opportunity.Name);
        writer.WriteString("pipelineId", opportunity.PipelineId);
        writer.WriteString("pipelineStageId", opportunity.StageId);
        writer.WriteString("status", opportunity.Status);
        ContactJson.Optional(writer, "contactId", opportunity.ContactId);
        if (opportunity.MonetaryValue is { } value)
            writer.WriteNumber("monetaryValue", value);
        ContactJson.Optional(writer, "assignedTo", opportunity.AssignedTo);
        ContactJson.Optional(writer, "source", opportunity.Source);
    }

    private static void WriteForecast(Utf8JsonWriter writer, Opportunity opportunity)
    {
        ContactJson.Optional(writer, "forecastExpectedCloseDate", opportunity.ExpectedCloseDate);
        if (opportunity.Probability is { } probability)
            writer.WriteNumber("forecastProbability", probability);
    }

    private static void WriteContact(Utf8JsonWriter writer, Contact contact)
    {
        writer.WriteStartObject("contact");
        writer.WriteString("id", contact.Id);
        writer.WriteString("name", contact.FullName);
        ContactJson.Optional(writer, "companyName", contact.CompanyName);
        ContactJson.Optional(writer, "email", contact.Email);
        ContactJson.Optional(writer, "phone", contact.Phone);
        ContactJson.WriteTexts(writer, "tags", contact.Tags);
        writer.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter writer, string name, long at) =>
        writer.WriteString(name, Times.Iso(at));
}
