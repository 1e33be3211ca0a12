using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Tallystick.Core.Connectors;

namespace Tallystick.Connectors.Sql;

/// <summary>SQLite: a column's declared type is a wish, so that values are read as they come.</summary>
internal sealed partial class SqliteDialect : SqlDialect
{
    /// <summary>SQLITE_DBSTATUS_DEFERRED_FKS: whether a foreign key of this transaction is not met yet.</summary>
    private const int UnmetForeignKeys = 10;

    /// <summary>SQLITE_CONSTRAINT_FOREIGNKEY.</summary>
    private const int ForeignKeyFailed = 787;

    public override string App => "SQLite";

    public override string? Prelude => "PRAGMA foreign_keys = ON";

    /// <summary>A refused statement does nothing by itself, but for what is checked after it.</summary>
    public override bool NeedsSavepoint(SqlTable table) => table.ChecksLate;

    public override string Ending(SqlTable table) => "";

    /// <exception cref="SqliteException">
    /// A foreign key that is checked at the commit only is not met; there, one row would take all
    /// others with it.
    /// </exception>
    public override async Task SettleAsync(
        DbCommand command,
        SqlTable table,
        CancellationToken cancellationToken
    )
    {
        if (!table.ChecksLate)
            return;
        var handle = ((SqliteConnection)command.Connection!).Handle;
        SQLitePCL.raw.sqlite3_db_status(handle, UnmetForeignKeys, out var unmet, out _, 0);
        if (unmet != 0)
            throw new SqliteException(
                "SQLite Error 19: 'FOREIGN KEY constraint failed'.",
                SQLitePCL.raw.SQLITE_CONSTRAINT,
                ForeignKeyFailed
            );
        command.CommandText = $"RELEASE SAVEPOINT {Savepoint}";
        command.Parameters.Clear();
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>A transaction that writes has the whole file.</summary>
    public override string Lock(SqlTable table) => "";

    protected override string Sample => "Data Source=people.db";

    protected override DbConnection Connection(SqlOptions options)
    {
        var builder = new SqliteConnectionStringBuilder(options.ConnectionString)
        {
            Pooling = false,
            // It waits for a lock with the thread in hand; the session waits longer, and can be told to stop.
            DefaultTimeout = 1,
        };
        // A misspelt path must not become a new, empty database.
        if (builder.Mode is SqliteOpenMode.ReadWriteCreate)
            builder.Mode = options.ReadOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWrite;
        return new SqliteConnection(builder.ConnectionString);
    }

    public override bool IsLocked(DbException e) =>
        e is SqliteException { SqliteErrorCode: 5 or 6 };

    public override string Select(SqlColumn column) => $"CAST({column.Quoted} AS TEXT)";

    public override string Cast(string parameter, SqlColumn column) =>
        column.Form is SqlForm.Bool
        && !column.Type.Contains("TEXT", StringComparison.OrdinalIgnoreCase)
            ? $"CASE {parameter} WHEN 'true' THEN 1 WHEN 'false' THEN 0 END"
        : IsNumeric(column) ? $"CAST({parameter} AS NUMERIC)"
        : parameter;

    /// <summary>Milliseconds since 1970; texts of any ISO form, seconds and milliseconds alike.</summary>
    public override string ChangedAt(SqlTable table)
    {
        var parts = new[] { table.Modified, table.Created }
            .OfType<SqlColumn>()
            .Select(Milliseconds);
        return $"CAST(COALESCE({string.Join(", ", parts)}, -1e15) AS INTEGER)";
    }

    public override string ChangedAtText(SqlTable table) => $"CAST({ChangedAt(table)} AS TEXT)";

    public override string CastChangedAt(string parameter) => $"CAST({parameter} AS INTEGER)";

    public override string SpellMoment(DateTimeOffset at) =>
        at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    public override string Now(SqlColumn column) =>
        column.Type.Contains("INT", StringComparison.OrdinalIgnoreCase)
            ? "unixepoch('now')"
            : "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')";

    public override string IsAlive(SqlColumn deleted) =>
        $"({deleted.Quoted} IS NULL OR {deleted.Quoted} = 0 OR {deleted.Quoted} = '')";

    public override string Dead(SqlColumn deleted) =>
        deleted.Form is SqlForm.Bool ? "1" : Now(deleted);

    public override SqlFailure? Explain(Exception e, SqlTable? table)
    {
        if (e is not SqliteException sqlite)
            return null;
        var said = $"SQLite said: {Plain(sqlite.Message)}";
        return (sqlite.SqliteErrorCode, sqlite.SqliteExtendedErrorCode) switch
        {
            (19, 2067 or 1555) => new SqlFailure(ProblemKind.Duplicate, said)
            {
                Column = ColumnIn(sqlite.Message),
            },
            (19, 1299) => new SqlFailure(
                ProblemKind.Invalid,
                said,
                "Give it a value that fits on the other side, or the column a default."
            )
            {
                Column = ColumnIn(sqlite.Message),
            },
            (19, var about) => new SqlFailure(
                ProblemKind.Invalid,
                said,
                "Correct the value, or leave the field out of the mapping."
            )
            {
                // A value that is not of the type of its column in a strict table: the others name none.
                Column = about == 3091 ? ColumnIn(sqlite.Message) : null,
            },
            (18 or 20, _) => new SqlFailure(ProblemKind.Invalid, said),
            (5 or 6, _) => new SqlFailure(
                ProblemKind.Transient,
                "The database is locked by another program",
                "Close that program, or let it finish what it writes."
            )
            {
                IsOfFile = true,
            },
            (8 or 23 or 3, _) => new SqlFailure(
                ProblemKind.Forbidden,
                said,
                "Check the rights of the file and its folder."
            )
            {
                IsOfFile = true,
            },
            (14, _) => new SqlFailure(
                ProblemKind.Permanent,
                said,
                "Check the path: the database must be there already."
            )
            {
                IsOfFile = true,
            },
            (26 or 11, _) => new SqlFailure(
                ProblemKind.Permanent,
                said,
                "The file is no SQLite database, or is damaged."
            )
            {
                IsOfFile = true,
            },
            (10 or 13, _) => new SqlFailure(ProblemKind.Permanent, said, "Check the disk.")
            {
                IsConnectionLost = true,
                IsOfFile = true,
            },
            _ => new SqlFailure(ProblemKind.Permanent, said),
        };
    }

    private static bool IsNumber(string type) =>
        type.Contains("INT", StringComparison.Ordinal)
        || type.Contains("REAL", StringComparison.Ordinal)
        || type.Contains("NUM", StringComparison.Ordinal)
        || type.Contains("DEC", StringComparison.Ordinal)
        || type.Contains("FLOA", StringComparison.Ordinal)
        || type.Contains("DOUB", StringComparison.Ordinal);

    private static bool IsNumeric(SqlColumn column) =>
        column.Form is SqlForm.Plain && IsNumber(column.Type.ToUpperInvariant());

    private static string Milliseconds(SqlColumn column) =>
        $"CASE WHEN typeof({column.Quoted}) IN ('integer', 'real') "
        + $"THEN CASE WHEN abs({column.Quoted}) > 100000000000 THEN {column.Quoted} ELSE {column.Quoted} * 1000.0 END "
        + $"ELSE round((julianday({column.Quoted}) - 2440587.5) * 86400000.0) END";

    private static string Plain(string message)
    {
        var start = message.IndexOf('\'', StringComparison.Ordinal);
        return start < 0 ? message : message[(start + 1)..].TrimEnd('.', '\'');
    }

    /// <summary>From "UNIQUE constraint failed: people.email"; null where there are several.</summary>
    private static string? ColumnIn(string message)
    {
        var dot = message.LastIndexOf('.', message.Length - 3);
        var colon = message.LastIndexOf(": ", StringComparison.Ordinal);
        return
            dot > colon && colon > 0 && !message[colon..].Contains(", ", StringComparison.Ordinal)
            ? message[(dot + 1)..].TrimEnd('.', '\'')
            : null;
    }
}
