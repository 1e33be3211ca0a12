namespace Tallystick.Sandbox.Acme;

/// <summary>What a field holds, and so how it is checked and stored.</summary>
internal enum AcmeKind
{
    Name,
    Text,
    Remarks,
    Email,
    Phone,
    Country,
    Date,
    Labels,
    Stage,
    Number,
    Flag,
    Company,
}
