using Microsoft.OpenApi;
using Tallystick.Catalogs;

namespace Tallystick.Connectors.Catalogs;

/// <summary>How an operation pages, told from the names of what it takes.</summary>
internal static class PagingGuess
{
    private static readonly string[] Sizes =
    [
        "limit",
        "pageSize",
        "pageLimit",
        "per_page",
        "perPage",
    ];

    private static readonly (string Name, PagingStyle Style)[] Marks =
    [
        ("pageToken", PagingStyle.Cursor),
        ("nextPageToken", PagingStyle.Cursor),
        ("cursor", PagingStyle.Cursor),
        ("startAfterId", PagingStyle.Cursor),
        ("startAfter", PagingStyle.Cursor),
        ("startAfterDate", PagingStyle.Cursor),
        ("skip", PagingStyle.Offset),
        ("offset", PagingStyle.Offset),
        ("page", PagingStyle.Page),
        ("pageNumber", PagingStyle.Page),
    ];

    public static CatalogPaging? Of(IReadOnlyList<IOpenApiParameter> parameters)
    {
        var names = parameters
            .Where(p => p.In is ParameterLocation.Query)
            .Select(p => p.Name!)
            .ToHashSet(StringComparer.Ordinal);
        var size = Array.Find(Sizes, names.Contains);
        foreach (var (name, style) in Marks)
            if (names.Contains(name))
                return new CatalogPaging(style, name) { Size = size };
        return null;
    }
}
