using Tallystick.Core.Records;
using Tallystick.Core.Stores;

namespace Tallystick.Storage;

internal sealed partial class StreamWriter
{
    private const string StagedOfMany = """
        SELECT s.record_id, s.id, s.link_id, s."keys" FROM json_each($ids) j
        CROSS JOIN staged s
            ON s.stream = $stream AND s.side = $side AND s.record_id = j.value
        """;

    private const string LinksOfManyLeft = """
        SELECT l.left_id, l.id, l.left_keys FROM json_each($ids) j
        CROSS JOIN links l ON l.stream = $stream AND l.left_id = j.value AND l.state <> 3
        """;

    private const string LinksOfManyRight = """
        SELECT l.right_id, l.id, l.right_keys FROM json_each($ids) j
        CROSS JOIN links l ON l.stream = $stream AND l.right_id = j.value AND l.state <> 3
        """;

    // What this transaction knows of records; kept up to date by every change it makes.
    private readonly Dictionary<(Side, string), StagedState?> _staged = [];
    private readonly Dictionary<(Side, string), LinkKeys?> _links = [];

    /// <summary>Looks many records up at once: one statement for all is far cheaper than one for each.</summary>
    public void Prepare(Side side, IReadOnlyCollection<string> recordIds)
    {
        if (recordIds.Count == 0)
            return;
        foreach (var id in recordIds)
        {
            _staged[(side, id)] = null;
            _links[(side, id)] = null;
        }
        var list = Column.ListOf(recordIds);
        using (var rows = _session.Read(StagedOfMany, list, _stream, (long)side))
            while (rows.Read())
                _staged[(side, rows.GetString(0))] = new StagedState(
                    rows.GetInt64(1),
                    rows.Number(2),
                    rows.Text(3)
                );
        using var links = _session.Read(
            side is Side.Left ? LinksOfManyLeft : LinksOfManyRight,
            list,
            _stream
        );
        while (links.Read())
            _links[(side, links.GetString(0))] = new LinkKeys(links.GetInt64(1), links.Text(2));
    }

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
        if (!_links.ContainsKey((side, recordId)))
            Prepare(side, [recordId]);
        return _links[(side, recordId)];
    }

    private StagedState? FindStaged(Side side, string recordId)
    {
        if (!_staged.ContainsKey((side, recordId)))
            Prepare(side, [recordId]);
        return _staged[(side, recordId)];
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
