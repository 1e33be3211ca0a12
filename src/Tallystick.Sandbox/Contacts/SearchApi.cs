using System.Text.Json;
using Tallystick.Sandbox.Faults;
using Tallystick.Sandbox.Http;

namespace Tallystick.Sandbox.Contacts;

/// <summary>Search, over the index that is one lag behind.</summary>
internal static class SearchApi
{
    public static IEnumerable<Route> Routes =>
        [new("POST", "/contacts/search", "contacts.search", "contacts.readonly", Search)];

    private static Reply Search(Call call)
    {
        var query = SearchQuery.Parse(call.Body);
        var location = call.LocationOf(
            call.Body.TryGetProperty("locationId", out var id) ? id.GetString() : null
        );
        var index = location.Contacts.Index;
        index.CatchUp(call.World.Clock.NowMs);
        var (page, total) = Spoilt(Find(index, query), call.Faults);
        return call.Ok(writer =>
        {
            writer.WriteStartArray("contacts");
            foreach (var contact in page)
            {
                writer.WriteStartObject();
                ContactJson.WriteRow(writer, location, contact, call.Version);
                SearchCursor.Of(contact, query.Sort).Write(writer);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            writer.WriteNumber("total", total);
        });
    }

    private static (IReadOnlyList<Contact> Page, int Total) Spoilt(
        (IReadOnlyList<Contact> Page, int Total) found,
        FaultRates faults
    ) =>
        faults.EmptyList ? ([], 0)
        : faults.HalfPages ? ([.. found.Page.Take(found.Page.Count / 2)], found.Total / 2)
        : faults.TotalTooLarge ? ([.. found.Page.Take(found.Page.Count - 1)], found.Total)
        : found;

    private static (IReadOnlyList<Contact> Page, int Total) Find(
        SearchIndex index,
        SearchQuery query
    )
    {
        var skip = query.Page is { } page ? (page - 1) * query.PageLimit : 0;
        if (
            IsUnfiltered(query)
            && query.Sort is [var (field, isDescending)]
            && index.SortedBy(field) is { } order
        )
            return (InOrder(order, isDescending, query, skip), index.Contacts.Count);
        var key = $"{query.Text}\n{Raw(query.Filters)}\n{string.Join(',', query.Sort)}";
        var found = index.Results.Of(key, index.Version, () => Sorted(index, query));
        var from = query.After is { } after ? found.FirstAfter(after, query.Sort) : 0;
        return (found.Page(from + skip, query.PageLimit), found.Total);
    }

    private static bool IsUnfiltered(SearchQuery query) =>
        query.Text.Length == 0
        && (
            query.Filters.ValueKind is not JsonValueKind.Array
            || query.Filters.GetArrayLength() == 0
        );

    private static string Raw(JsonElement filters) =>
        filters.ValueKind is JsonValueKind.Undefined ? "" : filters.GetRawText();

    /// <summary>A page of everything by one of the two times, which costs no more than itself.</summary>
    private static List<Contact> InOrder(
        SortedSet<TimeKey> order,
        bool isDescending,
        SearchQuery query,
        int skip
    )
    {
        var (low, high) = (new TimeKey(long.MinValue, ""), TimeKey.After(long.MaxValue));
        (long Time, string Id)? after = query.After is { } cursor
            ? (cursor.Values[0].Number, cursor.Id)
            : null;
        if (after is { } place)
        {
            var key = new TimeKey(place.Time, place.Id);
            (low, high) = isDescending ? (low, key) : (key, high);
        }
        var view = order.GetViewBetween(low, high);
        return
        [
            .. (isDescending ? view.Reverse() : view)
                .Where(k => (k.Time, k.Id) != after)
                .Skip(skip)
                .Take(query.PageLimit)
                .Select(k => k.Contact!),
        ];
    }

    private static Contact[] Sorted(SearchIndex index, SearchQuery query)
    {
        var filter = SearchFilters.Compile(query.Filters);
        var byTime = index.SortedBy(query.Sort[0].Field);
        var isInOrder = byTime is not null && query.Sort.Count == 1;
        Contact[] found =
        [
            .. Candidates(index, query, isInOrder ? byTime : null)
                .Where(c =>
                    filter(c) && (query.Text.Length == 0 || SearchQuery.Matches(c, query.Text))
                ),
        ];
        if (!isInOrder)
        {
            var places = Array.ConvertAll(found, c => SearchCursor.Of(c, query.Sort));
            Array.Sort(
                places,
                found,
                Comparer<SearchCursor>.Create((a, b) => a.CompareTo(b, query.Sort))
            );
        }
        else if (query.Sort[0].IsDescending)
        {
            Array.Reverse(found);
        }
        return found;
    }

    /// <summary>All, or where a filter bounds one of the two times, those between.</summary>
    /// <param name="order">The time to list by, where that is the order wanted.</param>
    private static IEnumerable<Contact> Candidates(
        SearchIndex index,
        SearchQuery query,
        SortedSet<TimeKey>? order
    )
    {
        foreach (var field in new[] { "dateUpdated", "dateAdded" })
        {
            var set = index.SortedBy(field)!;
            var (from, to) = SearchFilters.Bounds(query.Filters, field);
            if ((from, to) == (long.MinValue, long.MaxValue) || (order is not null && order != set))
                continue;
            return from > to
                ? []
                : set.GetViewBetween(new TimeKey(from, ""), TimeKey.After(to))
                    .Select(k => k.Contact!);
        }
        return order is null ? index.Contacts.Values : order.Select(k => k.Contact!);
    }
}
