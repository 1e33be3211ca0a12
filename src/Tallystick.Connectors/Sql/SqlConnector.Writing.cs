using System.Data.Common;
using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Tallystick.Core.Connectors;
using Tallystick.Core.Records;

namespace Tallystick.Connectors.Sql;

public sealed partial class SqlConnector
{
    private const string Savepoint = "tallystick";

    public async Task<WriteResult> CreateAsync(
        Projection projection,
        Patch patch,
        CancellationToken cancellationToken
    )
    {
        var table = Table;
        var sets = SetsOf(projection, patch).Where(s => s.Value is not null).ToList();
        if (sets.All(s => s.Column != table.Key) && NewKey(table.Key) is { } key)
            sets.Add((table.Key, key));
        var names = sets.Select(s => s.Column.Quoted).ToList();
        var values = sets.Select((s, i) => _dialect.Cast($"@p{i}", s.Column)).ToList();
        foreach (
            var clock in new[] { table.Created, table.Modified }
                .OfType<SqlColumn>()
                .Where(c => !c.HasDefault)
        )
        {
            names.Add(clock.Quoted);
            values.Add(_dialect.Now(clock));
        }
        var columns =
            names.Count == 0
                ? "DEFAULT VALUES"
                : $"({string.Join(", ", names)}) VALUES ({string.Join(", ", values)})";
        var sql = $"INSERT INTO {table.Name.Quoted} {columns} RETURNING {SelectList(projection)}";
        var record = await WriteAsync(
            "create",
            sql,
            projection,
            [.. sets.Select(s => s.Value)],
            null,
            sets,
            cancellationToken
        );
        return new WriteResult(record!.Id, record);
    }

    public async Task<WriteResult> UpdateAsync(
        Projection projection,
        string id,
        Patch patch,
        string? version,
        CancellationToken cancellationToken
    )
    {
        var table = Table;
        if (!table.IsPossibleKey(id))
            throw Gone(id);
        var sets = SetsOf(projection, patch).ToList();
        var parts = sets.Select((s, i) => $"{s.Column.Quoted} = {New(s.Column, i)}").ToList();
        if (table.Modified is { } modified)
            parts.Add($"{modified.Quoted} = {_dialect.Now(modified)}");
        var sql =
            $"UPDATE {table.Name.Quoted} SET {string.Join(", ", parts)} WHERE {KeyIs("@key")} AND {Alive} RETURNING {SelectList(projection)}";
        var record =
            await WriteAsync(
                "update",
                sql,
                projection,
                [.. sets.Select(s => s.Value)],
                id,
                sets,
                cancellationToken,
                ListsOf(projection, patch)
            ) ?? throw Gone(id);
        return new WriteResult(id, record);
    }

    public async Task DeleteAsync(
        string objectType,
        string id,
        string? version,
        CancellationToken cancellationToken
    )
    {
        var table = Table;
        if (!table.IsPossibleKey(id))
            return;
        var none = new Projection(ObjectType, []);
        var touch = table.Modified is { } modified
            ? $", {modified.Quoted} = {_dialect.Now(modified)}"
            : "";
        var sql = table.Deleted is { } deleted
            ? $"UPDATE {table.Name.Quoted} SET {deleted.Quoted} = {_dialect.Dead(deleted)}{touch} WHERE {KeyIs("@key")} AND {Alive} RETURNING {SelectList(none)}"
            : $"DELETE FROM {table.Name.Quoted} WHERE {KeyIs("@key")} RETURNING {SelectList(none)}";
        await WriteAsync("delete", sql, none, [], id, [], cancellationToken);
    }

    /// <summary>A list stays JSON in a cell of text that holds JSON.</summary>
    private string New(SqlColumn column, int index) =>
        column.Form is SqlForm.ListText
            ? $"CASE WHEN {column.Quoted} LIKE '[%]' THEN {_dialect.Cast($"@j{index}", column)} "
                + $"ELSE {_dialect.Cast($"@p{index}", column)} END"
            : _dialect.Cast($"@p{index}", column);

    private List<(string Name, object? Value)> ListsOf(Projection projection, Patch patch) =>
        [
            .. patch
                .Changes.Select((c, i) => (Change: c, Index: i))
                .Where(x =>
                    Table.Column(projection.Fields[x.Change.Ordinal].Key).Form is SqlForm.ListText
                )
                .Select(x =>
                    (
                        string.Create(CultureInfo.InvariantCulture, $"j{x.Index}"),
                        (object?)SqlText.WriteJson(x.Change.New)
                    )
                ),
        ];

