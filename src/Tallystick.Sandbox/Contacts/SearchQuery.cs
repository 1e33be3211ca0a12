using System.Text.Json;
using Tallystick.Sandbox.Http;

namespace Tallystick.Sandbox.Contacts;

/// <summary>A search request, checked.</summary>
internal sealed record SearchQuery(
    int PageLimit,
    int? Page,
    IReadOnlyList<(string Field, bool IsDescending)> Sort,
    SearchCursor? After,
    string Text,
    JsonElement Filters
)
{
    private const int PageLimitMax = 500;
    private const int DepthMax = 10_000;
    private const int TextLengthMax = 75;
    private const int SortsMax = 2;

    public static SearchQuery Parse(JsonElement body)
    {
        var dto = new Dto(
            body,
            "locationId",
            "pageLimit",
            "page",
            "searchAfter",
            "filters",
            "sort",
            "query"
        );
        var pageLimit = Number(dto, "pageLimit", isRequired: true);
        var page = Number(dto, "page", isRequired: false);
        if (pageLimit is < 1)
            dto.Error("pageLimit must not be less than 1");
        if (pageLimit is > PageLimitMax)
            dto.Error($"pageLimit must not be greater than {PageLimitMax}");
        if (page is < 1)
            dto.Error("page must not be less than 1");
        var text = dto.Text("query") ?? "";
        if (text.Length > TextLengthMax)
            dto.Error($"query must be shorter than or equal to {TextLengthMax} characters");
        var sort = Sorts(dto);
        dto.Check();
        var after = SearchCursor.Parse(dto["searchAfter"], sort);
        if (page is not null && after is not null)
            throw Refusal.BadRequest("page and searchAfter cannot be used together");
        if (page * pageLimit > DepthMax)
            throw Refusal.BadRequest(
                $"page * pageLimit must not be greater than {DepthMax}, use searchAfter"
            );
        return new SearchQuery(pageLimit!.Value, page, sort, after, text, dto["filters"]);
    }

    public static bool Matches(Contact contact, string text) =>
        contact.FullName.Contains(text, StringComparison.OrdinalIgnoreCase)
        || contact.Email?.Contains(text, StringComparison.OrdinalIgnoreCase) == true
        || contact.Phone?.Contains(text, StringComparison.Ordinal) == true;

    private static int? Number(Dto dto, string name, bool isRequired)
    {
        var value = dto[name];
        if (value.ValueKind is JsonValueKind.Number && value.TryGetInt32(out var number))
            return number;
        if (isRequired || value.ValueKind is not JsonValueKind.Undefined)
            dto.Error($"{name} must be a number conforming to the specified constraints");
        return null;
    }

    private static List<(string, bool)> Sorts(Dto dto)
    {
        var sorts = new List<(string, bool)>();
        var value = dto["sort"];
        if (value.ValueKind is JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray())
            {
                var field = item.TryGetProperty("field", out var f) ? f.GetString() : null;
                var direction = item.TryGetProperty("direction", out var d) ? d.GetString() : null;
                if (
                    field is null
                    || !SearchFields.CanSort(field)
                    || direction is not ("asc" or "desc")
                )
                    dto.Error(
                        "each value in sort must be a sortable field with direction asc or desc"
                    );
                else
                    sorts.Add((field, direction == "desc"));
            }
            if (sorts.Count > SortsMax)
                dto.Error($"sort must contain no more than {SortsMax} elements");
        }
        else if (value.ValueKind is not JsonValueKind.Undefined)
        {
            dto.Error("sort must be an array");
        }
        return sorts.Count > 0 ? sorts : [("dateAdded", true)];
    }
}
