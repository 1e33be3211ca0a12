using Tallystick.Core.Records;
using Tallystick.Core.Stores;

namespace Tallystick.Storage;

internal sealed partial class StreamWriter
{
    private const string PutStaged = """
        INSERT INTO staged (
            stream, side, record_id, link_id, listing, hash, version, modified_at, created_at,
            origin, "values"
        )
        VALUES (
            $stream, $side, $id, $link, $listing, $hash, $version, $modified, $created,
            $origin, $values
        )
        ON CONFLICT (stream, side, record_id) DO UPDATE SET
            link_id = excluded.link_id,
            held_by = CASE WHEN hash IS excluded.hash THEN held_by END,
            listing = excluded.listing,
            hash = excluded.hash,
            version = excluded.version,
            modified_at = excluded.modified_at,
            created_at = excluded.created_at,
            origin = excluded.origin,
            "values" = excluded."values"
        """;

    public void Stage(Side side, StagedRow row, DateTimeOffset listing)
    {
        var record = row.Record;
        _session.Run(
            PutStaged,
            _stream,
            (long)side,
            record.Id,
            row.LinkId,
            listing.UtcTicks,
            Column.Of(row.Hash),
            record.Version,
            Column.Of(record.ModifiedAt),
            Column.Of(record.CreatedAt),
            record.Origin,
            ValueJson.Write(record.Values)
        );
        PutKeys(side, record.Id, row.Keys);
    }

    public void Sweep(Side side, DateTimeOffset listing)
    {
        var gone = new List<string>();
        using (
            var rows = _session.Read(
                """
                SELECT record_id FROM staged
                WHERE stream = $stream AND side = $side AND listing <> $listing
                """,
                _stream,
                (long)side,
                listing.UtcTicks
            )
        )
            while (rows.Read())
                gone.Add(rows.GetString(0));
        foreach (var id in gone)
            Settle(side, id);
    }

    /// <summary>Deletes a staged row; its record's keys stay where it has a link.</summary>
    public void Settle(Side side, string recordId)
    {
        var wasLinked =
            _session.Run(
                """
                DELETE FROM staged
                WHERE stream = $stream AND side = $side AND record_id = $id
                    AND link_id IS NOT NULL
                """,
                _stream,
                (long)side,
                recordId
            ) > 0;
        if (wasLinked)
            return;
        _session.Run(
            "DELETE FROM staged WHERE stream = $stream AND side = $side AND record_id = $id",
            _stream,
            (long)side,
            recordId
        );
        DropKeysOfLost(side, recordId);
    }

    /// <summary>Holds a staged row back, or (null) sets it free.</summary>
    public void Hold(Side side, string recordId, string? heldBy) =>
        _session.Run(
            """
            UPDATE staged SET held_by = $heldBy
            WHERE stream = $stream AND side = $side AND record_id = $id
            """,
            heldBy,
            _stream,
            (long)side,
            recordId
        );

    private bool IsStaged(Side side, string recordId) =>
        _session.Scalar(
            "SELECT 1 FROM staged WHERE stream = $stream AND side = $side AND record_id = $id",
            _stream,
            (long)side,
            recordId
        )
            is not null;
}
