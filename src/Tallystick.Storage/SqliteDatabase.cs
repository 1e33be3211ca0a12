using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Tallystick.Storage;

/// <summary>Opens connections, and brings a state file to this version's tables.</summary>
internal static class SqliteDatabase
{
    /// <summary>"Taly": tells a state file from another program's database.</summary>
    private const long ApplicationId = 0x54616C79;

    /// <summary>The pages a writer keeps in memory, in KiB.</summary>
    private const int WriterCache = 16_384;

    private const int ReaderCache = 4_096;

    public static SqliteSession OpenWriter(string path)
    {
        MakePrivate(path);
        var session = Open(path, SqliteOpenMode.ReadWriteCreate);
        try
        {
            Check(session, path);
            session.Once("PRAGMA journal_mode = WAL");
            Configure(session, WriterCache);
            // FULL: what a commit acknowledged survives a power cut, not only a crash.
            session.Once("PRAGMA synchronous = FULL");
            session.Once("PRAGMA wal_autocheckpoint = 20000");
            Migrate(session);
            return session;
        }
        catch (SqliteException e)
        {
            session.Dispose();
            throw StateTrouble.Opening(path, e);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>A new state file is its owner's alone: shadows and journal hold personal data.</summary>
    private static void MakePrivate(string path)
    {
        if (File.Exists(path) || Directory.Exists(path))
            return;
        try
        {
            PrivateFile.Touch(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StateTrouble.NotWritable(path, e);
        }
    }

    public static SqliteSession OpenReader(string path)
    {
        var session = Open(path, SqliteOpenMode.ReadWrite);
        Configure(session, ReaderCache);
        session.Once("PRAGMA query_only = ON");
        return session;
    }

    /// <summary>A private database that no one else sees and nothing survives, with its tables.</summary>
    public static SqliteSession OpenInMemory()
    {
        var session = OpenPrivate(":memory:");
        Migrate(session);
        return session;
    }

    /// <summary>
    /// A private database without tables that lives in memory as far as its cache goes, and in the
    /// system's temporary folder beyond.
    /// </summary>
    public static SqliteSession OpenScratch() => OpenPrivate("");

    private static SqliteSession OpenPrivate(string source)
    {
        var session = Open(source, SqliteOpenMode.ReadWriteCreate);
        session.Once("PRAGMA journal_mode = MEMORY");
        session.Once("PRAGMA synchronous = OFF");
        Configure(session, WriterCache);
        return session;
    }

    private static SqliteSession Open(string source, SqliteOpenMode mode)
    {
        var settings = new SqliteConnectionStringBuilder
        {
            DataSource = source,
            Mode = mode,
            Pooling = false,
        };
        var connection = new SqliteConnection(settings.ConnectionString);
        try
        {
            connection.Open();
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw StateTrouble.Opening(source, e);
        }
        return new SqliteSession(connection);
    }

    private static void Configure(SqliteSession session, int cache)
    {
        session.Once("PRAGMA busy_timeout = 30000");
        session.Once("PRAGMA foreign_keys = ON");
        session.Once(string.Create(CultureInfo.InvariantCulture, $"PRAGMA cache_size = -{cache}"));
    }

    /// <summary>Refuses what is not ours before anything of it is changed.</summary>
    private static void Check(SqliteSession session, string path)
    {
        var version = VersionOf(session);
        if (version > Migrations.Newest)
            throw new StoreException(
                $"'{path}' was made by a newer Tallystick (state version {version}; this one knows "
                    + $"up to {Migrations.Newest}). Install that version or a later one."
            );
        var isForeign =
            (long)session.Once("PRAGMA application_id")! != ApplicationId
            && (long)session.Once("SELECT COUNT(*) FROM sqlite_schema")! > 0;
        if (isForeign)
            throw new StoreException(
                $"'{path}' is a database of another program. Choose another path for the state."
            );
    }

    private static void Migrate(SqliteSession session)
    {
        if (VersionOf(session) == Migrations.Newest)
            return;
        session.InTransaction(
            "BEGIN IMMEDIATE",
            s =>
            {
                // Read again: another process may have come first.
                for (var version = VersionOf(s) + 1; version <= Migrations.Newest; version++)
                {
                    s.Once(Migrations.Of(version));
                    s.Once($"PRAGMA user_version = {version}");
                }
                s.Once($"PRAGMA application_id = {ApplicationId}");
                return true;
            }
        );
    }

    private static long VersionOf(SqliteSession session) =>
        (long)session.Once("PRAGMA user_version")!;
}
