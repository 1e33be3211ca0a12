namespace Tallystick.Sandbox.Contacts;

/// <summary>
/// What recent searches found, so that the next page of one is not searched for again. What was
/// found before the index changed is not used.
/// </summary>
internal sealed class SearchResults
{
    private const int Kept = 4;
    private readonly LinkedList<(string Key, long Version, FoundContacts Found)> _recent = new();

    public FoundContacts Of(string key, long version, Func<Contact[]> search)
    {
        for (var node = _recent.First; node is not null; node = node.Next)
        {
            if (node.Value.Key != key)
                continue;
            _recent.Remove(node);
            if (node.Value.Version != version)
                break;
            _recent.AddFirst(node);
            return node.Value.Found;
        }
        var found = new FoundContacts(search());
        _recent.AddFirst((key, version, found));
        if (_recent.Count > Kept)
            _recent.RemoveLast();
        return found;
    }
}

/// <summary>The result of one search, in its order.</summary>
internal sealed class FoundContacts(Contact[] rows)
{
    public int Total => rows.Length;

    public List<Contact> Page(int from, int size) => [.. rows.Skip(from).Take(size)];

    /// <summary>The index of the first row behind a place, which need not be there any more.</summary>
    public int FirstAfter(SearchCursor place, IReadOnlyList<(string Field, bool IsDescending)> sort)
    {
        var (low, high) = (0, rows.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (SearchCursor.Of(rows[middle], sort).CompareTo(place, sort) <= 0)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}
