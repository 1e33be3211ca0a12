namespace Tallystick.Sandbox.People;

/// <summary>A made-up person.</summary>
public sealed record SandboxPerson(
    string FirstName,
    string LastName,
    string Email,
    string Phone,
    string Company,
    string Street,
    string City,
    string State,
    string PostalCode,
    string Country,
    DateOnly Birthday,
    IReadOnlyList<string> Tags
);
