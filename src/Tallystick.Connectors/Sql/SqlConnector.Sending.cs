using System.Data.Common;
using Tallystick.Core.Connectors;
using Tallystick.Core.Records;

namespace Tallystick.Connectors.Sql;

/// <summary>How a statement is sent so that a refusal takes nothing else with it.</summary>
public sealed partial class SqlConnector
{
    private Task<Record?> WriteAsync(SqlWrite write, CancellationToken cancellationToken)
    {
        // Of fields that are not read any more, nobody can tell whether they are the same.
        var known = write.Version is { } version
            ? Selections.Of(version) ?? throw Moved(write)
            : null;
        return _session.RunAsync(
            write.Operation,
            async connection =>
            {
                await _session.BeginAsync(connection, cancellationToken);
                try
                {
                    var opening = Opening;
                    if (known is not null)
                    {
                        if (await HasMovedAsync(connection, write, known, cancellationToken))
                            throw Moved(write);
                        opening = "";
                    }
                    var record = await SendAsync(connection, write, opening, cancellationToken);
                    _session.CountWrite();
                    return record;
                }
                catch (ConnectorException)
                {
                    // The row is not to stay locked.
                    await StepBackAsync(connection, cancellationToken);
                    throw;
                }
                catch (DbException e)
                    when (_dialect.Explain(e, Table) is { IsConnectionLost: false } failure)
                {
                    await StepBackAsync(connection, cancellationToken);
                    throw await ToldAsync(connection, write, failure, e, cancellationToken);
                }
            },
            cancellationToken
        );
    }

    private string Opening =>
        _dialect.NeedsSavepoint(Table) ? $"SAVEPOINT {SqlDialect.Savepoint}; " : "";

    /// <summary>
    /// Whether somebody has edited the row since it was read, within the savepoint of the write that
    /// follows: whoever holds the row is waited for.
    /// </summary>
    private async Task<bool> HasMovedAsync(
        DbConnection connection,
        SqlWrite write,
        SqlSelection known,
        CancellationToken cancellationToken
    )
    {
        var sql = $"{Opening}{RowSql(known)}{_dialect.Lock(Table)}";
        await using var command = _session.Command(connection, sql);
        Add(command, "key", write.Key);
        var rows = await ReadAllAsync(command, known, cancellationToken);
        return rows.Count > 0 && known.VersionOf(rows[0].Values) != write.Version;
    }

    /// <returns>
    /// The row as it is afterwards, with what triggers made of it, which is in no RETURNING; null
    /// when there was none to write to.
    /// </returns>
    private async Task<Record?> SendAsync(
        DbConnection connection,
        SqlWrite write,
        string opening,
        CancellationToken cancellationToken
    )
    {
        var looks = write.Key is not null && !write.Selection.IsEmpty;
        var look = looks ? $"; {RowSql(write.Selection)}" : "";
        var sql = $"{opening}{write.Sql}{look}{_dialect.Ending(Table)}";
        await using var command = _session.Command(connection, sql);
        foreach (var (i, set) in write.Sets.Index())
        {
            Add(command, $"p{i}", set.Value);
            if (set.Json is not null)
                Add(command, $"j{i}", set.Json);
        }
        if (write.Key is not null)
            Add(command, "key", write.Key);
        var record = await ReadLastAsync(command, write.Selection, cancellationToken);
        await _dialect.SettleAsync(command, Table, cancellationToken);
        return record is null || looks || write.Selection.IsEmpty
            ? record
            : await RowAsync(connection, write.Selection, record.Id, cancellationToken) ?? record;
    }

    /// <summary>What the write answered, or else the look after it if it shows the row too.</summary>
    private static async Task<Record?> ReadLastAsync(
        DbCommand command,
        SqlSelection selection,
        CancellationToken cancellationToken
    )
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return null;
        var record = selection.Read(reader);
        while (await reader.NextResultAsync(cancellationToken))
            if (await reader.ReadAsync(cancellationToken))
                record = selection.Read(reader);
        return record;
    }

    private Task StepBackAsync(DbConnection connection, CancellationToken cancellationToken) =>
        _dialect.NeedsSavepoint(Table)
            ? RollBackToAsync(connection, SqlDialect.Savepoint, cancellationToken)
            : Task.CompletedTask;

    private async Task RollBackToAsync(
        DbConnection connection,
        string savepoint,
        CancellationToken cancellationToken
    )
    {
        await using var command = _session.Command(
            connection,
            $"ROLLBACK TO SAVEPOINT {savepoint}; RELEASE SAVEPOINT {savepoint}"
        );
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<ConnectorException> ToldAsync(
        DbConnection connection,
        SqlWrite write,
        SqlFailure failure,
        DbException e,
        CancellationToken cancellationToken
    )
    {
        if (failure.Kind is ProblemKind.Invalid)
            failure = await BlamedAsync(connection, write, failure, cancellationToken);
        var told = SqlSession.Told(write.Operation, failure, e);
        if (failure.Kind is not ProblemKind.Duplicate)
            return told;
        return new ConnectorException(ProblemKind.Duplicate, told.Message, e)
        {
            Operation = write.Operation,
            Field = failure.Column,
            DuplicateOf = await FindTwinAsync(connection, write, failure.Column, cancellationToken),
        };
    }

    private async Task<string?> FindTwinAsync(
        DbConnection connection,
        SqlWrite write,
        string? column,
        CancellationToken cancellationToken
    )
    {
        var set = write.Sets.FirstOrDefault(s => s.Column.Name == column);
        if (set?.Value is null)
            return null;
        var table = Table;
        var sql =
            $"SELECT {_dialect.Select(table.Key)} FROM {table.Name.Quoted} WHERE {set.Column.Quoted} = {_dialect.Cast("@value", set.Column)}";
        await using var command = _session.Command(connection, sql);
        Add(command, "value", set.Value);
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }

    private ConnectorException Moved(SqlWrite write) =>
        new(
            ProblemKind.VersionConflict,
            $"Somebody changed row {write.Key} of '{Table.Name}' meanwhile."
        )
        {
            Operation = write.Operation,
        };
}
