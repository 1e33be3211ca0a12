using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tallystick.Catalogs.Calls;

/// <summary>
/// Walks the pages of a listing: takes each answer, hands out its rows, and says which call brings
/// the next page. Where it goes on is told by the answer (a mark, or a total) before the catalog's
/// word; a page shorter than asked for is no end, since apps cap the size.
/// </summary>
public sealed class PageWalk
{
    /// <summary>Where a walk begins, for operations that require to be told.</summary>
    public static readonly IReadOnlyDictionary<string, string> Starts = new Dictionary<
        string,
        string
    >
    {
        ["limit"] = "20",
        ["pageLimit"] = "100",
        ["pageSize"] = "20",
        ["skip"] = "0",
        ["offset"] = "0",
        ["page"] = "1",
    };

    private static readonly string[] Totals = ["total", "totalCount", "totalRecords"];

    private readonly PageNames _names;
    private readonly RowFinder _rows;
    private string? _firstRow;
    private long _seen;

    public PageWalk(Catalog catalog, CallRequest first)
    {
        _names = PageNames.Of(catalog, first.Operation);
        _rows = new RowFinder(catalog, first.Operation);
        Next = first;
    }

    /// <summary>The call that brings the next page; null at the end.</summary>
    public CallRequest? Next { get; private set; }

    /// <returns>The rows of the page; the answer itself where it is no listing.</returns>
    /// <exception cref="CatalogException">The listing does not go on as its documents say.</exception>
    public IReadOnlyList<JsonElement> Take(JsonElement answer)
    {
        var request =
            Next ?? throw new InvalidOperationException("There was no page to ask for any more.");
        Next = null;
        if (_rows.Of(answer) is not { } rows)
            return [answer];
        if (rows.Count == 0)
            return rows;
        var firstRow = rows[0].GetRawText();
        if (firstRow == _firstRow)
            throw new CatalogException(
                $"{request.Operation.Name} sent the same page twice: its pages cannot be walked."
            );
        _firstRow = firstRow;
        _seen += rows.Count;
        if (!IsAtEnd(answer))
            Next = After(request, answer, rows);
        return rows;
    }

    private bool IsAtEnd(JsonElement answer)
    {
        foreach (var holder in Holders(answer))
        {
            foreach (var name in Totals)
                if (
                    holder.TryGetProperty(name, out var total)
                    && total.ValueKind is JsonValueKind.Number
                    && total.TryGetInt64(out var number)
                )
                    return _seen >= number;
            foreach (var name in (string[])["hasMore", "hasNextPage"])
                if (
                    holder.TryGetProperty(name, out var more)
                    && more.ValueKind is JsonValueKind.False
                )
                    return true;
        }
        return false;
    }

    private CallRequest? After(
        CallRequest request,
        JsonElement answer,
        IReadOnlyList<JsonElement> rows
    )
    {
        if (_names.SearchAfter is { } searchAfter && RowMark(rows[^1], searchAfter) is { } mark)
            return rows.Count < PageNames.SizeIn(request)
                ? null
                : request.WithBody(
                    KeyValuePair.Create(searchAfter, (JsonNode?)mark),
                    KeyValuePair.Create("page", (JsonNode?)null)
                );
        var marks = _names
            .Marks.Select(name => (Name: name, Value: MarkIn(answer, rows[^1], name)))
            .Where(m => m.Value is not null)
            .ToArray();
        if (marks.Length > 0)
            return marks.Aggregate(request, (r, m) => r.WithQuery(m.Name, m.Value!));
        if (_names.Offset is { } offset)
            return Set(request, offset, NumberIn(request, offset, 0) + rows.Count);
        if (_names.Page is { } page)
            return Set(request, page, NumberIn(request, page, 1) + 1);
        return null;
    }

    /// <summary>A mark for the next page, wherever answers carry one for the parameter of that name.</summary>
    private static string? MarkIn(JsonElement answer, JsonElement last, string parameter)
    {
        string[] spellings = parameter switch
        {
            "cursor" => ["nextCursor", "next_cursor", "cursor"],
            "pageToken" or "nextPageToken" => ["nextPageToken", "next_page_token"],
            _ => [parameter],
        };
        foreach (var holder in Holders(answer))
        foreach (var spelling in spellings)
            if (holder.TryGetProperty(spelling, out var mark) && TextOf(mark) is { } text)
                return text;
        // Conversations are walked by what each was sorted by.
        return
            parameter == "startAfterDate"
            && last.ValueKind is JsonValueKind.Object
            && last.TryGetProperty("sort", out var sort)
            && sort.ValueKind is JsonValueKind.Array
            && sort.GetArrayLength() > 0
            ? TextOf(sort[0])
            : null;
    }

    private static IEnumerable<JsonElement> Holders(JsonElement answer)
    {
        if (answer.ValueKind is not JsonValueKind.Object)
            yield break;
        yield return answer;
        foreach (var name in (string[])["meta", "pagination", "paging", "data", "results"])
            if (
                answer.TryGetProperty(name, out var inner)
                && inner.ValueKind is JsonValueKind.Object
            )
                yield return inner;
    }

    private static JsonNode? RowMark(JsonElement row, string name) =>
        row.ValueKind is JsonValueKind.Object
        && row.TryGetProperty(name, out var mark)
        && mark.ValueKind is JsonValueKind.Array
            ? JsonNode.Parse(mark.GetRawText())
            : null;

    private static string? TextOf(JsonElement mark) =>
        mark.ValueKind switch
        {
            JsonValueKind.String when mark.GetString() is { Length: > 0 } text => text,
            JsonValueKind.Number => mark.GetRawText(),
            _ => null,
        };

    private static long NumberIn(CallRequest request, PageName name, long start) =>
        long.TryParse(
            name.IsInBody
                ? ((request.Body as CallBody.Json)?.Value as JsonObject)?[name.Name]?.ToString()
                : request.Query.LastOrDefault(q => q.Key == name.Name).Value,
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? number
            : start;

    private static CallRequest Set(CallRequest request, PageName name, long number) =>
        name.IsInBody
            ? request.WithBody(KeyValuePair.Create(name.Name, (JsonNode?)JsonValue.Create(number)))
            : request.WithQuery(name.Name, number.ToString(CultureInfo.InvariantCulture));
}
