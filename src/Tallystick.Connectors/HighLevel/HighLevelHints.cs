using Tallystick.Connectors.HighLevel.Contacts;
using Tallystick.Connectors.HighLevel.Objects;
using Tallystick.HighLevel.Webhooks;

namespace Tallystick.Connectors.HighLevel;

/// <summary>Which record a webhook gives reason to look at.</summary>
public static class HighLevelHints
{
    /// <summary>
    /// Null where there is nothing to look at: the kind is none that is synced, the record is gone
    /// (that is for a listing to find and to confirm), or the event does not say where it hangs, as
    /// that of a new task.
    /// </summary>
    public static (string ObjectType, string Id)? Of(Webhook webhook)
    {
        if (
            webhook.RecordId is not { Length: > 0 } id
            || webhook.Type.EndsWith("Delete", StringComparison.Ordinal)
        )
            return null;
        return webhook.Payload switch
        {
            WebhookPayload.Contact => At(ContactFields.Key, id),
            WebhookPayload.Task { ContactId: { Length: > 0 } contact } => At(
                TaskObject.Key,
                new ChildId(contact, id).ToString()
            ),
            WebhookPayload.Note { ContactId: { Length: > 0 } contact } => At(
                NoteObject.Key,
                new ChildId(contact, id).ToString()
            ),
            WebhookPayload.Appointment => At(AppointmentObject.Key, id),
            WebhookPayload.ObjectRecord => At(CompanyObject.Key, id),
            _ => null,
        };
    }

    private static (string ObjectType, string Id)? At(string objectType, string id) =>
        (objectType, id);
}
