namespace Tallystick.Core.Schema;

/// <summary>Where a field can be read from and written to.</summary>
[Flags]
public enum FieldAccess
{
    None = 0,
    List = 1,
    Get = 2,
    Webhook = 4,
    Create = 8,
    Update = 16,

    Read = List | Get,
    Write = Create | Update,
    All = Read | Write,
}

/// <summary>One field of an object type.</summary>
/// <param name="Key">Stable address within the object type, as mappings spell it.</param>
/// <param name="Label">What the app's own screens call it.</param>
public sealed record Field(string Key, string Label, FieldType Type)
{
    public FieldAccess Access { get; init; } = FieldAccess.All;

    /// <summary>A create without it is refused.</summary>
    public bool Required { get; init; }

    /// <summary>The app lets no two records share it.</summary>
    public bool Unique { get; init; }

    /// <summary>The values a choice or set allows; empty when any.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>Other spellings a mapping may use: a custom field's name, id or prefixed key.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>The object type a reference points to, such as "user" or "company".</summary>
    public string? RefersTo { get; init; }

    /// <summary>Longest text the app keeps, in characters; null when it does not say.</summary>
    public int? LengthMax { get; init; }

    /// <summary>What the app itself puts in when a create leaves it out; null for nothing.</summary>
    public string? FilledWith { get; init; }

    public bool Can(FieldAccess access) => (Access & access) == access;
}
