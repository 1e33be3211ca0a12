namespace Tallystick.Storage.Secrets;

/// <summary>The key ring and its master key; and both anew.</summary>
public sealed partial class KeyStore
{
    /// <summary>
    /// Encrypts everything anew: under a new master key and with new keys in the ring. A kill in
    /// between leaves either all of the old or all of the new.
    /// </summary>
    /// <param name="given">The new key, where the old one is from the environment; else null.</param>
    /// <returns>How many secrets there are.</returns>
    /// <exception cref="StoreException">There is nothing to rotate, or the new key is none.</exception>
    public int Rotate(string? given = null)
    {
        if (_source.IsGiven && given is null)
            throw new StoreException(
                $"The master key is from {MasterKeySource.Variable}, so the new one must come with it: "
                    + "tally connections rotate-key --new-key-env NAME."
            );
        var next = given is null
            ? MasterKey.Create()
            : MasterKey.TryParse(given)
                ?? throw new StoreException(
                    $"The new master key is none: it must be {MasterKey.Length} bytes in base64."
                );
        if (!_source.IsGiven)
            _source.SaveNext(Id, next);
        var count = Locked(() => Within(() => Reencrypt(next)));
        if (!_source.IsGiven)
            _source.TakeNext(Id);
        return count;
    }

    private int Reencrypt(MasterKey next)
    {
        var old = Ring(mayCreate: true);
        var secrets = new List<(string Name, byte[] Value)>();
        using (var rows = _session.Read("SELECT name, value FROM secrets ORDER BY name, version"))
        {
            while (rows.Read())
                secrets.Add((rows.GetString(0), (byte[])rows.GetValue(1)));
        }
        var keys = new KeyList([], static _ => { });
        using var ring = new KeyRing(next, keys);
        foreach (var (name, value) in secrets)
            _session.Run(
                "UPDATE secrets SET value = $value WHERE name = $name",
                ring.Encrypt(name, old.Decrypt(name, value)),
                name
            );
        // A ring without secrets has not made its key yet; the first secret does.
        _session.Run("DELETE FROM ring");
        foreach (var key in keys.Keys)
            AddKey(key);
        KeyStoreFile.SetMeta(_session, "master", next.Fingerprint);
        return secrets.Count;
    }

    /// <summary>Opened when it is first needed, and anew after another process has rotated it.</summary>
    private KeyRing Ring(bool mayCreate)
    {
        var fingerprint = KeyStoreFile.Meta(_session, "master");
        if (_ring is not null && fingerprint == _fingerprint)
            return _ring;
        ForgetRing();
        var master = fingerprint is null ? FirstMaster(mayCreate) : Master(fingerprint);
        _fingerprint = master.Fingerprint;
        return _ring = new KeyRing(master, new KeyList(Keys(), AddKey));
    }

    private MasterKey FirstMaster(bool mayCreate)
    {
        if (!mayCreate)
            throw new StoreException($"The key store '{_path}' is empty.");
        var id = KeyStoreFile.Meta(_session, "id")!;
        var master = _source.Find(id);
        if (master is null)
            _source.Save(id, master = MasterKey.Create());
        KeyStoreFile.SetMeta(_session, "master", master.Fingerprint);
        return master;
    }

    private MasterKey Master(string fingerprint)
    {
        var id = KeyStoreFile.Meta(_session, "id")!;
        var master = _source.Find(id);
        if (master?.Fingerprint == fingerprint)
            return master;
        // A rotation was killed after its commit and before the file got its name.
        if (_source.FindNext(id) is { } next && next.Fingerprint == fingerprint)
        {
            _source.TakeNext(id);
            return next;
        }
        throw new StoreException(
            master is null
                ? $"The master key of the key store '{_path}' is missing: {_source.PathOf(id)}. "
                    + "Put it back from your backup, or remove the key store and connect again."
                : $"The key store '{_path}' was encrypted with another master key than that of {_source.Describe(id)}. "
                    + "Put the right one there, or remove the key store and connect again."
        );
    }

    private void ForgetRing()
    {
        _ring?.Dispose();
        _ring = null;
    }

    private List<string> Keys()
    {
        var keys = new List<string>();
        using var rows = _session.Read("SELECT xml FROM ring ORDER BY id");
        while (rows.Read())
            keys.Add(rows.GetString(0));
        return keys;
    }

    private void AddKey(string xml) => _session.Run("INSERT INTO ring (xml) VALUES ($xml)", xml);
}
