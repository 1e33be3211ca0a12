using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace Tallystick.Storage.Secrets;

/// <summary>The file of a key store: made so that only its owner may read it, and told from others.</summary>
internal static class KeyStoreFile
{
    /// <summary>"TalK".</summary>
    private const long ApplicationId = 0x54616C4B;

    private const string Tables = """
        CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
        CREATE TABLE ring (id INTEGER PRIMARY KEY, xml TEXT NOT NULL) STRICT;
        CREATE TABLE secrets (name TEXT PRIMARY KEY, value BLOB NOT NULL, version INTEGER NOT NULL, saved_at INTEGER NOT NULL) STRICT;
        CREATE TABLE leases (name TEXT PRIMARY KEY, holder TEXT NOT NULL, until INTEGER NOT NULL) STRICT;
        """;

    public static SqliteSession Open(string path)
    {
        PrivateFile.Touch(path);
        var settings = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false };
        var connection = new SqliteConnection(settings.ConnectionString);
        var session = new SqliteSession(connection);
        try
        {
            connection.Open();
            session.Once("PRAGMA busy_timeout = 30000");
            Check(session, path);
            session.Once("PRAGMA synchronous = FULL");
            // What is overwritten or deleted is not left in free pages.
            session.Once("PRAGMA secure_delete = ON");
            return session;
        }
        catch (SqliteException e)
        {
            session.Dispose();
            throw new StoreException($"'{path}' is no key store: {e.Message}", e);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    public static string? Meta(SqliteSession session, string name) =>
        session.Scalar("SELECT value FROM meta WHERE name = $name", name) as string;

    public static void SetMeta(SqliteSession session, string name, string value) =>
        session.Run(
            "INSERT INTO meta (name, value) VALUES ($name, $value) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            name,
            value
        );

    private static void Check(SqliteSession session, string path) =>
        session.InTransaction(
            "BEGIN IMMEDIATE",
            s =>
            {
                var isEmpty = (long)s.Once("SELECT COUNT(*) FROM sqlite_schema")! == 0;
                if (isEmpty)
                {
                    s.Once(Tables);
                    s.Once($"PRAGMA application_id = {ApplicationId}");
                    SetMeta(s, "id", RandomNumberGenerator.GetHexString(16, lowercase: true));
                }
                else if ((long)s.Once("PRAGMA application_id")! != ApplicationId)
                {
                    throw new StoreException($"'{path}' is a database of another kind.");
                }
                return true;
            }
        );
}
