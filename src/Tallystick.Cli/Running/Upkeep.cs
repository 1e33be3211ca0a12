using System.Globalization;
using Tallystick.Cli.Commands;
using Tallystick.Cli.Hooks;
using Tallystick.Cli.Output;
using Tallystick.Core.Connectors;
using Tallystick.Core.Limits;
using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Engine.Configuration;
using Tallystick.Engine.Runs;
using Tallystick.Engine.Scheduling;

namespace Tallystick.Cli.Running;

/// <summary>The syncs of a file, kept running in this process, and what is told of it.</summary>
internal sealed class Upkeep(Terminal terminal, Workspace workspace)
{
    /// <summary>How long runs under way may go on after a stop. What is broken off then goes on the next time.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);

    private readonly Lock _voice = new();
    private readonly Dictionary<string, HintInbox> _inboxes = new(StringComparer.Ordinal);

    /// <param name="only">"sync" or "sync/stream"; null for all.</param>
    /// <param name="stop">Begin nothing more.</param>
    public async Task RunAsync(string? only, CancellationToken stop)
    {
        var syncs = workspace.Streams(only).GroupBy(s => s.Sync, s => s.Stream).ToArray();
        await CheckConnectionsAsync(syncs.Select(s => s.Key), stop);
        Announce(syncs.Select(s => s.Key));
        using var abort = new CancellationTokenSource();
        using var stopping = stop.Register(() => Stop(abort));
        await using var door = await OpenDoorAsync(
            [.. syncs.SelectMany(s => s.Select(stream => (s.Key, stream)))],
            stop
        );
        var scheduler = new SyncScheduler(
            [
                .. syncs.Select(s => Scheduled(s.Key, [.. s])),
                .. syncs
                    .Where(s => s.Key.Verify is not null)
                    .Select(s => Verified(s.Key, s.Key.Verify!, [.. s])),
            ],
            workspace.Time
        );
        try
        {
            await scheduler.RunAsync(stop, abort.Token);
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
            // What was broken off is kept as far as it went, and goes on the next time.
        }
        terminal.Log("Stopped.");
        terminal.Emit("stopped", static _ => { });
    }

    /// <summary>Connections that are told of changes hand on what to look at, to each sync that has it.</summary>
    private async Task<HookDoor> OpenDoorAsync(
        IReadOnlyList<(SyncDefinition Sync, StreamDefinition Stream)> streams,
        CancellationToken cancellationToken
    )
    {
        var settings = streams
            .SelectMany(s => ConnectionsOf(s.Sync))
            .Distinct()
            .Select(name => workspace.File.Connections[name])
            .Where(c => c.Connector == "highlevel")
            .Select(HookSettings.Read)
            .OfType<HookSettings>()
            .ToArray();
        var told = settings.Select(s => s.Connection).ToHashSet(StringComparer.Ordinal);
        foreach (
            var sync in streams.Select(s => s.Sync).Where(s => ConnectionsOf(s).Any(told.Contains))
        )
            _inboxes.TryAdd(sync.Name, new HintInbox());
        return await HookDoor.OpenAsync(
            terminal,
            settings,
            Hint,
            Wake,
            workspace.Time,
            cancellationToken
        );

        void Wake(string connection)
        {
            foreach (var sync in streams.Select(s => s.Sync).Distinct())
                if (ConnectionsOf(sync).Contains(connection))
                    _inboxes[sync.Name].Wake();
        }

        void Hint(string connection, string objectType, string id)
        {
            foreach (var (sync, stream) in streams)
            {
                if (sync.Left == connection && stream.LeftObject == objectType)
                    _inboxes[sync.Name].Put(new Hint(stream.Name, Side.Left, id));
                if (sync.Right == connection && stream.RightObject == objectType)
                    _inboxes[sync.Name].Put(new Hint(stream.Name, Side.Right, id));
            }
        }
    }

    /// <summary>A setting that is wrong stops the command; an app that cannot be reached may come back.</summary>
    private async Task CheckConnectionsAsync(
        IEnumerable<SyncDefinition> syncs,
        CancellationToken cancellationToken
    )
    {
        foreach (var name in syncs.SelectMany(ConnectionsOf).Distinct())
        {
            try
            {
                await workspace.EndpointAsync(name, cancellationToken);
            }
            catch (ConnectorException)
            {
                // The sync's own run meets it again, tells of it and tries again.
            }
        }
    }

    private ScheduledSync Scheduled(SyncDefinition sync, IReadOnlyList<StreamDefinition> streams) =>
        Scheduled(sync, ScheduleOf(sync), streams, Syncing(null)) with
        {
            Inbox = _inboxes.GetValueOrDefault(sync.Name),
            // One that fails waits for the next run, which tells of it if it fails as well.
            LookAsync = (hints, cancellationToken) =>
                RunOnceAsync(sync, streams, Syncing(hints), cancellationToken),
        };

    /// <param name="hints">Only these records; null for all.</param>
    private Work Syncing(IReadOnlyList<Hint>? hints) =>
        async (stream, session, names, cancellationToken) =>
        {
            var options = new RunOptions
            {
                Hints = HintsFor(stream, hints),
                Lane = hints is null ? null : Lane.Live,
            };
            if (hints is not null && options.Hints.Count == 0)
                return;
            var report = await session.SyncAsync(options, cancellationToken);
            Tell(report, names.Left, names.Right);
        };

