namespace Tallystick.Sandbox.Contacts;

/// <summary>
/// What search sees: the contacts of one location as they were one lag ago, kept sorted by the two
/// times that listings go by.
/// </summary>
internal sealed class SearchIndex
{
    private readonly Dictionary<string, Contact> _visible = new(StringComparer.Ordinal);
    private readonly Queue<(long VisibleAt, string Id, Contact? Contact)> _pending = new();

    public SortedSet<TimeKey> ByAdded { get; } = new(TimeKey.Order);

    public SortedSet<TimeKey> ByUpdated { get; } = new(TimeKey.Order);

    public IReadOnlyDictionary<string, Contact> Contacts => _visible;

    /// <summary>Grows with every change of what can be seen.</summary>
    public long Version { get; private set; }

    /// <returns>Null when the index is not kept sorted by that field.</returns>
    public SortedSet<TimeKey>? SortedBy(string field) =>
        field switch
        {
            "dateAdded" => ByAdded,
            "dateUpdated" => ByUpdated,
            _ => null,
        };

    public SearchResults Results { get; } = new();

    /// <param name="contact">Null when it was deleted.</param>
    public void Enqueue(long visibleAt, string id, Contact? contact) =>
        _pending.Enqueue((visibleAt, id, contact));

    public void CatchUp(long now)
    {
        while (_pending.TryPeek(out var next) && next.VisibleAt <= now)
        {
            _pending.Dequeue();
            Show(next.Id, next.Contact);
        }
    }

    public void Show(string id, Contact? contact)
    {
        Version++;
        if (_visible.Remove(id, out var old))
        {
            ByAdded.Remove(new TimeKey(old.DateAdded, id));
            ByUpdated.Remove(new TimeKey(old.DateUpdated, id));
        }
        if (contact is null)
            return;
        _visible[id] = contact;
        ByAdded.Add(new TimeKey(contact.DateAdded, id, contact));
        ByUpdated.Add(new TimeKey(contact.DateUpdated, id, contact));
    }
}

/// <summary>A place in a listing sorted by time, ties broken by id.</summary>
/// <param name="Contact">Who stands there; null when only a place is meant.</param>
internal readonly record struct TimeKey(long Time, string Id, Contact? Contact = null)
{
    public static IComparer<TimeKey> Order { get; } =
        Comparer<TimeKey>.Create(
            static (a, b) =>
            {
                var byTime = a.Time.CompareTo(b.Time);
                return byTime != 0 ? byTime : string.CompareOrdinal(a.Id, b.Id);
            }
        );

    /// <summary>Greater than every id at the same time.</summary>
    public static TimeKey After(long time) => new(time, "\uffff");
}
