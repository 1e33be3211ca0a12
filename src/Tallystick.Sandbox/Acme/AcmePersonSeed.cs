namespace Tallystick.Sandbox.Acme;

/// <summary>A person to fill the CRM with; stored as if a client had sent it.</summary>
public sealed record AcmePersonSeed
{
    public string? GivenName { get; init; }
    public string? FamilyName { get; init; }
    public string? EmailAddress { get; init; }
    public string? Mobile { get; init; }
    public string? Organisation { get; init; }
    public string? JobTitle { get; init; }
    public string? Street { get; init; }
    public string? Town { get; init; }
    public string? Region { get; init; }
    public string? Postcode { get; init; }
    public string? CountryCode { get; init; }
    public DateOnly? Birthday { get; init; }
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary><c>lead</c>, <c>qualified</c> or <c>customer</c>.</summary>
    public string Stage { get; init; } = "lead";

    public decimal? Score { get; init; }
    public bool OptOut { get; init; }
    public string? Website { get; init; }
    public string? Remarks { get; init; }
    public string? ExternalRef { get; init; }

    internal AcmePatch ToPatch() =>
        AcmePatch.From(
            AcmeType.People,
            [
                ("givenName", GivenName),
                ("familyName", FamilyName),
                ("emailAddress", EmailAddress),
                ("mobile", Mobile),
                ("organisation", Organisation),
                ("jobTitle", JobTitle),
                ("street", Street),
                ("town", Town),
                ("region", Region),
                ("postcode", Postcode),
                ("countryCode", CountryCode),
                ("birthday", Birthday?.ToString("yyyy-MM-dd", null)),
                ("labels", Labels.ToArray()),
                ("stage", Stage),
                ("score", Score),
                ("optOut", OptOut),
                ("website", Website),
                ("remarks", Remarks),
                ("externalRef", ExternalRef),
            ]
        );
}