    private ConnectorException Gone(string id) =>
        new(ProblemKind.NotFound, $"There is no row {id} in '{Table.Name}' any more.")
        {
            Operation = "update",
        };

    private IEnumerable<(SqlColumn Column, object? Value)> SetsOf(
        Projection projection,
        Patch patch
    ) =>
        patch.Changes.Select(change =>
        {
            var column = Table.Column(projection.Fields[change.Ordinal].Key);
            return (column, SqlText.Write(column, change.New));
        });

    /// <summary>For a key that the database does not make itself; null where it does.</summary>
    private string? NewKey(SqlColumn key)
    {
        if (key.HasDefault || key.IsGenerated)
            return null;
        if (key.Type == "uuid")
            return new Guid(XxHash128.Hash(Encoding.UTF8.GetBytes(_newId()))).ToString();
        if (key.Field.Type is Core.Schema.FieldType.Number)
            throw new ConnectorException(
                ProblemKind.Invalid,
                $"The key '{key.Name}' has no default, so that a new row cannot be numbered."
            )
            {
                Field = key.Name,
                Hint =
                    "Give the column a default (an identity or a sequence), or map a field onto it.",
            };
        return _newId();
    }

    private Task<Record?> WriteAsync(
        string operation,
        string sql,
        Projection projection,
        IReadOnlyList<object?> values,
        string? key,
        IReadOnlyList<(SqlColumn Column, object? Value)> sets,
        CancellationToken cancellationToken,
        IReadOnlyList<(string Name, object? Value)>? more = null
    ) =>
        _session.RunAsync(
            operation,
            async connection =>
            {
                await _session.BeginAsync(connection, cancellationToken);
                var guarded = _dialect.NeedsSavepoints
                    ? $"SAVEPOINT {Savepoint}; {sql}; RELEASE SAVEPOINT {Savepoint}"
                    : sql;
                await using var command = _session.Command(connection, guarded);
                for (var i = 0; i < values.Count; i++)
                    Add(command, $"p{i}", values[i]);
                foreach (var (name, value) in more ?? [])
                    Add(command, name, value);
                if (key is not null)
                    Add(command, "key", key);
                try
                {
                    var record = (
                        await ReadAllAsync(command, projection, cancellationToken)
                    ).FirstOrDefault();
                    _session.CountWrite();
                    // What triggers made of it after the write is in no RETURNING.
                    return record is null || projection.Fields.Count == 0
                        ? record
                        : await RowAsync(connection, projection, record.Id, cancellationToken)
                            ?? record;
                }
                catch (DbException e)
                    when (_dialect.Explain(e, Table) is { IsConnectionLost: false } failure)
                {
                    await StepBackAsync(connection, cancellationToken);
                    throw await ToldAsync(
                        connection,
                        operation,
                        failure,
                        sets,
                        e,
                        cancellationToken
                    );
                }
            },
            cancellationToken
        );

    private async Task StepBackAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        if (!_dialect.NeedsSavepoints)
            return;
        await using var command = _session.Command(
            connection,
            $"ROLLBACK TO SAVEPOINT {Savepoint}"
        );
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<ConnectorException> ToldAsync(
        DbConnection connection,
        string operation,
        SqlFailure failure,
        IReadOnlyList<(SqlColumn Column, object? Value)> sets,
        DbException e,
        CancellationToken cancellationToken
    )
    {
        var told = SqlSession.Told(operation, failure, e);
        if (failure.Kind is not ProblemKind.Duplicate)
            return told;
        return new ConnectorException(ProblemKind.Duplicate, told.Message, e)
        {
            Operation = operation,
            Field = failure.Column,
            DuplicateOf = await FindTwinAsync(connection, failure.Column, sets, cancellationToken),
        };
    }

    private async Task<string?> FindTwinAsync(
        DbConnection connection,
        string? column,
        IReadOnlyList<(SqlColumn Column, object? Value)> sets,
        CancellationToken cancellationToken
    )
    {
        var set = sets.FirstOrDefault(s => s.Column.Name == column);
        if (set.Column is null || set.Value is null)
            return null;
        var table = Table;
        var sql =
            $"SELECT {_dialect.Select(table.Key)} FROM {table.Name.Quoted} WHERE {set.Column.Quoted} = {_dialect.Cast("@value", set.Column)}";
        await using var command = _session.Command(connection, sql);
        Add(command, "value", set.Value);
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }
}