    /// <summary>A bucket of each stream at a time: those proven longest ago.</summary>
    private ScheduledSync Verified(
        SyncDefinition sync,
        Schedule schedule,
        IReadOnlyList<StreamDefinition> streams
    ) =>
        Scheduled(
            sync,
            schedule,
            streams,
            async (_, session, _, cancellationToken) =>
                Tell(await session.VerifyStepAsync(1, new RunOptions(), cancellationToken))
        );

    private ScheduledSync Scheduled(
        SyncDefinition sync,
        Schedule schedule,
        IReadOnlyList<StreamDefinition> streams,
        Work work
    )
    {
        Failure? failure = null;
        return new ScheduledSync(
            sync.Name,
            schedule,
            ConnectionsOf(sync),
            async cancellationToken =>
            {
                failure = await RunOnceAsync(sync, streams, work, cancellationToken);
                return failure is null;
            }
        )
        {
            Planned = (at, failures) =>
            {
                if (failure is not null)
                    Tell(sync, failure, failures, at);
            },
        };
    }

    /// <summary>All streams, parents before their children; one that cannot run keeps those after it from running.</summary>
    private async Task<Failure?> RunOnceAsync(
        SyncDefinition sync,
        IReadOnlyList<StreamDefinition> streams,
        Work work,
        CancellationToken cancellationToken
    )
    {
        var stream = streams[0];
        try
        {
            var left = await workspace.EndpointAsync(sync.Left, cancellationToken);
            var right = await workspace.EndpointAsync(sync.Right, cancellationToken);
            var order = await workspace.OrderAsync(streams, left, right, cancellationToken);
            foreach (var next in order)
            {
                stream = next;
                var session = workspace.Session(stream, left, right, null);
                await work(stream, session, (left.Name, right.Name), cancellationToken);
            }
            return null;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            var (message, hint, _) = TallyRoot.Explain(e);
            TallyRoot.Trace(terminal, e);
            await Trouble.RememberAsync(
                workspace.Store,
                stream.Name,
                e is MappingException ? e : new RunStoppedException(message, hint, e),
                hint,
                workspace.Time,
                cancellationToken
            );
            // Opened anew, they read their secrets again.
            foreach (var name in ConnectionsOf(sync))
                await workspace.CloseAsync(name);
            return new Failure(stream.Name, message, hint);
        }
    }

    private static (Side Side, string Id)[] HintsFor(
        StreamDefinition stream,
        IReadOnlyList<Hint>? hints
    ) => [.. (hints ?? []).Where(h => h.Stream == stream.Name).Select(h => (h.Side, h.Id))];

    private void Stop(CancellationTokenSource abort)
    {
        terminal.Log("Stopping: runs under way come to their end first.");
        abort.CancelAfter(Grace);
    }

    private void Announce(IEnumerable<SyncDefinition> syncs)
    {
        terminal.Emit(
            "up",
            w =>
            {
                w.WriteStartArray("syncs");
                foreach (var sync in syncs)
                {
                    w.WriteStartObject();
                    w.WriteString("sync", sync.Name);
                    w.WriteString("schedule", ScheduleOf(sync).ToString());
                    w.WriteEndObject();
                }
                w.WriteEndArray();
            }
        );
        foreach (var sync in syncs)
            terminal.Log($"{sync.Name}: {sync.Left} and {sync.Right}, {ScheduleOf(sync)}");
        terminal.Log("Ctrl+C stops it.");
    }

    private void Tell(RunReport report, string left, string right)
    {
        lock (_voice)
        {
            terminal.Emit("synced", w => JsonLine.Spread(w, report, ReportJson.Default.RunReport));
            terminal.Log($"{Clock()} {RunLine.Of(report, left, right)}");
        }
    }

    private void Tell(StepReport report)
    {
        lock (_voice)
        {
            terminal.Emit("proven", w => JsonLine.Spread(w, report, ReportJson.Default.StepReport));
            terminal.Log($"{Clock()} {VerifyView.LineOf(report)}");
        }
    }

    private void Tell(SyncDefinition sync, Failure failure, int failures, DateTimeOffset next)
    {
        lock (_voice)
        {
            terminal.Emit(
                "failed",
                w =>
                {
                    w.WriteString("sync", sync.Name);
                    w.WriteString("stream", failure.Stream);
                    w.WriteString("message", failure.Message);
                    w.WriteString("hint", failure.Hint);
                    w.WriteNumber("failures", failures);
                    w.WriteString("next", next);
                }
            );
            terminal.Log(
                $"{Clock()} {failure.Stream}: {failure.Message} {failure.Hint} Next try at {TimeOf(next)}."
            );
        }
    }

    private static string[] ConnectionsOf(SyncDefinition sync) => [sync.Left, sync.Right];

    private static Schedule ScheduleOf(SyncDefinition sync) => sync.Schedule ?? Schedule.Usual;

    private string Clock() => TimeOf(workspace.Time.GetUtcNow());

    private static string TimeOf(DateTimeOffset at) =>
        at.UtcDateTime.ToString("HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>What is done with each stream.</summary>
    private delegate Task Work(
        StreamDefinition stream,
        SyncSession session,
        (string Left, string Right) names,
        CancellationToken cancellationToken
    );

    private sealed record Failure(string Stream, string Message, string? Hint);
}
