namespace Tallystick.Connectors.Rest;

/// <summary>How an object type's records are listed.</summary>
public sealed record RestList
{
    public required string Path { get; init; }

    /// <summary>Where an answer holds the rows; null when it is the array itself.</summary>
    public JsonPath? Items { get; init; }

    /// <summary>Where it says how many there are in all.</summary>
    public JsonPath? Total { get; init; }

    /// <summary>Sent with every page.</summary>
    public IReadOnlyDictionary<string, string> Params { get; init; } =
        new Dictionary<string, string>();

    public required RestPaging Paging { get; init; }

    /// <summary>Query parameter for "modified or created at or after"; null when there is none.</summary>
    public string? SinceParam { get; init; }

    public TimeForm SinceForm { get; init; }

    /// <summary>Field key → query parameter.</summary>
    public IReadOnlyDictionary<string, string> Filters { get; init; } =
        new Dictionary<string, string>();

    public bool AbsenceIsEvidence { get; init; }
}

/// <summary>How a listing goes on to its next page.</summary>
public abstract record RestPaging
{
    private RestPaging() { }

    /// <summary>Query parameter for the page's size; null when it cannot be chosen.</summary>
    public string? SizeParam { get; init; }

    public int Size { get; init; } = 100;

    /// <summary>All rows come in one answer.</summary>
    public sealed record None : RestPaging;

    /// <summary>By the number of rows to leave out.</summary>
    public sealed record Offset(string Param) : RestPaging;

    /// <summary>By the number of the page.</summary>
    public sealed record Number(string Param, int First) : RestPaging;

    /// <summary>By a token that the answer brings.</summary>
    public sealed record Cursor(string Param, JsonPath Next) : RestPaging;

    /// <summary>By an address: in the answer, or in a Link header with rel="next" (RFC 8288).</summary>
    public sealed record Link(JsonPath? Next) : RestPaging;
}

/// <summary>The spellings of <see cref="RestPaging"/> in a manifest.</summary>
public enum RestPagingKind
{
    None,
    Offset,
    Page,
    Cursor,
    Link,
}
