using System.Data.Common;
using Tallystick.Core.Connectors;
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
    private SqlSelections? _selections;

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
        (_session.Table, _selections) = (table, new SqlSelections(table, _dialect));
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
            ConditionalWrites = table.HasVersions,
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

    private SqlTable Table => _session.Table ?? throw NotDescribed();

    private SqlSelections Selections => _selections ?? throw NotDescribed();

    private static InvalidOperationException NotDescribed() =>
        new("DescribeAsync comes before everything else.");

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

    private string ThisRow => $"{KeyIs("@key")} AND {Alive}";

    private string KeyIs(string parameter) =>
        $"{Table.Key.Quoted} = {_dialect.Cast(parameter, Table.Key)}";

    private string Alive => Table.Deleted is { } deleted ? _dialect.IsAlive(deleted) : "TRUE";
}
