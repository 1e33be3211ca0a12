namespace Tallystick.HighLevel.Webhooks;

/// <summary>What kind of thing a webhook tells of.</summary>
public enum WebhookKind
{
    /// <summary>Of a kind that was not known when this was written.</summary>
    Other,
    App,
    Appointment,
    Association,
    Campaign,
    Contact,
    Conversation,
    EmailStats,
    Invoice,
    KnowledgeBase,
    Location,
    Message,
    Note,
    ObjectSchema,
    Opportunity,
    Order,
    Price,
    Product,

    /// <summary>A record of a custom object; a business comes as one.</summary>
    Record,
    Relation,
    SaasPlan,
    SupportTicket,
    Task,
    User,
    VoiceAi,
}
