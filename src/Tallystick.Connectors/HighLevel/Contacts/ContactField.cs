using Tallystick.Core.Schema;

namespace Tallystick.Connectors.HighLevel.Contacts;

/// <summary>How a field is written.</summary>
internal enum WriteWay
{
    /// <summary>A property of create and update.</summary>
    Property,

    /// <summary>An entry of customFields, by id.</summary>
    Custom,

    /// <summary>A channel of dndSettings.</summary>
    Dnd,

    /// <summary>Added and removed one by one through the tags' own operations.</summary>
    Tags,

    /// <summary>Added and removed one by one through the followers' own operations.</summary>
    Followers,

    /// <summary>Through the bulk operation for businesses.</summary>
    Business,

    /// <summary>Not at all.</summary>
    None,
}

/// <summary>One field of a contact and where its JSON has it.</summary>
/// <param name="Row">Its name in a search row; null where rows lack it.</param>
/// <param name="Full">Its name in get, create and update.</param>
internal sealed record ContactField(Field Field, string? Row, string? Full, WriteWay Way)
{
    /// <summary>For custom fields their id; for DND the channel's name.</summary>
    public string? Part { get; init; }
}
