using Tallystick.Core.Records;
using Tallystick.Core.Stores;

namespace Tallystick.Storage;

/// <summary>What a run writes within one transaction.</summary>
internal sealed partial class StreamWriter
{
    private readonly SqliteSession _session;
    private readonly long _stream;
    private readonly Run _run;
    private readonly long _linkMaxBefore;
    private long _linkMax;
    private long _linksAdded;

    private StreamWriter(SqliteSession session, long stream, long linkMax, Run run)
    {
        _session = session;
        _stream = stream;
        _linkMax = _linkMaxBefore = linkMax;
        _run = run;
    }

    /// <exception cref="StaleRunException">Another run has taken the stream over.</exception>
    public static StreamWriter Begin(SqliteSession session, Run run)
    {
        using var row = session.Read(
            "SELECT id, link_max FROM streams WHERE name = $name AND epoch = $epoch",
            run.Stream,
            run.Epoch
        );
        return row.Read()
            ? new StreamWriter(session, row.GetInt64(0), row.GetInt64(1), run)
            : throw new StaleRunException(run.Stream);
    }

    public void End()
    {
        if (_linkMax == _linkMaxBefore && _linksAdded == 0)
            return;
        _session.Run(
            """
            UPDATE streams SET link_max = $max, link_count = link_count + $added
            WHERE id = $stream
            """,
            _linkMax,
            _linksAdded,
            _stream
        );
    }

    public void SetMapping(string mapping)
    {
        // What was proven was not about the new mapping's fields.
        _session.Run(
            """
            DELETE FROM proofs WHERE stream = $stream
                AND (SELECT mapping FROM streams WHERE id = $stream) <> $mapping
            """,
            _stream,
            mapping
        );
        _session.Run("UPDATE streams SET mapping = $mapping WHERE id = $stream", mapping, _stream);
    }

    public void SetProgress(Side side, SideProgress progress) =>
        _session.Run(
            """
            INSERT INTO progress (stream, side, value) VALUES ($stream, $side, $value)
            ON CONFLICT (stream, side) DO UPDATE SET value = excluded.value
            """,
            _stream,
            (long)side,
            System.Text.Json.JsonSerializer.Serialize(progress, StorageJson.Default.SideProgress)
        );

    public void EndRun(
        DateTimeOffset now,
        string resultJson,
        IReadOnlyCollection<IssueKind> closeUnseen
    )
    {
        _session.Run(
            "UPDATE runs SET ended_at = $at, result = $result WHERE number = $number",
            now.UtcTicks,
            resultJson,
            _run.Number
        );
        foreach (var kind in closeUnseen)
            _session.Run(
                """
                UPDATE issues SET state = 'Closed'
                WHERE stream = $stream AND kind = $kind AND state <> 'Closed' AND seen_in_run <> $run
                """,
                _stream,
                kind.ToString(),
                _run.Number
            );
        ForgetQuietRuns();
    }

    /// <summary>
    /// A sync that runs every minute leaves half a million runs a year, most of which wrote nothing.
    /// Looks only at those that have just fallen out of the latest.
    /// </summary>
    private void ForgetQuietRuns() =>
        _session.Run(
            """
            DELETE FROM runs
            WHERE number IN (
                SELECT number FROM runs WHERE stream = $stream
                ORDER BY number DESC LIMIT 20 OFFSET 100
            ) AND NOT EXISTS (SELECT 1 FROM journal WHERE run = runs.number)
            """,
            _stream
        );
}
