namespace Tallystick.Sandbox.Acme;

/// <summary>All records of one type with their orders and look-ups. Not thread-safe.</summary>
internal sealed class AcmeTable
{
    private readonly Dictionary<string, AcmeRecord> _byId = new(StringComparer.Ordinal);
    private readonly AcmeOrder _byCreated = new(record => record.CreatedAt);
    private readonly AcmeOrder _byModified = new(record => record.ModifiedAt);
    private readonly Dictionary<string, AcmeOrder> _byParent = new(StringComparer.Ordinal);
    private readonly Dictionary<(int Ordinal, string Value), AcmeOrder> _byValue = [];

    public AcmeTable(AcmeType type) => Type = type;

    public AcmeType Type { get; }

    public int Count => _byId.Count;

    public ReadOnlySpan<AcmeRecord> All => _byCreated.Records;

    public AcmeRecord? Find(string id) => _byId.GetValueOrDefault(id);

    public void Add(AcmeRecord record)
    {
        _byId.Add(record.Id, record);
        _byCreated.Add(record);
        _byModified.Add(record);
        ForEachLookup(record, isAdded: true);
    }

    public void Remove(AcmeRecord record)
    {
        _byId.Remove(record.Id);
        _byCreated.Remove(record);
        _byModified.Remove(record);
        ForEachLookup(record, isAdded: false);
    }

    public void Replace(AcmeRecord before, AcmeRecord after)
    {
        Remove(before);
        Add(after);
    }

    public AcmeRecord[] ChildrenOf(string parentId) =>
        _byParent.TryGetValue(parentId, out var order) ? order.Records.ToArray() : [];

    /// <summary>The records with a value in a field that can be filtered by.</summary>
    public AcmeRecord[] WithValue(int ordinal, string value) =>
        _byValue.TryGetValue((ordinal, value), out var order) ? order.Records.ToArray() : [];

    public (AcmeRecord[] Page, int Total) List(AcmeQuery query)
    {
        var candidates = Candidates(query);
        if (query.IsPlain)
        {
            var page = candidates[Math.Min(query.Offset, candidates.Length)..];
            return (page[..Math.Min(query.Limit, page.Length)].ToArray(), candidates.Length);
        }
        var matches = new List<AcmeRecord>();
        foreach (var record in candidates)
        {
            if (query.Matches(record))
            {
                matches.Add(record);
            }
        }
        if (query.Since is not null)
        {
            matches.Sort(
                (a, b) =>
                    a.ModifiedAt.CompareTo(b.ModifiedAt) is var order and not 0
                        ? order
                        : string.CompareOrdinal(a.Id, b.Id)
            );
        }
        return ([.. matches.Skip(query.Offset).Take(query.Limit)], matches.Count);
    }

    private ReadOnlySpan<AcmeRecord> Candidates(AcmeQuery query)
    {
        if (query.ParentId is { } parent)
        {
            return _byParent.TryGetValue(parent, out var children) ? children.Records : [];
        }
        if (query.Values.Count > 0)
        {
            return _byValue.TryGetValue(query.Values[0], out var found) ? found.Records : [];
        }
        return query.Since is { } since ? _byModified.Since(since) : _byCreated.Records;
    }

    private void ForEachLookup(AcmeRecord record, bool isAdded)
    {
        if (record.ParentId is { } parent)
        {
            Change(_byParent, parent, record, isAdded);
        }
        foreach (var (_, ordinal) in Type.Filters)
        {
            if (record.Values[ordinal] is string value)
            {
                Change(_byValue, (ordinal, value), record, isAdded);
            }
        }
    }

    private static void Change<TKey>(
        Dictionary<TKey, AcmeOrder> lookup,
        TKey key,
        AcmeRecord record,
        bool isAdded
    )
        where TKey : notnull
    {
        if (!lookup.TryGetValue(key, out var order))
        {
            lookup[key] = order = new AcmeOrder(r => r.CreatedAt);
        }
        if (isAdded)
        {
            order.Add(record);
            return;
        }
        order.Remove(record);
        if (order.Count == 0)
        {
            lookup.Remove(key);
        }
    }
}
