using System.Collections.Frozen;
using System.Text.Json;

namespace Tallystick.HighLevel.Webhooks;

/// <summary>One of the events that HighLevel publishes.</summary>
/// <param name="Name">As the list of events has it, such as <c>ContactCreate</c>.</param>
public sealed record WebhookEvent(string Name, WebhookKind Kind)
{
    /// <summary>What a body's <c>type</c> says, which is mostly the name.</summary>
    public string WireType { get; init; } = Name;

    /// <summary>All that are published.</summary>
    public static IReadOnlyList<WebhookEvent> All { get; } =
    [
        new("AppInstall", WebhookKind.App) { WireType = "INSTALL" },
        new("AppUninstall", WebhookKind.App) { WireType = "UNINSTALL" },
        new("AppUpdate", WebhookKind.App),
        new("AppPaymentStatus", WebhookKind.App),
        new("PlanChange", WebhookKind.App) { WireType = "PLAN_CHANGE" },
        new("ExternalAuthConnected", WebhookKind.App),
        .. Of(WebhookKind.Appointment, "Appointment", "Create", "Update", "Delete"),
        .. Of(WebhookKind.Association, "Association", "Create", "Update", "Delete"),
        new("CampaignStatusUpdate", WebhookKind.Campaign),
        .. Of(
            WebhookKind.Contact,
            "Contact",
            "Create",
            "Update",
            "Delete",
            "DndUpdate",
            "TagUpdate"
        ),
        new("ConversationUnreadWebhook", WebhookKind.Conversation)
        {
            WireType = "ConversationUnreadUpdate",
        },
        new("ConversationUpdate", WebhookKind.Conversation),
        .. Of(WebhookKind.Message, "", "InboundMessage", "OutboundMessage"),
        new("ProviderOutboundMessage", WebhookKind.Message),
        new("LCEmailStats", WebhookKind.EmailStats),
        .. Of(
            WebhookKind.Invoice,
            "Invoice",
            "Create",
            "Update",
            "Delete",
            "Sent",
            "Paid",
            "PartiallyPaid",
            "Void"
        ),
        .. Of(
            WebhookKind.KnowledgeBase,
            "KnowledgeBase",
            "Create",
            "Update",
            "Delete",
            "FaqChange",
            "FileChange",
            "RichTextChange",
            "TableFileChange",
            "TrainedUrlChange"
        ),
        .. Of(WebhookKind.Location, "Location", "Create", "Update"),
        .. Of(WebhookKind.Note, "Note", "Create", "Update", "Delete"),
        .. Of(WebhookKind.ObjectSchema, "ObjectSchema", "Create", "Update"),
        .. Of(
            WebhookKind.Opportunity,
            "Opportunity",
            "Create",
            "Update",
            "Delete",
            "StatusUpdate",
            "StageUpdate",
            "MonetaryValueUpdate",
            "AssignedToUpdate"
        ),
        .. Of(WebhookKind.Order, "Order", "Create", "StatusUpdate"),
        .. Of(WebhookKind.Price, "Price", "Create", "Update", "Delete"),
        .. Of(WebhookKind.Product, "Product", "Create", "Update", "Delete"),
        .. Of(WebhookKind.Record, "Record", "Create", "Update", "Delete"),
        .. Of(WebhookKind.Relation, "Relation", "Create", "Delete"),
        new("SaaSPlanCreate", WebhookKind.SaasPlan),
        .. Of(WebhookKind.SupportTicket, "SupportTicket", "Create", "Update", "Delete"),
        .. Of(WebhookKind.Task, "Task", "Create", "Complete", "Delete"),
        .. Of(WebhookKind.User, "User", "Create", "Update", "Delete"),
        new("VoiceAiCallEnd", WebhookKind.VoiceAi),
    ];

    private static readonly FrozenDictionary<string, WebhookEvent> ByName = All.SelectMany(e =>
            new[] { e.Name, e.WireType }.Distinct().Select(n => (Name: n, Event: e))
        )
        .ToFrozenDictionary(p => p.Name, p => p.Event, StringComparer.Ordinal);

    /// <summary>By its name or by what its bodies say; null for one that is not published.</summary>
    public static WebhookEvent? Find(string? name) =>
        name is not null && ByName.TryGetValue(name, out var found) ? found : null;

    /// <summary>
    /// What a body without a usable <c>type</c> tells of, by the fields that only this kind has. The
    /// published samples of some kinds have no type; one of messages and one of prices hold something else in it.
    /// </summary>
    internal static WebhookKind Guess(JsonElement body)
    {
        foreach (var (field, kind) in Marks)
        {
            if (body.TryGetProperty(field, out _))
                return kind;
        }
        return WebhookKind.Other;
    }

    private static readonly (string Field, WebhookKind Kind)[] Marks =
    [
        ("associationType", WebhookKind.Association),
        ("firstRecordId", WebhookKind.Relation),
        ("invoiceNumber", WebhookKind.Invoice),
        ("priceType", WebhookKind.Price),
        ("compareAtPrice", WebhookKind.Price),
        ("productType", WebhookKind.Product),
        ("searchableProperties", WebhookKind.ObjectSchema),
        ("messageId", WebhookKind.Message),
    ];

    private static IEnumerable<WebhookEvent> Of(
        WebhookKind kind,
        string stem,
        params IEnumerable<string> ends
    ) => ends.Select(e => new WebhookEvent(stem + e, kind));
}
