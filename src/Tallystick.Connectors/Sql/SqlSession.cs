using System.Data.Common;
using Tallystick.Core.Connectors;

namespace Tallystick.Connectors.Sql;

/// <summary>
/// The one database connection, and the transaction that gathers writes until they are flushed.
/// When the connection is lost with writes in it, those are gone and nothing more may be done: the
/// run must stop and start again.
/// </summary>
internal sealed class SqlSession(SqlOptions options, SqlDialect dialect, TimeProvider time)
    : IAsyncDisposable
{
    /// <summary>Another program may have the database for so long before that is a failure.</summary>
    private static readonly TimeSpan LockedMax = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(100);

    private readonly SemaphoreSlim _gate = new(1);
    private DbConnection? _connection;
    private DbTransaction? _transaction;
    private int _pending;
    private bool _isLost;

    public SqlTable? Table { get; set; }

    /// <summary>Runs a step alone on the connection, its failures in the taxonomy.</summary>
    public async Task<T> RunAsync<T>(
        string operation,
        Func<DbConnection, Task<T>> step,
        CancellationToken cancellationToken
    )
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_isLost)
                throw Lost(operation, null);
            return await PatientlyAsync(
                async () => await step(await OpenAsync(cancellationToken)),
                cancellationToken
            );
        }
        catch (Exception e) when (dialect.Explain(e, Table) is { } failure)
        {
            var told = WithFile(failure);
            if (
                failure.IsConnectionLost
                || _connection?.State is not System.Data.ConnectionState.Open
            )
                await DropAsync();
            if (_isLost)
                throw Lost(operation, e);
            throw Told(operation, told, e);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Within the transaction that the next flush commits.</summary>
    public async Task BeginAsync(DbConnection connection, CancellationToken cancellationToken) =>
        _transaction ??= await connection.BeginTransactionAsync(cancellationToken);

    public void CountWrite() => _pending++;

    public DbCommand Command(DbConnection connection, string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = _transaction;
        return command;
    }

    public Task FlushAsync(CancellationToken cancellationToken) =>
        RunAsync(
            "commit",
            async _ =>
            {
                if (_transaction is not null)
                {
                    await _transaction.CommitAsync(cancellationToken);
                    await _transaction.DisposeAsync();
                }
                (_transaction, _pending) = (null, 0);
                return true;
            },
            cancellationToken
        );

    public async ValueTask DisposeAsync()
    {
        if (_transaction is not null)
            await _transaction.DisposeAsync();
        if (_connection is not null)
            await _connection.DisposeAsync();
        _gate.Dispose();
    }

    public static ConnectorException Told(string operation, SqlFailure failure, Exception e) =>
        new(failure.Kind, $"{failure.Message.TrimEnd('.')}.", e)
        {
            Operation = operation,
            Hint = failure.Hint,
            Field = failure.Column,
        };

    private SqlFailure WithFile(SqlFailure failure) =>
        failure.IsOfFile && _connection?.DataSource is { Length: > 0 } file
            ? failure with
            {
                Message = $"'{file}': {failure.Message}",
            }
            : failure;

    /// <summary>A statement that found the database locked did nothing, and may be sent again.</summary>
    private async Task<T> PatientlyAsync<T>(Func<Task<T>> step, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return await step();
            }
            catch (DbException e)
                when (dialect.IsLocked(e) && time.GetElapsedTime(began) < LockedMax)
            {
                await Task.Delay(LookAgainAfter, time, cancellationToken);
            }
        }
    }

    private async Task<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        if (_connection is { State: System.Data.ConnectionState.Open } open)
            return open;
        if (_pending > 0)
            _isLost = true;
        await DropAsync();
        _connection = dialect.Connect(options);
        await _connection.OpenAsync(cancellationToken);
        if (dialect.Prelude is { } prelude)
        {
            await using var command = _connection.CreateCommand();
            command.CommandText = prelude;
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        return _connection;
    }

    private async Task DropAsync()
    {
        _isLost |= _pending > 0;
        var (transaction, connection) = (_transaction, _connection);
        (_transaction, _connection) = (null, null);
        try
        {
            if (transaction is not null)
                await transaction.DisposeAsync();
        }
        catch (DbException)
        {
            // The connection it belonged to is gone already.
        }
        if (connection is not null)
            await connection.DisposeAsync();
    }

    private ConnectorException Lost(string operation, Exception? e) =>
        new(
            ProblemKind.Transient,
            $"The connection to {dialect.App} was lost with {_pending} writes that were not committed yet; none of them was stored.",
            e
        )
        {
            Operation = operation,
            Hint = "Run again: it goes on from the last commit.",
            EndsRun = true,
        };
}
