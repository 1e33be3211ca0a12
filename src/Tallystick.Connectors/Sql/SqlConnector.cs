using System.Data.Common;
using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;

namespace Tallystick.Connectors.Sql;

/// <summary>
/// A table or view of PostgreSQL or SQLite. Writes gather in one transaction until they are
/// flushed; a refused one leaves the others standing.
/// </summary>
public sealed partial class SqlConnector : IConnector, IBufferedConnector
{
    /// <summary>The object type's name.</summary>
    public const string ObjectType = "row";

    private const int RowsPerPage = 1_000;

    private readonly SqlOptions _options;
    private readonly TimeProvider _time;
    private readonly Func<string> _newId;
    private readonly SqlDialect _dialect;
    private readonly SqlSession _session;

    /// <param name="newId">A fresh id, unique for ever, for keys that the database does not make itself.</param>
    public SqlConnector(SqlOptions options, TimeProvider time, Func<string> newId)
    {
        _options = options;
        _time = time;
        _newId = newId;
        _dialect = SqlDialect.Of(options.Provider);
        _session = new SqlSession(options, _dialect, time);
    }

    public async Task<IReadOnlyList<ObjectSchema>> DescribeAsync(
        CancellationToken cancellationToken
    )
    {
        var table = await _session.RunAsync(
            "describe",
            connection => _dialect.DescribeAsync(connection, _options, cancellationToken),
            cancellationToken
        );
        _session.Table = table;
        var isReadOnly = table.Rights is SqlRights.None;
        return
        [
            new ObjectSchema(
                ObjectType,
                [
                    .. table.Columns.Select(c =>
                        isReadOnly ? c.Field with { Access = FieldAccess.Read } : c.Field
                    ),
                ]
            )
            {
                Country = _options.Country,
                TimeZone = "UTC",
            },
        ];
    }

    public Capabilities CapabilitiesOf(string objectType)
    {
        var table = Table;
        var keys = table
            .Columns.Where(c => c.Field.Unique && c != table.Key)
            .Select(c => c.Name)
            .ToArray();
        return new Capabilities
        {
            Changes = table.Modified is null ? ChangeDetection.Scan : ChangeDetection.ModifiedTime,
            AbsenceIsEvidence = true,
            TrustworthyTimes = table.Modified is not null,
            CanCreate = table.Rights.HasFlag(SqlRights.Insert),
            CanUpdate = table.Rights.HasFlag(SqlRights.Update),
            CanDelete = table.Rights.HasFlag(
                table.Deleted is null ? SqlRights.Delete : SqlRights.Update
            ),
            RefusesDuplicatesOn = keys,
            FindsBy =
            [
                .. table
                    .Columns.Where(c =>
                        c.Field.Unique || c.Field.Type is FieldType.Email or FieldType.Phone
                    )
                    .Select(c => c.Name),
            ],
            PageSize = RowsPerPage,
            ConcurrencyMax = 1,
        };
    }

    public Task FlushAsync(CancellationToken cancellationToken) =>
        _session.FlushAsync(cancellationToken);

    /// <summary>What was not flushed is not stored.</summary>
    public ValueTask DisposeAsync() => _session.DisposeAsync();

    private SqlTable Table =>
        _session.Table
        ?? throw new InvalidOperationException("DescribeAsync comes before everything else.");

    private string SelectList(Projection projection)
    {
        var table = Table;
        var parts = new List<string> { _dialect.Select(table.Key) };
        parts.Add(table.Modified is { } modified ? _dialect.Select(modified) : "NULL");
        parts.Add(table.Created is { } created ? _dialect.Select(created) : "NULL");
        parts.AddRange(
            projection.Fields.Select(f =>
                table.TryColumn(f.Key) is { } column ? _dialect.Select(column) : "NULL"
            )
        );
        return string.Join(", ", parts);
    }

    private Record ReadRecord(DbDataReader row, Projection projection)
    {
        var values = new Value[projection.Fields.Count];
        for (var i = 0; i < values.Length; i++)
            if (Table.TryColumn(projection.Fields[i].Key) is { } column)
                values[i] = SqlText.Read(column, Text(row, i + 3));
        return new Record(row.GetString(0), values)
        {
            ModifiedAt = SqlText.Instant(Text(row, 1)) ?? SqlText.Instant(Text(row, 2)),
            CreatedAt = SqlText.Instant(Text(row, 2)),
        };
    }

    private static string? Text(DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);

    private static void Add(DbCommand command, string name, object? value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value ?? DBNull.Value;
        // An untyped null would make the database guess.
        if (value is null)
            parameter.DbType = System.Data.DbType.String;
        command.Parameters.Add(parameter);
    }

    private string Alive => Table.Deleted is { } deleted ? _dialect.IsAlive(deleted) : "TRUE";
}
