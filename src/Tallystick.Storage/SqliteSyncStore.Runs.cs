using System.Text.Json;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;

namespace Tallystick.Storage;

public sealed partial class SqliteSyncStore
{
    public Task<Run> BeginRunAsync(
        string stream,
        string kind,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) =>
        WriteAsync(
            s =>
            {
                var (id, epoch) = NextEpoch(s, stream);
                var number = (long)
                    s.Scalar(
                        """
                        INSERT INTO runs (stream, epoch, kind, started_at)
                        VALUES ($stream, $epoch, $kind, $at)
                        RETURNING number
                        """,
                        id,
                        epoch,
                        kind,
                        now.UtcTicks
                    )!;
                return new Run(number, stream, epoch, now);
            },
            cancellationToken
        );

    public Task<DateTimeOffset?> FirstRunAfterAsync(
        string stream,
        DateTimeOffset moment,
        CancellationToken cancellationToken
    ) =>
        ReadAsync(
            s =>
                s.Scalar(
                    "SELECT min(started_at) FROM runs WHERE stream = $stream AND started_at > $moment",
                    StreamOf(s, stream),
                    moment.UtcTicks
                )
                    is long ticks
                    ? new DateTimeOffset(ticks, TimeSpan.Zero)
                    : (DateTimeOffset?)null,
            cancellationToken
        );

    public Task<long> NewestRunAsync(CancellationToken cancellationToken) =>
        ReadAsync(
            s => s.Scalar("SELECT max(number) FROM runs") is long number ? number : 0,
            cancellationToken
        );

    public Task CheckAsync(Run run, CancellationToken cancellationToken) =>
        ReadAsync(
            s =>
                s.Scalar("SELECT epoch FROM streams WHERE name = $name", run.Stream) is long epoch
                && epoch == run.Epoch
                    ? true
                    : throw new StaleRunException(run.Stream),
            cancellationToken
        );

    public Task EndRunAsync(
        Run run,
        DateTimeOffset now,
        string resultJson,
        IReadOnlyCollection<IssueKind> closeUnseen,
        CancellationToken cancellationToken
    ) => WriteAsync(run, w => w.EndRun(now, resultJson, closeUnseen), cancellationToken);

    public Task<string?> MappingOfAsync(string stream, CancellationToken cancellationToken) =>
        ReadAsync(
            s => (string?)s.Scalar("SELECT mapping FROM streams WHERE name = $name", stream),
            cancellationToken
        );

    public Task SetMappingAsync(Run run, string mapping, CancellationToken cancellationToken) =>
        WriteAsync(run, w => w.SetMapping(mapping), cancellationToken);

    public Task<SideProgress> ProgressAsync(
        string stream,
        Side side,
        CancellationToken cancellationToken
    ) =>
        ReadAsync(
            s =>
                s.Scalar(
                    "SELECT value FROM progress WHERE stream = $stream AND side = $side",
                    StreamOf(s, stream),
                    (long)side
                )
                    is string json
                    ? JsonSerializer.Deserialize(json, StorageJson.Default.SideProgress)!
                    : new SideProgress(),
            cancellationToken
        );

    public Task SetProgressAsync(
        Run run,
        Side side,
        SideProgress progress,
        CancellationToken cancellationToken
    ) => WriteAsync(run, w => w.SetProgress(side, progress), cancellationToken);

    private static (long Stream, long Epoch) NextEpoch(SqliteSession session, string stream)
    {
        using var row = session.Read(
            """
            INSERT INTO streams (name, epoch) VALUES ($name, 1)
            ON CONFLICT (name) DO UPDATE SET epoch = epoch + 1
            RETURNING id, epoch
            """,
            stream
        );
        row.Read();
        return (row.GetInt64(0), row.GetInt64(1));
    }

    /// <summary>The number of a stream; 0, which none has, for an unknown one.</summary>
    private static long StreamOf(SqliteSession session, string name) =>
        (long?)session.Scalar("SELECT id FROM streams WHERE name = $name", name) ?? 0;
}
