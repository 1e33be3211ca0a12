using Tallystick.Core.Records;
using Tallystick.Core.Stores;

namespace Tallystick.Storage;

internal sealed partial class StreamWriter
{
    private const string FindLinkLeft = """
        SELECT id, left_keys FROM links
        WHERE stream = $stream AND left_id = $recordId AND state <> 3
        """;

    private const string FindLinkRight = """
        SELECT id, right_keys FROM links
        WHERE stream = $stream AND right_id = $recordId AND state <> 3
        """;

    private LinkHold Known(long number)
    {
        using var row = _session.Read(
            "SELECT state, left_id, left_keys, right_id, right_keys FROM links WHERE id = $id",
            Column.LinkRow(_stream, number)
        );
        return row.Read()
            ? new LinkHold(
                (LinkState)row.GetInt64(0),
                (row.GetString(1), row.Text(2)),
                (row.GetString(3), row.Text(4))
            )
            : throw new StoreException($"'{_run.Stream}' has no link {number} to replace.");
    }

    private LinkKeys? FindLink(Side side, string recordId)
    {
        using var row = _session.Read(
            side is Side.Left ? FindLinkLeft : FindLinkRight,
            _stream,
            recordId
        );
        return row.Read() ? new LinkKeys(row.GetInt64(0), row.Text(1)) : null;
    }

    private StagedState? FindStaged(Side side, string recordId)
    {
        using var row = _session.Read(
            """
            SELECT id, link_id, "keys" FROM staged
            WHERE stream = $stream AND side = $side AND record_id = $recordId
            """,
            _stream,
            (long)side,
            recordId
        );
        return row.Read() ? new StagedState(row.GetInt64(0), row.Number(1), row.Text(2)) : null;
    }

    /// <summary>What a link holds: its records and their match keys as JSON.</summary>
    private sealed record LinkHold(
        LinkState State,
        (string RecordId, string? Keys) Left,
        (string RecordId, string? Keys) Right
    )
    {
        public (string RecordId, string? Keys) this[Side side] => side is Side.Left ? Left : Right;
    }

    /// <param name="Id">Its row in the table.</param>
    private sealed record LinkKeys(long Id, string? Keys);

    /// <param name="Id">Its row in the table.</param>
    private sealed record StagedState(long Id, long? LinkId, string? Keys);
}
