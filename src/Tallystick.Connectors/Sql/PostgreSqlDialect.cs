using System.Data.Common;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;
using Tallystick.Core.Connectors;
using Tallystick.Core.Mapping;
using Tallystick.Core.Schema;

namespace Tallystick.Connectors.Sql;

/// <summary>PostgreSQL: everything is read as text and written as text with a cast.</summary>
internal sealed class PostgreSqlDialect : SqlDialect
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

    private const string NamesSql = """
        SELECT CASE WHEN n.nspname = ANY (current_schemas(false)) THEN c.relname ELSE n.nspname || '.' || c.relname END
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
        ORDER BY 1
        """;

    public override string App => "PostgreSQL";

    public override string? Prelude => "SET TIME ZONE 'UTC'; SET datestyle TO 'ISO, YMD'";

    public override bool NeedsSavepoints => true;

    protected override string Sample => "Host=localhost;Database=crm;Username=sync;Password=…";

    protected override DbConnection Connection(SqlOptions options)
    {
        var builder = new NpgsqlConnectionStringBuilder(options.ConnectionString)
        {
            ApplicationName = "tallystick",
            MaxAutoPrepare = 40,
            AutoPrepareMinUsages = 2,
            Pooling = false,
            IncludeErrorDetail = false,
        };
        if (builder.CommandTimeout == 0)
            builder.CommandTimeout = 60;
        return new NpgsqlConnection(builder.ConnectionString);
    }

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
        return new SqlTable(
            options,
            name,
            columns,
            await RightsAsync(connection, name, cancellationToken)
        )
        {
            UniqueColumns = uniques,
        };
    }

    public override string Select(SqlColumn column) =>
        column.Form switch
        {
            SqlForm.Array => $"to_json({column.Quoted})::text",
            _ => $"{column.Quoted}::text",
        };

    public override string Cast(string parameter, SqlColumn column) =>
        column.Form is SqlForm.Array
            ? $"{parameter}::text[]::{column.Type}"
            : $"{parameter}::text::{column.Type}";

    public override string ChangedAt(SqlTable table)
    {
        var parts = new[] { table.Modified, table.Created }.OfType<SqlColumn>().Select(Moment);
        return $"COALESCE({string.Join(", ", parts)}, '-infinity'::timestamptz)";
    }

    public override string ChangedAtText(SqlTable table) => $"({ChangedAt(table)})::text";

    public override string CastChangedAt(string parameter) => $"{parameter}::text::timestamptz";

    public override string SpellMoment(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff'+00'", CultureInfo.InvariantCulture);

    public override string Now(SqlColumn column) =>
        column.Type.Contains("with time zone", StringComparison.Ordinal) ? "clock_timestamp()"
        : column.Form is SqlForm.Instant ? "(clock_timestamp() AT TIME ZONE 'UTC')"
        : $"clock_timestamp()::{column.Type}";

    public override string IsAlive(SqlColumn deleted) =>
        deleted.Form is SqlForm.Bool
            ? $"{deleted.Quoted} IS NOT TRUE"
            : $"{deleted.Quoted} IS NULL";

    public override string Dead(SqlColumn deleted) =>
        deleted.Form is SqlForm.Bool ? "TRUE" : Now(deleted);

    public override SqlFailure? Explain(Exception e, SqlTable? table) =>
        e switch
        {
            PostgresException refusal => Explain(refusal, table),
            NpgsqlException { InnerException: TimeoutException } => new SqlFailure(
                ProblemKind.Transient,
                "PostgreSQL did not answer in time",
                "If this stays, look for locks, or raise 'Command Timeout' in the connection string."
            )
            {
                IsConnectionLost = true,
            },
            NpgsqlException lost => Unreached(lost.InnerException ?? lost),
            // What the network, a certificate or a file of keys did, the driver hands on as it is.
            SocketException or IOException or TimeoutException or AuthenticationException =>
                Unreached(e),
            _ => null,
        };

    private static SqlFailure Unreached(Exception e) =>
        new(
            ProblemKind.Transient,
            $"PostgreSQL cannot be reached: {e.Message}",
            "Check host, port and network, and that the server runs."
        )
        {
            IsConnectionLost = true,
        };

    private static SqlFailure Explain(PostgresException e, SqlTable? table)
    {
        var column =
            e.ColumnName
            ?? (e.ConstraintName is { } c ? table?.UniqueColumns.GetValueOrDefault(c) : null);
        var said = $"PostgreSQL said: {e.MessageText}";
        return e.SqlState switch
        {
            "23505" => new SqlFailure(ProblemKind.Duplicate, said) { Column = column },
            "23502"
            or "23514"
            or "23503"
            or "22001"
            or "22P02"
            or "22007"
            or "22008"
            or "22003"
            or "23P01" => new SqlFailure(
                ProblemKind.Invalid,
                said,
                "Correct the value, or leave the field out of the mapping."
            )
            {
                Column = column,
            },
            "42501" => new SqlFailure(
                ProblemKind.Forbidden,
                said,
                "Grant SELECT, INSERT, UPDATE and DELETE on the table."
            ),
            "28P01" or "28000" => new SqlFailure(
                ProblemKind.Unauthorized,
                said,
                "Check user and password of the connection."
            ),
            "3D000" => new SqlFailure(
                ProblemKind.Permanent,
                said,
                "Check 'Database' in the connection string."
            ),
            "40001" or "40P01" or "55P03" or "57014" => new SqlFailure(ProblemKind.Transient, said),
            "25006" => new SqlFailure(
                ProblemKind.Forbidden,
                said,
                "This server takes reads only: connect to the primary."
            ),
            ['5', '3', ..] or ['5', '7', ..] or ['0', '8', ..] => new SqlFailure(
                ProblemKind.Transient,
                said
            )
            {
                IsConnectionLost = true,
            },
            _ => new SqlFailure(ProblemKind.Permanent, said),
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

    private static string Moment(SqlColumn column) =>
        column.Type.Contains("with time zone", StringComparison.Ordinal) ? column.Quoted
        : column.Form is SqlForm.Instant ? $"({column.Quoted} AT TIME ZONE 'UTC')"
        : $"{column.Quoted}::text::timestamptz";

    private static async Task<SqlRights> RightsAsync(
        DbConnection connection,
        SqlName name,
        CancellationToken cancellationToken
    )
    {
        const string sql = """
            SELECT pg_relation_is_updatable(to_regclass(@name), true),
                   has_table_privilege(to_regclass(@name), 'INSERT'),
                   has_table_privilege(to_regclass(@name), 'DELETE')
            """;
        // Bits as documented for pg_relation_is_updatable: 4 update, 8 insert, 16 delete.
        await foreach (var row in Rows(connection, sql, name.Quoted, cancellationToken))
        {
            var bits = row.GetInt32(0);
            return ((bits & 8) != 0 && row.GetBoolean(1) ? SqlRights.Insert : 0)
                | ((bits & 4) != 0 ? SqlRights.Update : 0)
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
