using System.Data.Common;
using Npgsql;
using Tallystick.Core.Connectors;
using Tallystick.Core.Mapping;
using Tallystick.Core.Schema;

namespace Tallystick.Connectors.Sql;

/// <summary>What the catalog tells of a table.</summary>
internal sealed partial class PostgreSqlDialect
{
    private const string ColumnsSql = """
        SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
               (a.atthasdef OR a.attidentity <> '') AS has_default,
               (a.attgenerated <> '' OR a.attidentity = 'a') AS is_generated,
               CASE WHEN t.typelem <> 0 AND t.typcategory = 'A' THEN 'A' ELSE t.typcategory::text END,
               CASE WHEN t.typname IN ('varchar', 'bpchar') AND a.atttypmod > 4 THEN a.atttypmod - 4 END,
               ARRAY(SELECT e.enumlabel FROM pg_enum e WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder)::text[],
               t.typname
        FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
        WHERE a.attrelid = to_regclass(@name) AND a.attnum > 0 AND NOT a.attisdropped
        ORDER BY a.attnum
        """;

    private const string UniquesSql = """
        SELECT c.relname, a.attname
        FROM pg_index i
        JOIN pg_class c ON c.oid = i.indexrelid
        JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
        WHERE i.indrelid = to_regclass(@name) AND i.indisunique AND i.indnkeyatts = 1
          AND i.indpred IS NULL AND i.indexprs IS NULL
        """;

    private const string ConstraintsSql = """
        SELECT c.conname, a.attname
        FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
        WHERE c.conrelid = to_regclass(@name) AND c.contype IN ('c', 'f') AND cardinality(c.conkey) = 1
        """;

    /// <summary>Constraints of other tables count too: a trigger may write to those.</summary>
    private const string TraitsSql = """
        SELECT relkind IN ('r', 'p') AND has_any_column_privilege(oid, 'UPDATE'),
               EXISTS (SELECT FROM pg_constraint WHERE condeferred),
               relkind = 'v'
        FROM pg_class WHERE oid = to_regclass(@name)
        """;

    private const string NamesSql = """
        SELECT CASE WHEN n.nspname = ANY (current_schemas(false)) THEN c.relname ELSE n.nspname || '.' || c.relname END
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
        ORDER BY 1
        """;

    public override async Task<SqlTable> DescribeAsync(
        DbConnection connection,
        SqlOptions options,
        CancellationToken cancellationToken
    )
    {
        var name = SqlName.Parse(options.Table);
        var uniques = new Dictionary<string, string>();
        await foreach (var row in Rows(connection, UniquesSql, name.Quoted, cancellationToken))
            uniques[row.GetString(0)] = row.GetString(1);
        var columns = new List<SqlColumn>();
        await foreach (var row in Rows(connection, ColumnsSql, name.Quoted, cancellationToken))
            columns.Add(ColumnOf(row, options, uniques));
        if (columns.Count == 0)
            throw await NoTableAsync(connection, name, cancellationToken);
        var constraints = new Dictionary<string, string>(uniques);
        await foreach (var row in Rows(connection, ConstraintsSql, name.Quoted, cancellationToken))
            constraints[row.GetString(0)] = row.GetString(1);
        var rights = await RightsAsync(connection, name, cancellationToken);
        var (hasVersions, checksLate, isView) = (false, false, false);
        await foreach (var row in Rows(connection, TraitsSql, name.Quoted, cancellationToken))
            (hasVersions, checksLate, isView) = (
                row.GetBoolean(0),
                row.GetBoolean(1),
                row.GetBoolean(2)
            );
        return new SqlTable(options, name, columns, rights)
        {
            ConstraintColumns = constraints,
            HasVersions = hasVersions,
            ChecksLate = checksLate,
            IsView = isView,
        };
    }

    private static SqlColumn ColumnOf(
        DbDataReader row,
        SqlOptions options,
        Dictionary<string, string> uniques
    )
    {
        var (name, type) = (row.GetString(0), row.GetString(1));
        var wanted = options.Columns.TryGetValue(name, out var w) ? w : (FieldType?)null;
        var (fieldType, form) = TypeOf(name, type, row.GetString(5), row.GetString(8), wanted);
        var hasDefault = row.GetBoolean(3);
        var isGenerated = row.GetBoolean(4);
        var isKey = name == options.Key;
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
            Unique = isKey || uniques.ContainsValue(name),
            LengthMax = row.IsDBNull(6) ? null : row.GetInt32(6),
            Options = row.GetFieldValue<string[]>(7),
        };
        return new SqlColumn(name, type, form, field, hasDefault) { IsGenerated = isGenerated };
    }

    private static (FieldType, SqlForm) TypeOf(
        string name,
        string type,
        string category,
        string typeName,
        FieldType? wanted
    ) =>
        category switch
        {
            "B" => (FieldType.Bool, SqlForm.Bool),
            "A" => (FieldType.Set, SqlForm.Array),
            "E" => (FieldType.Choice, SqlForm.Plain),
            "D" when typeName is "date" => (FieldType.Date, SqlForm.Date),
            "D" when typeName is "timestamp" or "timestamptz" => (
                FieldType.Instant,
                SqlForm.Instant
            ),
            "N" => (
                wanted is FieldType.Money || typeName is "money"
                    ? FieldType.Money
                    : FieldType.Number,
                SqlForm.Plain
            ),
            "U" when typeName is "json" or "jsonb" => wanted is FieldType.Set
                ? (FieldType.Set, SqlForm.ListJson)
                : (FieldType.Json, SqlForm.Plain),
            _ when type is "uuid" => (FieldType.Text, SqlForm.Plain),
            _ => TextColumn(name, wanted),
        };

    private static async Task<SqlRights> RightsAsync(
        DbConnection connection,
        SqlName name,
        CancellationToken cancellationToken
    )
    {
        const string sql = """
            SELECT pg_relation_is_updatable(to_regclass(@name), true),
                   has_table_privilege(to_regclass(@name), 'INSERT'),
                   has_table_privilege(to_regclass(@name), 'DELETE'),
                   has_any_column_privilege(to_regclass(@name), 'UPDATE')
            """;
        // Bits as documented for pg_relation_is_updatable: 4 update, 8 insert, 16 delete.
        await foreach (var row in Rows(connection, sql, name.Quoted, cancellationToken))
        {
            var bits = row.GetInt32(0);
            return ((bits & 8) != 0 && row.GetBoolean(1) ? SqlRights.Insert : 0)
                | ((bits & 4) != 0 && row.GetBoolean(3) ? SqlRights.Update : 0)
                | ((bits & 16) != 0 && row.GetBoolean(2) ? SqlRights.Delete : 0);
        }
        return SqlRights.None;
    }

    private static async Task<ConnectorException> NoTableAsync(
        DbConnection connection,
        SqlName name,
        CancellationToken cancellationToken
    )
    {
        var names = new List<string>();
        await foreach (var row in Rows(connection, NamesSql, null, cancellationToken))
            names.Add(row.GetString(0));
        return new ConnectorException(
            ProblemKind.Invalid,
            $"There is no table or view '{name}' in the database."
        )
        {
            Hint =
                names.Count == 0
                    ? "The database is empty, or this user sees nothing in it."
                    : Suggestions.For(name.ToString(), names),
        };
    }

    private static async IAsyncEnumerable<DbDataReader> Rows(
        DbConnection connection,
        string sql,
        string? name,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        if (name is not null)
            command.Parameters.Add(new NpgsqlParameter("name", name));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            yield return reader;
    }
}
