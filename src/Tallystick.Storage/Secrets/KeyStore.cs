using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace Tallystick.Storage.Secrets;

/// <summary>
/// Secrets by name in one file beside the state, encrypted, shared by all processes that use it.
/// Nothing of them is ever logged, and names are no secrets.
/// </summary>
public sealed partial class KeyStore : IDisposable
{
    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly MasterKeySource _source;
    private readonly TimeProvider _time;
    private readonly SqliteSession _session;
    private KeyRing? _ring;
    private string? _fingerprint;

    private KeyStore(string path, MasterKeySource source, TimeProvider time, SqliteSession session)
    {
        _path = path;
        _source = source;
        _time = time;
        _session = session;
    }

    /// <summary>The key store that belongs to a state file.</summary>
    public static string PathFor(string statePath) =>
        Path.ChangeExtension(statePath, ".secrets.db");

    /// <summary>Opens it; makes it, and its master key with the first secret, where it is missing.</summary>
    /// <exception cref="StoreException">It is no key store, or its master key is missing or another.</exception>
    public static KeyStore Open(string path, MasterKeySource source, TimeProvider time)
    {
        var full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        var session = KeyStoreFile.Open(full);
        return new KeyStore(full, source, time, session);
    }

    /// <summary>Where its master key is, for a person.</summary>
    public string MasterKeyPlace => _source.Describe(Id);

    /// <summary>Made with the store, and never changed.</summary>
    public string Id => Locked(() => KeyStoreFile.Meta(_session, "id")!);

    /// <summary>All names, sorted.</summary>
    public IReadOnlyList<string> Names =>
        Locked(() =>
        {
            var names = new List<string>();
            using var rows = _session.Read("SELECT name FROM secrets ORDER BY name");
            while (rows.Read())
                names.Add(rows.GetString(0));
            return names;
        });

    /// <summary>Null where nothing is kept under the name.</summary>
    public (string Value, long Version)? Find(string name) =>
        Locked<(string, long)?>(() =>
        {
            using var rows = _session.Read(
                "SELECT value, version FROM secrets WHERE name = $name",
                name
            );
            if (!rows.Read())
                return null;
            var (value, version) = ((byte[])rows.GetValue(0), rows.GetInt64(1));
            rows.Close();
            try
            {
                return (Decrypt(name, value), version);
            }
            catch (CryptographicException e)
            {
                throw new StoreException(
                    $"What the key store '{_path}' holds as '{name}' cannot be decrypted. "
                        + "Put the key store back from your backup, or connect again.",
                    e
                );
            }
        });

    public void Save(string name, string value) => Locked(() => Within(() => Put(name, value)));

    /// <summary>Saves if nobody saved since that version; zero stands for nothing yet.</summary>
    public bool TrySave(string name, string value, long expected) =>
        Locked(() =>
            Within(() =>
            {
                var version =
                    _session.Scalar("SELECT version FROM secrets WHERE name = $name", name) as long?
                    ?? 0;
                return version == expected && Put(name, value);
            })
        );

    /// <returns>Whether there was something.</returns>
    public bool Remove(string name) =>
        Locked(() => _session.Run("DELETE FROM secrets WHERE name = $name", name) > 0);

    /// <summary>The right to something, for at most the time; null while another has it.</summary>
    public IDisposable? TryLease(string name, TimeSpan time) =>
        Locked<IDisposable?>(() =>
            Within<IDisposable?>(() =>
            {
                var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
                var until =
                    _session.Scalar("SELECT until FROM leases WHERE name = $name", name) as long?;
                if (until > now)
                    return null;
                var holder = RandomNumberGenerator.GetHexString(16);
                _session.Run(
                    "INSERT INTO leases (name, holder, until) VALUES ($name, $holder, $until) "
                        + "ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until",
                    name,
                    holder,
                    now + (long)time.TotalMilliseconds
                );
                return new Lease(this, name, holder);
            })
        );

    public void Dispose()
    {
        lock (_gate)
        {
            ForgetRing();
            _session.Dispose();
        }
    }

    private string Decrypt(string name, byte[] value)
    {
        try
        {
            return Ring(mayCreate: false).Decrypt(name, value);
        }
        catch (CryptographicException)
        {
            // Another process may have added a key to the ring since it was read.
            ForgetRing();
            return Ring(mayCreate: false).Decrypt(name, value);
        }
    }

    private bool Put(string name, string value)
    {
        _session.Run(
            "INSERT INTO secrets (name, value, version, saved_at) VALUES ($name, $value, 1, $at) "
                + "ON CONFLICT (name) DO UPDATE SET value = excluded.value, version = version + 1, saved_at = excluded.saved_at",
            name,
            Ring(mayCreate: true).Encrypt(name, value),
            _time.GetUtcNow().ToUnixTimeMilliseconds()
        );
        return true;
    }

    private void End(string name, string holder) =>
        Locked(() =>
            _session.Run("DELETE FROM leases WHERE name = $name AND holder = $holder", name, holder)
        );

    private T Within<T>(Func<T> work) => _session.InTransaction("BEGIN IMMEDIATE", _ => work());

    private T Locked<T>(Func<T> work)
    {
        lock (_gate)
        {
            try
            {
                return work();
            }
            catch (SqliteException e)
            {
                ForgetRing();
                throw new StoreException($"The key store '{_path}' cannot be used: {e.Message}", e);
            }
            catch
            {
                // A key that was rolled back must not encrypt anything more.
                ForgetRing();
                throw;
            }
        }
    }

    private sealed class Lease(KeyStore store, string name, string holder) : IDisposable
    {
        public void Dispose() => store.End(name, holder);
    }
}
