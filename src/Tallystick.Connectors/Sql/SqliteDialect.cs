using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Tallystick.Core.Connectors;
using Tallystick.Core.Mapping;
using Tallystick.Core.Schema;

namespace Tallystick.Connectors.Sql;

/// <summary>SQLite: a column's declared type is a wish, so that values are read as they come.</summary>
internal sealed class SqliteDialect : SqlDialect
{
    public override string App => "SQLite";

    public override string? Prelude => "PRAGMA foreign_keys = ON";

    public override bool NeedsSavepoints => false;

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

    public override async Task<SqlTable> DescribeAsync(
        DbConnection connection,
        SqlOptions options,
        CancellationToken cancellationToken
    )
    {
        var name = SqlName.Parse(options.Table);
        var kind = await KindAsync(connection, name, cancellationToken);
        var uniques = await UniquesAsync(connection, name, cancellationToken);
        var columns = new List<SqlColumn>();
        const string sql =
            "SELECT name, type, \"notnull\", dflt_value IS NOT NULL, pk, hidden FROM pragma_table_xinfo(@name, @schema) WHERE hidden <> 1";
        await foreach (var row in Rows(connection, sql, name, cancellationToken))
            columns.Add(ColumnOf(row, options, uniques));
        var rights = kind == "view" ? SqlRights.None : SqlRights.All;
        return new SqlTable(options, name, columns, rights)
        {
            UniqueColumns = uniques.ToDictionary(
                column => $"{name.Table}.{column}",
                column => column
            ),
        };
    }

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
        var column = ColumnIn(sqlite.Message);
        return (sqlite.SqliteErrorCode, sqlite.SqliteExtendedErrorCode) switch
        {
            (19, 2067 or 1555) => new SqlFailure(ProblemKind.Duplicate, said) { Column = column },
            (19, _) => new SqlFailure(
                ProblemKind.Invalid,
                said,
                "Correct the value, or leave the field out of the mapping."
            )
            {
                Column = column,
            },
            (18 or 20, _) => new SqlFailure(ProblemKind.Invalid, said),
            (5 or 6, _) => new SqlFailure(
                ProblemKind.Transient,
                "The database is locked by another program",
                "Close that program, or let it finish what it writes."
            ),
            (8 or 23 or 3, _) => new SqlFailure(
                ProblemKind.Forbidden,
                said,
                "Check the rights of the file and its folder."
            ),
            (14, _) => new SqlFailure(
                ProblemKind.Permanent,
                said,
                "Check the path: the database must be there already."
            ),
            (26 or 11, _) => new SqlFailure(
                ProblemKind.Permanent,
                said,
                "The file is no SQLite database, or is damaged."
            ),
            (10 or 13, _) => new SqlFailure(ProblemKind.Permanent, said, "Check the disk.")
            {
                IsConnectionLost = true,
            },
            _ => new SqlFailure(ProblemKind.Permanent, said),
        };
    }

    private static async Task<string> KindAsync(
        DbConnection connection,
        SqlName name,
        CancellationToken cancellationToken
    )
    {
        var names = new List<string>();
        var master = name.Schema is { } schema
            ? $"{SqlName.Quote(schema)}.sqlite_master"
            : "sqlite_master";
        await foreach (
            var row in Rows(
                connection,
                $"SELECT name, type FROM {master} WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'",
                null,
                cancellationToken
            )
        )
        {
            if (row.GetString(0).Equals(name.Table, StringComparison.OrdinalIgnoreCase))
                return row.GetString(1);
            names.Add(row.GetString(0));
        }
        throw new ConnectorException(
            ProblemKind.Invalid,
            $"There is no table or view '{name}' in the database."
        )
        {
            Hint = names.Count == 0 ? "The database is empty." : Suggestions.For(name.Table, names),
        };
    }

    private static async Task<HashSet<string>> UniquesAsync(
        DbConnection connection,
        SqlName name,
        CancellationToken cancellationToken
    )
    {
        const string sql = """
            SELECT min(i.name) FROM pragma_index_list(@name, @schema) l, pragma_index_info(l.name, @schema) i
            WHERE l."unique" = 1 AND l.partial = 0 GROUP BY l.name HAVING count(*) = 1 AND min(i.cid) >= 0
            """;
        var uniques = new HashSet<string>();
        await foreach (var row in Rows(connection, sql, name, cancellationToken))
            uniques.Add(row.GetString(0));
        return uniques;
    }

    private static SqlColumn ColumnOf(DbDataReader row, SqlOptions options, HashSet<string> uniques)
    {
        var (name, type) = (row.GetString(0), row.GetString(1));
        var wanted = options.Columns.TryGetValue(name, out var w) ? w : (FieldType?)null;
        var (fieldType, form) = TypeOf(name, type.ToUpperInvariant(), wanted);
        var isKey = name == options.Key;
        var isGenerated = row.GetInt64(5) is 2 or 3;
        // The rowid's alias numbers itself.
        var hasDefault =
            row.GetBoolean(3)
            || (row.GetInt64(4) == 1 && type.Equals("INTEGER", StringComparison.OrdinalIgnoreCase));
        var isClock =
            name == options.ModifiedColumn
            || name == options.CreatedColumn
            || name == options.DeletedColumn;
        var field = new Field(name, name, fieldType)
        {
            Access =
                isGenerated || isClock ? FieldAccess.Read
                : isKey ? FieldAccess.Read | FieldAccess.Create
                : FieldAccess.All,
            Required = row.GetBoolean(2) && !hasDefault && !isGenerated && !isKey,
            Unique = isKey || uniques.Contains(name),
        };
        return new SqlColumn(name, type, form, field, hasDefault) { IsGenerated = isGenerated };
    }

    private static (FieldType, SqlForm) TypeOf(string name, string type, FieldType? wanted)
    {
        if (wanted is not null)
            return TextColumn(name, wanted);
        return type switch
        {
            _ when type.Contains("BOOL", StringComparison.Ordinal) => (
                FieldType.Bool,
                SqlForm.Bool
            ),
            _ when type.Contains("DATETIME", StringComparison.Ordinal)
                    || type.Contains("TIMESTAMP", StringComparison.Ordinal) => (
                FieldType.Instant,
                SqlForm.Instant
            ),
            _ when type.Contains("DATE", StringComparison.Ordinal) => (
                FieldType.Date,
                SqlForm.Date
            ),
            _ when type.Contains("JSON", StringComparison.Ordinal) => Guess(name) is FieldType.Set
                ? (FieldType.Set, SqlForm.ListJson)
                : (FieldType.Json, SqlForm.Plain),
            _ when IsNumber(type) => (FieldType.Number, SqlForm.Plain),
            _ => TextColumn(name, null),
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

    /// <summary>From "UNIQUE constraint failed: people.email".</summary>
    private static string? ColumnIn(string message)
    {
        var dot = message.LastIndexOf('.', message.Length - 3);
        var colon = message.LastIndexOf(": ", StringComparison.Ordinal);
        return dot > colon && colon > 0 ? message[(dot + 1)..].TrimEnd('.', '\'') : null;
    }

    private static async IAsyncEnumerable<DbDataReader> Rows(
        DbConnection connection,
        string sql,
        SqlName? name,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        if (name is not null)
        {
            command.Parameters.Add(new SqliteParameter("@name", name.Table));
            command.Parameters.Add(new SqliteParameter("@schema", name.Schema ?? "main"));
        }
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            yield return reader;
    }
}
