namespace Tallystick.HighLevel.Webhooks;

/// <summary>Bodies as typed payloads.</summary>
internal static class WebhookPayloads
{
    public static WebhookPayload Read(JsonFields body, WebhookKind kind, WebhookEvent? known) =>
        (kind, known?.Name) switch
        {
            (WebhookKind.Contact, _) => ContactOf(body),
            (WebhookKind.Task, _) => TaskOf(body),
            (WebhookKind.Note, _) => NoteOf(body),
            (WebhookKind.Appointment, _) => AppointmentOf(body.Inside("appointment")),
            (WebhookKind.Opportunity, _) => OpportunityOf(body),
            (WebhookKind.Record, _) => RecordOf(body),
            (WebhookKind.Location, _) => LocationOf(body),
            (WebhookKind.App, "AppInstall") => InstallOf(body),
            (WebhookKind.App, "AppUninstall") => new WebhookPayload.Uninstall(
                body.Text("appId"),
                body.Text("locationId"),
                body.Text("companyId")
            ),
            _ => new WebhookPayload.Other(),
        };

    private static WebhookPayload.Contact ContactOf(JsonFields body) =>
        new(
            body.Text("id"),
            body.Text("name"),
            body.Text("firstName"),
            body.Text("lastName"),
            body.Text("email"),
            body.Text("phone"),
            body.Text("companyName"),
            body.Text("address1"),
            body.Text("city"),
            body.Text("state"),
            body.Text("postalCode"),
            body.Text("country"),
            body.Text("website"),
            body.Text("source"),
            body.Text("assignedTo"),
            body.Text("dateOfBirth"),
            body.Text("dateAdded"),
            body.Flag("dnd"),
            body.Value("dndSettings"),
            body.Texts("tags"),
            [.. CustomFieldsOf(body)]
        );

    private static IEnumerable<CustomFieldValue> CustomFieldsOf(JsonFields body)
    {
        foreach (var item in body.Items("customFields"))
        {
            if (item.Text("id") is { } id && item.Value("value") is { } value)
                yield return new CustomFieldValue(id, value);
        }
    }

    private static WebhookPayload.Task TaskOf(JsonFields body) =>
        new(
            body.Text("id"),
            body.Text("contactId"),
            body.Text("title"),
            body.Text("body"),
            body.Text("dueDate"),
            body.Text("assignedTo"),
            body.Text("dateAdded")
        );

    private static WebhookPayload.Note NoteOf(JsonFields body) =>
        new(body.Text("id"), body.Text("contactId"), body.Text("body"), body.Text("dateAdded"));

    private static WebhookPayload.Appointment AppointmentOf(JsonFields body) =>
        new(
            body.Text("id"),
            body.Text("contactId"),
            body.Text("calendarId"),
            body.Text("groupId"),
            body.Text("title"),
            body.Text("appointmentStatus"),
            body.Text("assignedUserId"),
            body.Text("address"),
            body.Text("notes"),
            body.Text("source"),
            body.Text("startTime"),
            body.Text("endTime"),
            body.Text("dateAdded"),
            body.Text("dateUpdated")
        );

    private static WebhookPayload.Opportunity OpportunityOf(JsonFields body) =>
        new(
            body.Text("id"),
            body.Text("contactId"),
            body.Text("name"),
            body.Text("pipelineId"),
            body.Text("pipelineStageId"),
            body.Text("status"),
            body.Number("monetaryValue"),
            body.Text("assignedTo"),
            body.Text("source"),
            body.Text("dateAdded")
        );

    private static WebhookPayload.ObjectRecord RecordOf(JsonFields body)
    {
        var properties = new SortedDictionary<string, string?>(StringComparer.Ordinal);
        foreach (var item in body.Items("properties"))
        {
            if (item.Text("key") is { } key)
                properties[key] = item.Text("valueString");
        }
        return new(
            body.Text("id"),
            body.Texts("owners") ?? [],
            body.Texts("followers") ?? [],
            properties
        );
    }

    private static WebhookPayload.Location LocationOf(JsonFields body) =>
        new(
            body.Text("id"),
            body.Text("name"),
            body.Text("email"),
            body.Text("companyId"),
            body.Text("stripeProductId")
        );

    private static WebhookPayload.Install InstallOf(JsonFields body) =>
        new(
            body.Text("appId"),
            body.Text("versionId"),
            body.Text("installType"),
            body.Text("locationId"),
            body.Text("companyId"),
            body.Text("userId"),
            body.Text("planId"),
            body.Text("companyName")
        );
}
