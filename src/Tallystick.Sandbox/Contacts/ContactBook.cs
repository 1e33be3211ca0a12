using System.Diagnostics.CodeAnalysis;

namespace Tallystick.Sandbox.Contacts;

/// <summary>The contacts of one location with what hangs on them. Not thread-safe: the world's lock guards it.</summary>
internal sealed class ContactBook(SandboxClock clock, TimeSpan searchLag)
{
    private readonly Dictionary<string, Contact> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _byEmail = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _byPhone = new(StringComparer.Ordinal);
    private readonly HashSet<string> _deleted = new(StringComparer.Ordinal);
    private long _lastStamp;

    public SearchIndex Index { get; } = new();

    public Dictionary<string, List<ContactTask>> Tasks { get; } = [];

    public Dictionary<string, List<ContactNote>> Notes { get; } = [];

    public Dictionary<string, List<Appointment>> Appointments { get; } = [];

    public int Count => _byId.Count;

    /// <summary>A contact's tasks, notes or appointments; the list is the live one.</summary>
    public static List<T> Children<T>(Dictionary<string, List<T>> of, string contactId)
    {
        if (!of.TryGetValue(contactId, out var children))
            of[contactId] = children = [];
        return children;
    }

    public IEnumerable<Contact> All => _byId.Values;

    public bool TryGet(string id, [NotNullWhen(true)] out Contact? contact) =>
        _byId.TryGetValue(id, out contact);

    public bool WasDeleted(string id) => _deleted.Contains(id);

    /// <summary>A time that no change has had before, so that every change moves dateUpdated.</summary>
    public long Stamp()
    {
        _lastStamp = Math.Max(clock.NowMs, _lastStamp + 1);
        return _lastStamp;
    }

    public void Put(Contact contact, bool atOnce = false)
    {
        if (_byId.TryGetValue(contact.Id, out var old))
            Unkey(old);
        _byId[contact.Id] = contact;
        Key(contact);
        _lastStamp = Math.Max(_lastStamp, contact.DateUpdated);
        Publish(contact.Id, contact, atOnce);
    }

    public bool Delete(string id)
    {
        if (!_byId.Remove(id, out var old))
            return false;
        Unkey(old);
        _deleted.Add(id);
        Tasks.Remove(id);
        Notes.Remove(id);
        Appointments.Remove(id);
        Publish(id, null, atOnce: false);
        return true;
    }

    public Contact? FindByEmail(string? email, string? exceptId = null) =>
        email is null ? null : First(_byEmail, email.ToLowerInvariant(), exceptId);

    public Contact? FindByPhone(string? phone, string? exceptId = null) =>
        phone is null ? null : First(_byPhone, phone, exceptId);

    public void FlushIndex() => Index.CatchUp(long.MaxValue);

    private void Publish(string id, Contact? contact, bool atOnce)
    {
        if (atOnce || searchLag <= TimeSpan.Zero)
            Index.Show(id, contact);
        else
            Index.Enqueue(clock.NowMs + (long)searchLag.TotalMilliseconds, id, contact);
    }

    private Contact? First(Dictionary<string, List<string>> keys, string key, string? exceptId) =>
        keys.TryGetValue(key, out var ids) && ids.Find(id => id != exceptId) is { } found
            ? _byId[found]
            : null;

    private void Key(Contact contact)
    {
        Add(_byEmail, contact.EmailLowerCase, contact.Id);
        Add(_byPhone, contact.Phone, contact.Id);
    }

    private void Unkey(Contact contact)
    {
        Remove(_byEmail, contact.EmailLowerCase, contact.Id);
        Remove(_byPhone, contact.Phone, contact.Id);
    }

    private static void Add(Dictionary<string, List<string>> keys, string? key, string id)
    {
        if (string.IsNullOrEmpty(key))
            return;
        if (!keys.TryGetValue(key, out var ids))
            keys[key] = ids = new List<string>(1);
        ids.Add(id);
    }

    private static void Remove(Dictionary<string, List<string>> keys, string? key, string id)
    {
        if (string.IsNullOrEmpty(key) || !keys.TryGetValue(key, out var ids))
            return;
        ids.Remove(id);
        if (ids.Count == 0)
            keys.Remove(key);
    }
}
