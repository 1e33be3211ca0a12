namespace Tallystick.Sandbox.Locations;

/// <summary>What a location says of itself.</summary>
internal sealed record LocationFacts(string Name, string Country, string TimeZone)
{
    public string? Email { get; init; }

    public string? Phone { get; init; }

    public string? Address { get; init; }

    public string? City { get; init; }

    public string? State { get; init; }

    public string? PostalCode { get; init; }

    public string? Website { get; init; }
}

/// <summary>A location as its webhook tells it: an agency's affair.</summary>
internal sealed record LocationEvent(string Id, LocationFacts Facts);
