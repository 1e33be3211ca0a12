using Microsoft.Data.Sqlite;
using Tallystick.Core.Limits;
using Tallystick.Core.Stores;

namespace Tallystick.Storage;

/// <summary>
/// The memory of syncs in one SQLite file, or in memory. Writes go one after another through one
/// connection; a file is read through a second one, which a write never holds up. Work is done on
/// the caller's thread, since SQLite knows no other way.
/// </summary>
public sealed partial class SqliteSyncStore : ISyncStore, IQuotaLedger
{
    private readonly TimeProvider _time;
    private readonly SqliteSession _writer;
    private readonly SqliteSession _reader;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly SemaphoreSlim _reading;
    private bool _isDisposed;

    private SqliteSyncStore(TimeProvider time, SqliteSession writer, SqliteSession? reader)
    {
        _time = time;
        _writer = writer;
        _reader = reader ?? writer;
        _reading = reader is null ? _writing : new SemaphoreSlim(1, 1);
    }

    /// <summary>Opens a state file; creates it and its folder where they are missing.</summary>
    /// <exception cref="StoreException">It is no state file, of a newer version, or unreadable.</exception>
    public static Task<SqliteSyncStore> OpenAsync(
        string path,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        var full = Path.GetFullPath(path);
        StateTrouble.MakeFolderOf(full);
        var writer = SqliteDatabase.OpenWriter(full);
        try
        {
            var reader = SqliteDatabase.OpenReader(full);
            return Task.FromResult(new SqliteSyncStore(time, writer, reader));
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }

    /// <summary>A store that ends with its disposal.</summary>
    public static Task<SqliteSyncStore> OpenInMemoryAsync(CancellationToken cancellationToken) =>
        OpenInMemoryAsync(TimeProvider.System, cancellationToken);

    /// <inheritdoc cref="OpenInMemoryAsync(CancellationToken)"/>
    public static Task<SqliteSyncStore> OpenInMemoryAsync(
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        var session = SqliteDatabase.OpenInMemory();
        return Task.FromResult(new SqliteSyncStore(time, session, null));
    }

    public async Task<ISyncStore> CopyAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            var copy = SqliteDatabase.OpenScratch();
            try
            {
                _reader.Connection.BackupDatabase(copy.Connection);
                return new SqliteSyncStore(_time, copy, null);
            }
            catch
            {
                copy.Dispose();
                throw;
            }
        }
        catch (SqliteException e)
        {
            throw StateTrouble.Working(_reader.Connection.DataSource, e);
        }
        finally
        {
            _reading.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _writing.WaitAsync();
        try
        {
            if (_isDisposed)
                return;
            _isDisposed = true;
            await DisposeReaderAsync();
            _writer.Dispose();
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task DisposeReaderAsync()
    {
        if (ReferenceEquals(_reader, _writer))
            return;
        await _reading.WaitAsync();
        _reader.Dispose();
        _reading.Release();
    }

    /// <summary>One consistent look at what is stored.</summary>
    private Task<T> ReadAsync<T>(
        Func<SqliteSession, T> work,
        CancellationToken cancellationToken
    ) => WithinAsync(_reading, _reader, "BEGIN", work, cancellationToken);

    private Task<T> WriteAsync<T>(
        Func<SqliteSession, T> work,
        CancellationToken cancellationToken
    ) => WithinAsync(_writing, _writer, "BEGIN IMMEDIATE", work, cancellationToken);

    /// <summary>One transaction of a run; nothing of it is stored when another run has taken over.</summary>
    /// <exception cref="StaleRunException">Another run has taken the stream over.</exception>
    private async Task WriteAsync(
        Run run,
        Action<StreamWriter> work,
        CancellationToken cancellationToken
    ) =>
        await WriteAsync(
            session =>
            {
                var stream = StreamWriter.Begin(session, run);
                work(stream);
                stream.End();
                return true;
            },
            cancellationToken
        );

    private async Task<T> WithinAsync<T>(
        SemaphoreSlim gate,
        SqliteSession session,
        string begin,
        Func<SqliteSession, T> work,
        CancellationToken cancellationToken
    )
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return session.InTransaction(begin, work);
        }
        catch (SqliteException e)
        {
            throw StateTrouble.Working(session.Connection.DataSource, e);
        }
        finally
        {
            gate.Release();
        }
    }
}
