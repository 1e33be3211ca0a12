using System.Data.Common;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;
using Tallystick.Core.Connectors;

namespace Tallystick.Connectors.Sql;

/// <summary>PostgreSQL: everything is read as text and written as text with a cast.</summary>
internal sealed partial class PostgreSqlDialect : SqlDialect
{
    private const string CheckNow = "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED; ";

    public override string App => "PostgreSQL";

    public override string? Prelude => "SET TIME ZONE 'UTC'; SET datestyle TO 'ISO, YMD'";

    public override bool NeedsSavepoint(SqlTable table) => true;

    /// <summary>
    /// What may be checked late is late within the statement, as its triggers may count on, and no
    /// later: at the commit, one row would take all others with it.
    /// </summary>
    public override string Ending(SqlTable table) =>
        $"; {(table.ChecksLate ? CheckNow : "")}RELEASE SAVEPOINT {Savepoint}";

    public override string Lock(SqlTable table) => table.HasVersions ? " FOR NO KEY UPDATE" : "";

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
            ?? (e.ConstraintName is { } c ? table?.ConstraintColumns.GetValueOrDefault(c) : null);
        var said = $"PostgreSQL said: {e.MessageText}";
        return e.SqlState switch
        {
            "23505" => new SqlFailure(ProblemKind.Duplicate, said) { Column = column },
            "23502" => new SqlFailure(
                ProblemKind.Invalid,
                said,
                "Give it a value that fits on the other side, or the column a default."
            )
            {
                Column = column,
            },
            // Class 23 is constraints and 22 values; P0001 is what a trigger of theirs says.
            ['2', '3', ..] or ['2', '2', ..] or "P0001" => new SqlFailure(
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
            // An aborted transaction holds nothing any more.
            "25P02" or ['5', '3', ..] or ['5', '7', ..] or ['0', '8', ..] => new SqlFailure(
                ProblemKind.Transient,
                said
            )
            {
                IsConnectionLost = true,
            },
            _ => new SqlFailure(ProblemKind.Permanent, said),
        };
    }

    private static string Moment(SqlColumn column) =>
        column.Type.Contains("with time zone", StringComparison.Ordinal) ? column.Quoted
        : column.Form is SqlForm.Instant ? $"({column.Quoted} AT TIME ZONE 'UTC')"
        : $"{column.Quoted}::text::timestamptz";
}
