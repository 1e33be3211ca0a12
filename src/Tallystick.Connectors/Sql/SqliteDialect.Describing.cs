using System.Data.Common;
using Microsoft.Data.Sqlite;
using Tallystick.Core.Connectors;
using Tallystick.Core.Mapping;
using Tallystick.Core.Schema;

namespace Tallystick.Connectors.Sql;

/// <summary>What the pragmas tell of a table.</summary>
internal sealed partial class SqliteDialect
{
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
            HasVersions = kind == "table",
            ChecksLate = await ChecksLateAsync(connection, name, cancellationToken),
        };
    }

    private static async Task<string> KindAsync(
        DbConnection connection,
        SqlName name,
        CancellationToken cancellationToken
    )
    {
        var names = new List<string>();
        await foreach (
            var row in Rows(
                connection,
                $"SELECT name, type FROM {Master(name)} WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'",
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

    private static string Master(SqlName name) =>
        name.Schema is { } schema ? $"{SqlName.Quote(schema)}.sqlite_master" : "sqlite_master";

    /// <summary>No pragma tells which foreign keys are deferred; other tables' may be on this one.</summary>
    private static async Task<bool> ChecksLateAsync(
        DbConnection connection,
        SqlName name,
        CancellationToken cancellationToken
    )
    {
        var sql = $"SELECT 1 FROM {Master(name)} WHERE sql LIKE '%deferred%' LIMIT 1";
        await foreach (var _ in Rows(connection, sql, null, cancellationToken))
            return true;
        return false;
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
