using Tallystick.Core.Records;
using Tallystick.Core.Stores;

namespace Tallystick.Storage;

public sealed partial class SqliteSyncStore
{
    private const string SelectStaged = $"""
        SELECT {StagedReading.Columns}
        FROM json_each($ids) j
        CROSS JOIN staged s
            ON s.stream = $stream AND s.side = $side AND s.record_id = j.value
        """;

    public Task StageAsync(
        Run run,
        Side side,
        IReadOnlyList<StagedRow> rows,
        SideProgress progress,
        CancellationToken cancellationToken
    )
    {
        if (progress.Listing is not { } listing)
            throw new ArgumentException("Rows are staged by a listing.", nameof(progress));
        return WriteAsync(
            run,
            w =>
            {
                w.Prepare(side, [.. rows.Select(r => r.Record.Id)]);
                foreach (var row in rows)
                    w.Stage(side, row, listing.StartedAt);
                w.SetProgress(side, progress);
            },
            cancellationToken
        );
    }

    public Task SweepStagedAsync(
        Run run,
        Side side,
        DateTimeOffset listingStartedAt,
        CancellationToken cancellationToken
    ) => WriteAsync(run, w => w.Sweep(side, listingStartedAt), cancellationToken);

    public Task<IReadOnlyList<string>> UnlistedAsync(
        string stream,
        Side side,
        DateTimeOffset listingStartedAt,
        CancellationToken cancellationToken
    ) =>
        ReadAsync<IReadOnlyList<string>>(
            s => StreamWriter.Unlisted(s, StreamOf(s, stream), side, listingStartedAt),
            cancellationToken
        );

    public Task<IReadOnlyList<HeldRow>> HeldAsync(
        string stream,
        CancellationToken cancellationToken
    ) =>
        ReadAsync<IReadOnlyList<HeldRow>>(
            s =>
            {
                var held = new List<HeldRow>();
                using var rows = s.Read(
                    """
                    SELECT side, record_id, held_by FROM staged
                    WHERE stream = $stream AND held_by IS NOT NULL
                    ORDER BY side, record_id
                    """,
                    StreamOf(s, stream)
                );
                while (rows.Read())
                    held.Add(
                        new HeldRow((Side)rows.GetInt64(0), rows.GetString(1), rows.GetString(2))
                    );
                return held;
            },
            cancellationToken
        );

    public Task<IReadOnlyList<StagedRow>> StagedAsync(
        string stream,
        Side side,
        IReadOnlyCollection<string> recordIds,
        CancellationToken cancellationToken
    ) =>
        ReadAsync<IReadOnlyList<StagedRow>>(
            s => StagedOf(s, StreamOf(s, stream), side, recordIds),
            cancellationToken
        );

    private static List<StagedRow> StagedOf(
        SqliteSession session,
        long stream,
        Side side,
        IEnumerable<string> recordIds
    )
    {
        var found = new List<StagedRow>();
        using var rows = session.Read(
            SelectStaged,
            Column.ListOf(recordIds.Distinct()),
            stream,
            (long)side
        );
        while (rows.Read())
            found.Add(StagedReading.Read(rows).Row);
        return found;
    }
}
