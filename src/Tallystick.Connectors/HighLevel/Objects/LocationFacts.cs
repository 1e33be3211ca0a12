using System.Text.Json;
using Tallystick.Connectors.HighLevel.Contacts;
using Tallystick.HighLevel;

namespace Tallystick.Connectors.HighLevel.Objects;

/// <summary>What a location says of itself, and its custom fields.</summary>
/// <param name="CompanyId">The agency that it belongs to.</param>
/// <param name="UniqueFields">Which fields it lets no two contacts share; none when it allows duplicates.</param>
internal sealed record LocationFacts(
    string? Country,
    string? TimeZone,
    string? CompanyId,
    IReadOnlyList<string> UniqueFields,
    IReadOnlyList<CustomField> Customs
)
{
    /// <summary>Before the location was asked.</summary>
    public static LocationFacts Unknown { get; } = new(null, null, null, ["email", "phone"], []);

    public static LocationFacts Parse(JsonElement location, IReadOnlyList<CustomField> customs) =>
        new(
            ContactReader.Text(location, "country"),
            ContactReader.Text(location, "timezone"),
            ContactReader.Text(location, "companyId"),
            UniqueFieldsOf(location),
            customs
        );

    private static IReadOnlyList<string> UniqueFieldsOf(JsonElement location)
    {
        if (!location.TryGetProperty("settings", out var settings))
            return Unknown.UniqueFields;
        if (
            settings.TryGetProperty("allowDuplicateContact", out var allowed)
            && allowed.ValueKind is JsonValueKind.True
        )
            return [];
        return
            settings.TryGetProperty("contactUniqueIdentifiers", out var names)
            && names.ValueKind is JsonValueKind.Array
            ? [.. names.EnumerateArray().Select(n => n.ToString())]
            : Unknown.UniqueFields;
    }
}
