namespace Tallystick.Catalogs;

public enum CatalogKind
{
    /// <summary>Anything: the documents say nothing, or several things.</summary>
    Any,
    Text,
    Whole,
    Number,
    Bool,
    List,

    /// <summary>Names with values that are not described one by one.</summary>
    Map,

    /// <summary>An object of a shape of the catalog.</summary>
    Shape,
}

/// <summary>The type of a value.</summary>
public sealed record CatalogType(CatalogKind Kind)
{
    public static CatalogType Any { get; } = new(CatalogKind.Any);

    /// <summary>Of the elements of a list, or the values of a map; null for any.</summary>
    public CatalogType? Of { get; init; }

    /// <summary>Of anything: the first thing that the documents say it is, though they say others too.</summary>
    public CatalogType? Said { get; init; }

    /// <summary>Name of the shape.</summary>
    public string? Shape { get; init; }

    /// <summary>The values that are allowed; empty when any.</summary>
    public IReadOnlyList<string> Enum
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>"date-time", "email", "binary"… as the document says; null for none.</summary>
    public string? Format { get; init; }

    /// <summary>Null is a value too.</summary>
    public bool Nullable { get; init; }
}

/// <summary>The fields of an object.</summary>
/// <param name="Fields">In the document's order.</param>
public sealed record CatalogShape(IReadOnlyList<CatalogField> Fields)
{
    public IReadOnlyList<CatalogField> Fields { get; init; } = Fields ?? [];

    /// <summary>Other names are taken too.</summary>
    public bool Open { get; init; }
}

public sealed record CatalogField(string Name, CatalogType Type)
{
    public bool Required { get; init; }

    public bool Deprecated { get; init; }
}
