namespace Tallystick.Catalogs;

/// <summary>
/// What an app can be asked to do and what it tells of by itself: one version of its surface, as
/// facts without prose. Written by <c>tally catalog import</c>, read by <see cref="CatalogJson"/>.
/// Files leave out what says nothing, and a reader hands over null for it: hence the setters.
/// </summary>
public sealed record Catalog
{
    /// <summary>The app's short name, such as "highlevel".</summary>
    public required string App { get; init; }

    /// <summary>The name of this version of the surface, such as "2021" or "v3"; "default" where there is one only.</summary>
    public string Surface
    {
        get;
        init => field = value ?? "default";
    } = "default";

    /// <summary>Where the facts come from, and of which day.</summary>
    public string Source
    {
        get;
        init => field = value ?? "";
    } = "";

    /// <summary>Sorted by name; names are unique within the surface.</summary>
    public IReadOnlyList<CatalogOperation> Operations
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>The shapes that operations name, by name.</summary>
    public IReadOnlyDictionary<string, CatalogShape> Shapes
    {
        get;
        init => field = value ?? NoShapes;
    } = NoShapes;

    /// <summary>
    /// The operation of that name, or of the document's own name below the group: "contacts.get" and
    /// "contacts.get-contact" are the same one. Null for none.
    /// </summary>
    public CatalogOperation? Find(string name) =>
        Operations.FirstOrDefault(o => o.Name == name)
        ?? Operations.FirstOrDefault(o => $"{o.Group}.{o.Id}" == name);

    private static SortedDictionary<string, CatalogShape> NoShapes { get; } =
        new(StringComparer.Ordinal);
}

/// <summary>One callable action of an app.</summary>
public sealed record CatalogOperation
{
    /// <summary>"contacts.create": the group, and what is done there.</summary>
    public required string Name { get; init; }

    public required string Group { get; init; }

    /// <summary>The name in words: "Create contact".</summary>
    public required string Title { get; init; }

    /// <summary>The document's own name of the operation, unique in its file.</summary>
    public string? Id { get; init; }

    /// <summary>GET, POST, PUT, PATCH or DELETE.</summary>
    public required string Method { get; init; }

    /// <summary>Below the base address, with parameters in braces: "/contacts/{contactId}".</summary>
    public required string Path { get; init; }

    /// <summary>The value of the Version header; null where the app has none.</summary>
    public string? Version { get; init; }

    /// <summary>Scopes of which the token needs each.</summary>
    public IReadOnlyList<string> Scopes
    {
        get;
        init => field = value ?? [];
    } = [];

    public TokenClass Token { get; init; }

    public IReadOnlyList<CatalogParameter> Parameters
    {
        get;
        init => field = value ?? [];
    } = [];

    public CatalogBody? Body { get; init; }

    /// <summary>The successful answer; null where the documents say nothing.</summary>
    public CatalogAnswer? Answer { get; init; }

    /// <summary>How to ask for more than one page; null where it is not known to page.</summary>
    public CatalogPaging? Paging { get; init; }

    public bool Deprecated { get; init; }
}

/// <summary>Whose token an operation takes.</summary>
public enum TokenClass
{
    /// <summary>The documents do not say.</summary>
    Unknown,
    None,
    Location,
    Agency,
    Either,
}

public enum ParameterPlace
{
    Path,
    Query,
    Header,
}

/// <summary>A value that goes into the path, the query or a header.</summary>
public sealed record CatalogParameter(string Name, ParameterPlace In, CatalogType Type)
{
    public bool Required { get; init; }

    public bool Deprecated { get; init; }
}

/// <summary>What is sent.</summary>
/// <param name="ContentType">"application/json", "application/x-www-form-urlencoded" or "multipart/form-data".</param>
public sealed record CatalogBody(string ContentType, CatalogType Type)
{
    public bool Required { get; init; }
}

/// <summary>What comes back when it went well.</summary>
/// <param name="Type">Null for an answer without a described body.</param>
public sealed record CatalogAnswer(int Status, CatalogType? Type);

/// <summary>How a listing is walked: which parameter says where the next page starts.</summary>
public sealed record CatalogPaging(PagingStyle Style, string Parameter)
{
    /// <summary>The parameter for the size of a page; null where there is none.</summary>
    public string? Size { get; init; }
}

public enum PagingStyle
{
    /// <summary>How many rows to pass over.</summary>
    Offset,

    /// <summary>The number of the page, from 1.</summary>
    Page,

    /// <summary>A mark that the page before returned.</summary>
    Cursor,
}
