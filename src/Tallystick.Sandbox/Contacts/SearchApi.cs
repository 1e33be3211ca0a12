using System.Text.Json;
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
        var (page, total) = Find(index, query);
        return call.Ok(writer =>
        {
            writer.WriteStartArray("contacts");
            foreach (var contact in page)
            {
                writer.WriteStartObject();
                ContactJson.WriteRow(writer, contact, call.Version);
                SearchCursor.Of(contact, query.Sort).Write(writer);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            writer.WriteNumber("total", total);
        });
    }

    private static (List<Contact> Page, int Total) Find(SearchIndex index, SearchQuery query)
    {
        var filter = SearchFilters.Compile(query.Filters);
        var isAll =
            query.Filters.ValueKind is not JsonValueKind.Array
            || query.Filters.GetArrayLength() == 0;
        if (query.Text.Length > 0)
        {
            var inner = filter;
            filter = c => inner(c) && SearchQuery.Matches(c, query.Text);
            isAll = false;
        }
        var skip = query.Page is { } page ? (page - 1) * query.PageLimit : 0;
        if (query.Sort is [("dateAdded" or "dateUpdated", var isDescending)])
            return ByTime(index, query, filter, isAll, isDescending, skip);
        var sorted = index
            .Contacts.Values.Where(filter)
            .Select(c => (Contact: c, Cursor: SearchCursor.Of(c, query.Sort)))
            .ToList();
        sorted.Sort((a, b) => a.Cursor.CompareTo(b.Cursor, query.Sort));
        var rows = sorted
            .SkipWhile(row =>
                query.After is { } after && row.Cursor.CompareTo(after, query.Sort) <= 0
            )
            .Skip(skip)
            .Take(query.PageLimit)
            .Select(row => row.Contact)
            .ToList();
        return (rows, sorted.Count);
    }

    /// <summary>By one of the two times, which the index keeps sorted: a page costs no more than itself.</summary>
    private static (List<Contact>, int) ByTime(
        SearchIndex index,
        SearchQuery query,
        Func<Contact, bool> filter,
        bool isAll,
        bool isDescending,
        int skip
    )
    {
        var field = query.Sort[0].Field;
        var set = field == "dateAdded" ? index.ByAdded : index.ByUpdated;
        var (from, to) = SearchFilters.Bounds(query.Filters, field);
        var (low, high) = (new TimeKey(from, ""), TimeKey.After(to));
        if (TimeKey.Order.Compare(low, high) > 0)
            return ([], 0);
        var total = isAll ? set.Count : Count(index, set.GetViewBetween(low, high), filter);
        if (query.After is { } after)
        {
            var place = new TimeKey(after.Values[0].Number, after.Id);
            if (isDescending)
                high = TimeKey.Order.Compare(place, high) < 0 ? place : high;
            else
                low = TimeKey.Order.Compare(place, low) > 0 ? place : low;
            if (TimeKey.Order.Compare(low, high) > 0)
                return ([], total);
        }
        var view = set.GetViewBetween(low, high);
        var rows = (isDescending ? view.Reverse() : view)
            .Where(key =>
                query.After is null
                || key.Id != query.After.Id
                || key.Time != query.After.Values[0].Number
            )
            .Select(key => index.Contacts[key.Id])
            .Where(filter)
            .Skip(skip)
            .Take(query.PageLimit)
            .ToList();
        return (rows, total);
    }

    private static int Count(SearchIndex index, SortedSet<TimeKey> view, Func<Contact, bool> filter)
    {
        var count = 0;
        foreach (var key in view)
        {
            if (filter(index.Contacts[key.Id]))
                count++;
        }
        return count;
    }
}
