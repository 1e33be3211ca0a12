namespace Tallystick.Contract.Tests.Connectors;

/// <summary>What the suite needs to know of the object type it tries: keys of fields by their part.</summary>
public sealed record ContractSubject(string ObjectType, string NameField)
{
    /// <summary>A text that a search can find; usually the e-mail address.</summary>
    public string? EmailField { get; init; }

    public string? SetField { get; init; }

    public string? DateField { get; init; }

    /// <summary>Longest text of the name field to try.</summary>
    public int TextMax { get; init; } = 10_000;

    /// <summary>
    /// Whether a listing of changes leaves out what did not change (some can only add doubtful rows).
    /// </summary>
    public bool ListsOnlyChanges { get; init; } = true;
}
