using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Tallystick.Sandbox.Contacts;

internal enum SearchKind
{
    /// <summary>eq, not_eq, exists, not_exists.</summary>
    Exact,

    /// <summary>The same plus contains and not_contains.</summary>
    Text,

    /// <summary>range, exists, not_exists.</summary>
    Time,

    /// <summary>Several values; each operator looks for one of them.</summary>
    Set,
}

/// <param name="Values">The contact's values; none when it is empty.</param>
internal sealed record SearchField(
    string Name,
    SearchKind Kind,
    Func<Contact, ImmutableArray<string>> Values
)
{
    public Func<Contact, long?>? Time { get; init; }

    /// <summary>The name as error messages spell it.</summary>
    public string SnakeName =>
        string.Concat(
            Name.Select(c =>
                char.IsAsciiLetterUpper(c) ? "_" + char.ToLowerInvariant(c) : c.ToString()
            )
        );
}

/// <summary>What search can filter and sort by.</summary>
internal static class SearchFields
{
    private static readonly FrozenDictionary<string, SearchField> Fields = new SearchField[]
    {
        Exact("id", c => c.Id),
        Exact("contactName", c => c.FullName.ToLowerInvariant()),
        Exact("email", c => c.Email),
        Exact("state", c => c.State),
        Exact("country", c => c.Country),
        Exact("source", c => c.Source),
        Exact("assignedTo", c => c.AssignedTo),
        Exact("dnd", c => c.Dnd ? "true" : "false"),
        Exact("type", c => c.Type),
        Exact("timezone", c => c.Timezone),
        Exact("businessId", c => c.BusinessId),
        Exact("isValidWhatsapp", _ => null),
        Exact("validEmail", c => c.Email is null ? null : "true"),
        Text("firstNameLowerCase", c => c.FirstName?.ToLowerInvariant()),
        Text("lastNameLowerCase", c => c.LastName?.ToLowerInvariant()),
        Text("phone", c => c.Phone),
        Text("address", c => c.Address1),
        Text("city", c => c.City),
        Text("postalCode", c => c.PostalCode),
        Text("companyName", c => c.CompanyName),
        Text("businessName", c => c.CompanyName),
        Text("website", c => c.Website),
        new("tags", SearchKind.Set, c => c.Tags),
        new("followers", SearchKind.Set, c => c.Followers),
        Time("dateAdded", c => c.DateAdded),
        Time("dateUpdated", c => c.DateUpdated),
        Time("dateOfBirth", c => c.DateOfBirth is { } day ? Http.Times.Parse(day) : null),
        Time("lastAppointment", _ => null),
        Time("lastEmailClickedDate", _ => null),
        Time("lastEmailOpenedDate", _ => null),
    }.ToFrozenDictionary(f => f.Name, StringComparer.Ordinal);

    public static SearchField? Find(string name)
    {
        if (Fields.TryGetValue(name, out var field))
            return field;
        if (name.Split('.') is ["dndSettings", var channel, "status"])
            return Exact(name, c => c.DndSettings.GetValueOrDefault(channel)?.Status);
        if (name == "inboundDndSettings.all.status")
            return Exact(name, c => c.InboundDndStatus);
        return name.Split('.') is ["customFields", var id, ..]
            ? new SearchField(name, SearchKind.Text, c => Customs(c, id))
            : null;
    }

    /// <summary>A contact's value to sort by, as its cursor shows it: a number or a text.</summary>
    public static (long Number, string? Text) SortValue(Contact contact, string field) =>
        field switch
        {
            "dateAdded" => (contact.DateAdded, null),
            "dateUpdated" => (contact.DateUpdated, null),
            "dnd" => (contact.Dnd ? 1 : 0, null),
            "firstNameLowerCase" => (0, contact.FirstName?.ToLowerInvariant() ?? ""),
            "lastNameLowerCase" => (0, contact.LastName?.ToLowerInvariant() ?? ""),
            "email" => (0, contact.EmailLowerCase ?? ""),
            "source" => (0, contact.Source ?? ""),
            _ => (0, contact.CompanyName ?? ""),
        };

    public static bool CanSort(string field) =>
        field
            is "firstNameLowerCase"
                or "lastNameLowerCase"
                or "businessName"
                or "dateAdded"
                or "dateUpdated"
                or "email"
                or "dnd"
                or "source";

    private static SearchField Exact(string name, Func<Contact, string?> value) =>
        new(name, SearchKind.Exact, c => One(value(c)));

    private static SearchField Text(string name, Func<Contact, string?> value) =>
        new(name, SearchKind.Text, c => One(value(c)));

    private static SearchField Time(string name, Func<Contact, long?> value) =>
        new(
            name,
            SearchKind.Time,
            c => value(c) is { } t ? One(t.ToString(CultureInfo.InvariantCulture)) : []
        )
        {
            Time = value,
        };

    private static ImmutableArray<string> One(string? value) =>
        string.IsNullOrEmpty(value) ? [] : [value];

    private static ImmutableArray<string> Customs(Contact contact, string id)
    {
        if (!contact.CustomFields.TryGetValue(id, out var value))
            return [];
        return value.ValueKind is JsonValueKind.Array
            ? [.. value.EnumerateArray().Select(v => v.ToString())]
            : One(value.ToString());
    }
}
