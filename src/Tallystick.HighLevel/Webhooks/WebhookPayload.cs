using System.Text.Json;

namespace Tallystick.HighLevel.Webhooks;

/// <summary>What an event tells. A field that is null was not sent: that is no news of its being empty.</summary>
public abstract record WebhookPayload
{
    private WebhookPayload() { }

    /// <summary>A contact, without the time of change, followers, company and further e-mails.</summary>
    public sealed record Contact(
        string? Id,
        string? Name,
        string? FirstName,
        string? LastName,
        string? Email,
        string? Phone,
        string? CompanyName,
        string? Address1,
        string? City,
        string? State,
        string? PostalCode,
        string? Country,
        string? Website,
        string? Source,
        string? AssignedTo,
        string? DateOfBirth,
        string? DateAdded,
        bool? Dnd,
        JsonElement? DndSettings,
        IReadOnlyList<string>? Tags,
        IReadOnlyList<CustomFieldValue> CustomFields
    ) : WebhookPayload;

    /// <summary>A task. The event of a new one was seen without contact and text.</summary>
    public sealed record Task(
        string? Id,
        string? ContactId,
        string? Title,
        string? Body,
        string? DueDate,
        string? AssignedTo,
        string? DateAdded
    ) : WebhookPayload;

    public sealed record Note(string? Id, string? ContactId, string? Body, string? DateAdded)
        : WebhookPayload;

    public sealed record Appointment(
        string? Id,
        string? ContactId,
        string? CalendarId,
        string? GroupId,
        string? Title,
        string? AppointmentStatus,
        string? AssignedUserId,
        string? Address,
        string? Notes,
        string? Source,
        string? StartTime,
        string? EndTime,
        string? DateAdded,
        string? DateUpdated
    ) : WebhookPayload;

    public sealed record Opportunity(
        string? Id,
        string? ContactId,
        string? Name,
        string? PipelineId,
        string? PipelineStageId,
        string? Status,
        decimal? MonetaryValue,
        string? AssignedTo,
        string? Source,
        string? DateAdded
    ) : WebhookPayload;

    /// <summary>A record of a custom object, or a business.</summary>
    /// <param name="Properties">Values as text, by key.</param>
    public sealed record ObjectRecord(
        string? Id,
        IReadOnlyList<string> Owners,
        IReadOnlyList<string> Followers,
        IReadOnlyDictionary<string, string?> Properties
    ) : WebhookPayload;

    public sealed record Location(
        string? Id,
        string? Name,
        string? Email,
        string? CompanyId,
        string? StripeProductId
    ) : WebhookPayload;

    /// <param name="InstallType">Location or Company.</param>
    public sealed record Install(
        string? AppId,
        string? VersionId,
        string? InstallType,
        string? LocationId,
        string? CompanyId,
        string? UserId,
        string? PlanId,
        string? CompanyName
    ) : WebhookPayload;

    public sealed record Uninstall(string? AppId, string? LocationId, string? CompanyId)
        : WebhookPayload;

    /// <summary>Anything else: read it from <see cref="Webhook.Json"/>.</summary>
    public sealed record Other : WebhookPayload;
}

/// <summary>A custom field of a contact by its id, and its value as it came.</summary>
public sealed record CustomFieldValue(string Id, JsonElement Value);
