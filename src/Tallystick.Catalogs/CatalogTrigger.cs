namespace Tallystick.Catalogs;

/// <summary>Something that an app tells of by itself, through a webhook.</summary>
/// <param name="Name">As the event calls itself: "ContactCreate".</param>
/// <param name="Group">What it is about, spelt as the groups of operations: "contacts".</param>
/// <param name="Title">The name in words: "Contact created".</param>
/// <param name="Fields">The names at the top of its payload.</param>
public sealed record CatalogTrigger(
    string Name,
    string Group,
    string Title,
    IReadOnlyList<string> Fields
)
{
    public IReadOnlyList<string> Fields { get; init; } = Fields ?? [];

    /// <summary>Other spellings of the type that arrive: AppInstall says "INSTALL".</summary>
    public IReadOnlyList<string> Types
    {
        get;
        init => field = value ?? [];
    } = [];
}

/// <summary>All events of an app.</summary>
public sealed record TriggerCatalog(
    string App,
    string Source,
    IReadOnlyList<CatalogTrigger> Triggers
);
