using System.Globalization;
using System.Text.Json.Nodes;

namespace Tallystick.Catalogs.Calls;

internal readonly record struct PageName(string Name, bool IsInBody);

/// <summary>What an operation calls the things that pages are asked for by.</summary>
internal sealed record PageNames
{
    private static readonly string[] Cursors =
    [
        "startAfterId",
        "startAfter",
        "startAfterDate",
        "cursor",
        "pageToken",
        "nextPageToken",
    ];

    private static readonly string[] Sizes = ["pageLimit", "limit", "pageSize"];

    /// <summary>The body's field for the mark that each row carries.</summary>
    public string? SearchAfter { get; private init; }

    /// <summary>Parameters for marks that the answer carries.</summary>
    public IReadOnlyList<string> Marks { get; private init; } = [];

    public PageName? Offset { get; private init; }

    public PageName? Page { get; private init; }

    public static PageNames Of(Catalog catalog, CatalogOperation operation)
    {
        var query = operation
            .Parameters.Where(p => p.In is ParameterPlace.Query)
            .Select(p => p.Name)
            .ToHashSet(StringComparer.Ordinal);
        var body =
            operation.Body?.Type.Shape is { } name
            && catalog.Shapes.TryGetValue(name, out var shape)
            && operation.IsRead
                ? shape.Fields.Select(f => f.Name).ToHashSet(StringComparer.Ordinal)
                : [];
        var declared = operation.Paging;
        return new PageNames
        {
            SearchAfter = body.Contains("searchAfter") ? "searchAfter" : null,
            Marks =
            [
                .. Cursors.Where(query.Contains),
                .. declared is { Style: PagingStyle.Cursor }
                && query.Contains(declared.Parameter)
                && !Cursors.Contains(declared.Parameter)
                    ? [declared.Parameter]
                    : Array.Empty<string>(),
            ],
            Offset = First(
                ["skip", "offset", DeclaredAs(declared, PagingStyle.Offset)],
                query,
                body
            ),
            Page = First(
                ["page", "pageNumber", DeclaredAs(declared, PagingStyle.Page)],
                query,
                body
            ),
        };
    }

    /// <summary>How many rows the call asks for; none known: 0, which no page is below.</summary>
    public static long SizeIn(CallRequest request) =>
        (request.Body as CallBody.Json)?.Value is JsonObject body
        && Sizes.Select(s => body[s]).FirstOrDefault(v => v is not null) is { } size
        && long.TryParse(size.ToString(), CultureInfo.InvariantCulture, out var number)
            ? number
            : 0;

    private static string? DeclaredAs(CatalogPaging? paging, PagingStyle style) =>
        paging?.Style == style ? paging.Parameter : null;

    private static PageName? First(
        IEnumerable<string?> names,
        HashSet<string> query,
        HashSet<string> body
    )
    {
        foreach (var name in names.OfType<string>())
            if (query.Contains(name) || body.Contains(name))
                return new PageName(name, !query.Contains(name));
        return null;
    }
}
