using System.Data.Common;
using System.Text.Json;
using Tallystick.Core.Connectors;
using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;

namespace Tallystick.Connectors.Sql;

public sealed partial class SqlConnector
{
    /// <summary>By key, or by the time of change and key: each page starts behind the last row, never by counting rows.</summary>
    public Task<Page> ListAsync(
        Projection projection,
        ListQuery query,
        string? cursor,
        CancellationToken cancellationToken
    )
    {
        var since = Table.Modified is null ? null : query.ChangedSince;
        var selection = Selections.Of(projection);
        return _session.RunAsync(
            "list",
            async connection =>
            {
                var total = cursor is null
                    ? await CountAsync(connection, query, since, cancellationToken)
                    : (long?)null;
                await using var command = _session.Command(connection, "");
                command.CommandText = ListSql(command, selection, query, since, cursor);
                await using var reader = await command.ExecuteReaderAsync(cancellationToken);
                var records = new List<Record>(RowsPerPage);
                var (faults, last) = (new List<RowFault>(), (string?)null);
                var count = 0;
                while (await reader.ReadAsync(cancellationToken))
                {
                    count++;
                    if (reader.IsDBNull(0))
                    {
                        faults.Add(
                            new RowFault(
                                _options.Table,
                                $"A row has no {Table.Key.Name}, which is to tell rows apart."
                            )
                        );
                        continue;
                    }
                    records.Add(selection.Read(reader));
                    last = since is null
                        ? JsonSerializer.Serialize(new[] { reader.GetString(0) })
                        : JsonSerializer.Serialize(
                            new[] { reader.GetString(0), reader.GetString(selection.Width) }
                        );
                }
                return new Page(records, count < RowsPerPage ? null : last)
                {
                    Faults = faults,
                    Total = total,
                };
            },
            cancellationToken
        );
    }

    public Task<Record?> GetAsync(
        Projection projection,
        string id,
        CancellationToken cancellationToken
    ) =>
        !Table.IsPossibleKey(id)
            ? Task.FromResult<Record?>(null)
            : _session.RunAsync(
                "get",
                connection =>
                    RowAsync(connection, Selections.Of(projection), id, cancellationToken),
                cancellationToken
            );

    private async Task<Record?> RowAsync(
        DbConnection connection,
        SqlSelection selection,
        string id,
        CancellationToken cancellationToken
    )
    {
        await using var command = _session.Command(connection, RowSql(selection));
        Add(command, "key", id);
        return (await ReadAllAsync(command, selection, cancellationToken)).FirstOrDefault();
    }

    private string RowSql(SqlSelection selection) =>
        $"SELECT {selection.List} FROM {Table.Name.Quoted} WHERE {ThisRow}";

    public Task<IReadOnlyList<Record>> FindAsync(
        Projection projection,
        string fieldKey,
        string value,
        CancellationToken cancellationToken
    ) =>
        _session.RunAsync<IReadOnlyList<Record>>(
            "find",
            async connection =>
            {
                var column = Table.Column(fieldKey);
                var selection = Selections.Of(projection);
                var isEmail = column.Field.Type is FieldType.Email;
                var condition = isEmail
                    ? $"lower(CAST({column.Quoted} AS text)) = lower(@value)"
                    : $"CAST({column.Quoted} AS text) = @value";
                var sql =
                    $"SELECT {selection.List} FROM {Table.Name.Quoted} WHERE {condition} AND {Alive} LIMIT 10";
                await using var command = _session.Command(connection, sql);
                Add(command, "value", value);
                return await ReadAllAsync(command, selection, cancellationToken);
            },
            cancellationToken
        );

    private string ListSql(
        DbCommand command,
        SqlSelection selection,
        ListQuery query,
        DateTimeOffset? since,
        string? cursor
    )
    {
        var table = Table;
        var conditions = Conditions(command, query, since);
        var after = cursor is null ? null : JsonSerializer.Deserialize<string[]>(cursor);
        if (after is not null)
            Add(command, "afterKey", after[0]);
        var keyAfter = _dialect.Cast("@afterKey", table.Key);
        // The alias matters: a bare name would mean the selected text, which sorts otherwise.
        if (since is null)
        {
            if (after is not null)
                conditions.Add($"{table.Key.Quoted} > {keyAfter}");
            return $"SELECT {selection.List} FROM {table.Name.Quoted} AS t "
                + $"WHERE {string.Join(" AND ", conditions)} ORDER BY t.{table.Key.Quoted} LIMIT {RowsPerPage}";
        }
        var changed = _dialect.ChangedAt(table);
        if (after is not null)
        {
            Add(command, "afterTime", after[1]);
            conditions.Add(
                $"({changed}, {table.Key.Quoted}) > ({_dialect.CastChangedAt("@afterTime")}, {keyAfter})"
            );
        }
        return $"SELECT {selection.List}, {_dialect.ChangedAtText(table)} FROM {table.Name.Quoted} AS t "
            + $"WHERE {string.Join(" AND ", conditions)} ORDER BY {changed}, t.{table.Key.Quoted} LIMIT {RowsPerPage}";
    }

    private async Task<long> CountAsync(
        DbConnection connection,
        ListQuery query,
        DateTimeOffset? since,
        CancellationToken cancellationToken
    )
    {
        await using var command = _session.Command(connection, "");
        var conditions = Conditions(command, query, since);
        command.CommandText =
            $"SELECT count(*) FROM {Table.Name.Quoted} WHERE {string.Join(" AND ", conditions)}";
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private List<string> Conditions(DbCommand command, ListQuery query, DateTimeOffset? since)
    {
        var table = Table;
        var conditions = new List<string> { Alive };
        if (since is { } moment)
        {
            Add(command, "since", _dialect.SpellMoment(moment));
            // A row that never says when it changed may have changed.
            var silent = string.Join(
                " AND ",
                new[] { table.Modified, table.Created }
                    .OfType<SqlColumn>()
                    .Select(c => $"{c.Quoted} IS NULL")
            );
            conditions.Add(
                $"({_dialect.ChangedAt(table)} >= {_dialect.CastChangedAt("@since")} OR ({silent}))"
            );
        }
        foreach (var (index, (key, value)) in query.Filter.Index())
        {
            var column =
                table.Columns.FirstOrDefault(c => c.Name == key)
                ?? throw new ConnectorException(
                    ProblemKind.Invalid,
                    $"'{table.Name}' has no column '{key}' to filter by."
                )
                {
                    Hint = Suggestions.For(key, table.Columns.Select(c => c.Name)),
                };
            Add(command, $"filter{index}", value);
            conditions.Add($"CAST({column.Quoted} AS text) = @filter{index}");
        }
        return conditions;
    }

    private static async Task<List<Record>> ReadAllAsync(
        DbCommand command,
        SqlSelection selection,
        CancellationToken cancellationToken
    )
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var records = new List<Record>();
        while (await reader.ReadAsync(cancellationToken))
            records.Add(selection.Read(reader));
        return records;
    }
}
