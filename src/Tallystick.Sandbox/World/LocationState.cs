using Tallystick.Sandbox.Calendars;
using Tallystick.Sandbox.Contacts;
using Tallystick.Sandbox.Generic;
using Tallystick.Sandbox.Locations;
using Tallystick.Sandbox.Opportunities;

namespace Tallystick.Sandbox.World;

/// <summary>A sub-account and everything in it.</summary>
internal sealed class LocationState(
    string id,
    LocationFacts facts,
    SandboxClock clock,
    SandboxOptions options,
    GenericStore generic
)
{
    public string Id => id;

    public LocationFacts Facts { get; set; } = facts;

    public string Name => Facts.Name;

    public string Country => Facts.Country;

    public string TimeZone => Facts.TimeZone;

    public bool DuplicatesAllowed { get; set; } = options.DuplicatesAllowed;

    /// <summary>In which order duplicates are looked for.</summary>
    public IReadOnlyList<string> UniqueIdentifiers { get; set; } = ["email", "phone"];

    public ContactBook Contacts { get; } = new(clock, options.SearchLag);

    /// <summary>Those that calls made, by the catalog alone, are bookable like the others.</summary>
    public IReadOnlyList<SandboxCalendar> Calendars =>
        [.. generic.At(SandboxCalendar.Path).Of(id).Select(SandboxCalendar.Of)];

    public void Add(SandboxCalendar calendar) =>
        generic.At(SandboxCalendar.Path).Put(calendar.ToRecord(id));

    public List<CustomField> CustomFields { get; } = [];

    public List<CustomValue> CustomValues { get; } = [];

    public List<LocationTag> Tags { get; } = [];

    public Dictionary<string, Business> Businesses { get; } = new(StringComparer.Ordinal);

    public bool OpportunityDuplicatesAllowed { get; set; } = true;

    public List<SalesPipeline> Pipelines { get; } = [];

    public List<LostReason> LostReasons { get; } = [];

    public Dictionary<string, Opportunity> Opportunities { get; } = new(StringComparer.Ordinal);

    /// <summary>A contact's, oldest first.</summary>
    public IEnumerable<Opportunity> OpportunitiesOf(string contactId) =>
        Opportunities.Count == 0
            ? []
            : OpportunityDesk.Sorted(this).Where(o => o.ContactId == contactId);

    private readonly HashSet<string> _tagNames = new(StringComparer.Ordinal);

    public CustomField? FindField(string idOrKey) =>
        CustomFields.Find(f =>
            f.Id == idOrKey || f.FieldKey == idOrKey || f.FieldKey == "contact." + idOrKey
        );

    /// <summary>A tag that a contact gets becomes one of the location's.</summary>
    public void LearnTags(IEnumerable<string> names, SandboxIds ids)
    {
        foreach (var tag in names)
        {
            if (_tagNames.Add(tag))
                Tags.Add(new LocationTag(ids.Next(), tag));
        }
    }

    public void ForgetTag(string tag) => _tagNames.Remove(tag);
}
