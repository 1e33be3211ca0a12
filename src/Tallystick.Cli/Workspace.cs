using System.Collections.Concurrent;
using Tallystick.Cli.Connections;
using Tallystick.Cli.Output;
using Tallystick.Core.Mapping;
using Tallystick.Core.Stores;
using Tallystick.Engine.Configuration;
using Tallystick.Engine.References;
using Tallystick.Engine.Runs;
using Tallystick.Storage;

namespace Tallystick.Cli;

/// <summary>A sync file at work: its memory and its connections, opened as they are needed.</summary>
internal sealed class Workspace : IAsyncDisposable
{
    private readonly ConnectionOpener _opener;
    private readonly Random _random;
    private readonly IDisposable? _lock;
    private readonly ConcurrentDictionary<string, OpenConnection> _open = new();

    private Workspace(
        SyncFile file,
        SqliteSyncStore store,
        IDisposable? fileLock,
        TimeProvider time,
        Random random
    )
    {
        File = file;
        Store = store;
        Time = time;
        _lock = fileLock;
        _random = random;
        _opener = new ConnectionOpener(time, random, store);
    }

    public SyncFile File { get; }

    public ISyncStore Store { get; }

    public TimeProvider Time { get; }

    /// <param name="isWriting">Nobody else may run on the same state meanwhile.</param>
    /// <exception cref="UserException">Another run has the state.</exception>
    public static async Task<Workspace> OpenAsync(
        string path,
        bool isWriting,
        Terminal terminal,
        CancellationToken cancellationToken
    )
    {
        var file = SyncFile.Load(path, ProcessEnvironment.Get, Accounts.ProcessKeyStores.Value);
        foreach (var warning in file.Warnings)
            terminal.Error.WriteLine($"tally: warning: {warning}");
        IDisposable? fileLock = null;
        if (isWriting)
        {
            fileLock =
                SyncLock.TryTake(file.StatePath)
                ?? throw new UserException(
                    $"Another run is using '{file.StatePath}'.",
                    "Wait until it ends, or stop it: what it did so far is kept."
                );
        }
        try
        {
            var time = TimeProvider.System;
            var store = await SqliteSyncStore.OpenAsync(file.StatePath, time, cancellationToken);
            foreach (
                var warning in await RenamedStreams.WarningsAsync(file, store, cancellationToken)
            )
                terminal.Error.WriteLine($"tally: warning: {warning}");
            // Chance only spreads waits here; the process's start is seed enough.
            var random = new Random(unchecked((int)time.GetTimestamp()));
            return new Workspace(file, store, fileLock, time, random);
        }
        catch
        {
            fileLock?.Dispose();
            throw;
        }
    }

    /// <summary>The streams to work on, in the order of the file.</summary>
    /// <param name="only">"sync" or "sync/stream"; null for all.</param>
    public IReadOnlyList<(SyncDefinition Sync, StreamDefinition Stream)> Streams(string? only)
    {
        var all = File
            .Syncs.SelectMany(sync => sync.Streams.Select(stream => (sync, stream)))
            .ToArray();
        var chosen = all.Where(s => only is null || s.stream.Name == only || s.sync.Name == only)
            .ToArray();
        return chosen.Length > 0
            ? chosen
            : throw new UserException(
                $"'{File.Path}' has no sync '{only}'.",
                Suggestions.For(
                    only ?? "",
                    all.Select(s => s.sync.Name).Concat(all.Select(s => s.stream.Name))
                ),
                ExitCode.Usage
            );
    }

    public async Task<SyncEndpoint> EndpointAsync(
        string connection,
        CancellationToken cancellationToken
    )
    {
        if (!_open.TryGetValue(connection, out var open))
            _open[connection] = open = await _opener.OpenAsync(
                File.Connections[connection],
                cancellationToken
            );
        return open.Endpoint;
    }

    /// <summary>The next one that needs it opens it anew.</summary>
    public async Task CloseAsync(string connection)
    {
        if (_open.TryRemove(connection, out var open))
            await open.DisposeAsync();
    }

    /// <summary>The streams of one sync in the order in which they must run.</summary>
    public Task<IReadOnlyList<StreamDefinition>> OrderAsync(
        IReadOnlyList<StreamDefinition> streams,
        SyncEndpoint left,
        SyncEndpoint right,
        CancellationToken cancellationToken
    ) => StreamSequence.OrderAsync(streams, left, right, Time, NewRandom(), cancellationToken);

    public SyncSession Session(
        StreamDefinition stream,
        SyncEndpoint left,
        SyncEndpoint right,
        IProgress<RunProgress>? progress
    ) => new(stream, left, right, Store, Time, NewRandom(), progress);

    // Syncs that share no connection run side by side, and the source of chance is one.
    private Random NewRandom()
    {
        lock (_random)
            return new Random(_random.Next());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _open.Values)
            await connection.DisposeAsync();
        await Store.DisposeAsync();
        _lock?.Dispose();
    }
}
