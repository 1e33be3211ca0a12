using Tallystick.Core.Records;
using Tallystick.Core.Stores;

namespace Tallystick.Storage;

internal sealed partial class StreamWriter
{
    private const string InsertStaged = """
        INSERT INTO staged (
            stream, side, record_id, link_id, listing, hash, version, modified_at, created_at,
            origin, "keys", "values"
        )
        VALUES (
            $stream, $side, $recordId, $link, $listing, $hash, $version, $modified, $created,
            $origin, $keys, $values
        )
        """;

    /// <summary>A held row stays held while its hash is the same.</summary>
    private const string UpdateStaged = """
        UPDATE staged SET
            link_id = $link,
            held_by = CASE WHEN hash IS $hash THEN held_by END,
            listing = $listing,
            hash = $hash,
            version = $version,
            modified_at = $modified,
            created_at = $created,
            origin = $origin,
            "keys" = $keys,
            "values" = $values
        WHERE id = $id
        """;

    public void Stage(Side side, StagedRow row, DateTimeOffset listing)
    {
        var record = row.Record;
        var known = FindStaged(side, record.Id);
        var keys = KeysJson.Write(row.Keys);
        if (known is null)
            Insert(side, row, listing, keys);
        else
            _session.Run(
                UpdateStaged,
                row.LinkId,
                Column.Of(row.Hash),
                listing.UtcTicks,
                record.Version,
                Column.Of(record.ModifiedAt),
                Column.Of(record.CreatedAt),
                record.Origin,
                keys,
                ValueJson.Write(record.Values),
                known.Id
            );
        var before = known is null ? FindLink(side, record.Id)?.Keys : known.Keys;
        MoveKeys(side, record.Id, before, keys);
        _staged.Remove((side, record.Id));
    }

    /// <summary>Stages a row that no listing has brought.</summary>
    public void Keep(Side side, StagedRow row) => Stage(side, row, _run.StartedAt);

    public void Sweep(Side side, DateTimeOffset listing)
    {
        var gone = Unlisted(_session, _stream, side, listing);
        Prepare(side, gone);
        foreach (var id in gone)
            Settle(side, id);
    }

    public static List<string> Unlisted(
        SqliteSession session,
        long stream,
        Side side,
        DateTimeOffset listing
    )
    {
        var ids = new List<string>();
        using var rows = session.Read(
            """
            SELECT record_id FROM staged
            WHERE stream = $stream AND side = $side AND listing <> $listing AND link_id IS NULL
            """,
            stream,
            (long)side,
            listing.UtcTicks
        );
        while (rows.Read())
            ids.Add(rows.GetString(0));
        return ids;
    }

    /// <summary>Deletes a staged row; its match keys pass to its record's link, or go with it.</summary>
    public void Settle(Side side, string recordId)
    {
        if (FindStaged(side, recordId) is not { } row)
            return;
        _session.Run("DELETE FROM staged WHERE id = $id", row.Id);
        _staged[(side, recordId)] = null;
        if (FindLink(side, recordId) is not { } link)
            MoveKeys(side, recordId, row.Keys, null);
        else if (link.Keys != row.Keys)
            PassKeys(side, recordId, link, row.Keys);
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

    private void PassKeys(Side side, string recordId, LinkKeys link, string? keys)
    {
        _session.Run(
            side is Side.Left
                ? "UPDATE links SET left_keys = $keys WHERE id = $id"
                : "UPDATE links SET right_keys = $keys WHERE id = $id",
            keys,
            link.Id
        );
        _links[(side, recordId)] = link with { Keys = keys };
    }

    private void Insert(Side side, StagedRow row, DateTimeOffset listing, string? keys) =>
        _session.Run(
            InsertStaged,
            _stream,
            (long)side,
            row.Record.Id,
            row.LinkId,
            listing.UtcTicks,
            Column.Of(row.Hash),
            row.Record.Version,
            Column.Of(row.Record.ModifiedAt),
            Column.Of(row.Record.CreatedAt),
            row.Record.Origin,
            keys,
            ValueJson.Write(row.Record.Values)
        );
}
