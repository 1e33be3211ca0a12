namespace Tallystick.Sandbox.Locations;

/// <param name="FieldKey">With its prefix, such as <c>contact.pincode</c>.</param>
/// <param name="DataType">TEXT, LARGE_TEXT, NUMERICAL, MONETORY (so spelt), DATE, SINGLE_OPTIONS, MULTIPLE_OPTIONS, CHECKBOX, RADIO, PHONE…</param>
internal sealed record CustomField(
    string Id,
    string Name,
    string FieldKey,
    string DataType,
    int Position,
    IReadOnlyList<string> Options
)
{
    public string Model { get; init; } = "contact";

    public string? Placeholder { get; init; }
}

internal sealed record CustomValue(string Id, string Name, string FieldKey, string Value);

internal sealed record LocationTag(string Id, string Name);

internal sealed record SandboxUser(
    string Id,
    string FirstName,
    string LastName,
    string Email,
    string Phone,
    string Role,
    IReadOnlyList<string> LocationIds
)
{
    /// <summary>"account" or "agency".</summary>
    public string Type { get; init; } = "account";
}

internal sealed record Business(
    string Id,
    string LocationId,
    string Name,
    string? Phone,
    string? Email,
    string? Website,
    string? Address,
    string? City,
    string? State,
    string? PostalCode,
    string? Country,
    string? Description,
    long CreatedAt,
    long UpdatedAt
);
