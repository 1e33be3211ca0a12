using Tallystick.Core.Records;
using Tallystick.Core.Stores;

namespace Tallystick.Storage;

public sealed partial class SqliteSyncStore
{
    private const string LinkedWork = """
        SELECT DISTINCT link_id FROM staged
        WHERE stream = $stream AND link_id > $after AND held_by IS NULL
        ORDER BY link_id LIMIT $limit
        """;

    private const string UnlinkedWork = """
        SELECT record_id FROM staged
        WHERE stream = $stream AND link_id IS NULL AND side = $side AND record_id > $after
            AND held_by IS NULL
        ORDER BY record_id LIMIT $limit
        """;

    private const string LinksByRow = $"""
        SELECT {LinkRow.Columns} FROM json_each($ids) j CROSS JOIN links l ON l.id = j.value
        WHERE l.state <> 3
        """;

    private const string StagedByLink = $"""
        SELECT {StagedReading.Columns}
        FROM json_each($ids) j
        CROSS JOIN staged s ON s.stream = $stream AND s.link_id = j.value
        """;

    public Task<long> CountWorkAsync(string stream, CancellationToken cancellationToken) =>
        ReadAsync(
            s =>
                (long)
                    s.Scalar(
                        """
                        SELECT COUNT(*) FROM staged WHERE stream = $stream AND held_by IS NULL
                        """,
                        StreamOf(s, stream)
                    )!,
            cancellationToken
        );

    public Task<(IReadOnlyList<WorkItem> Items, string? Next)> WorkAsync(
        string stream,
        string? after,
        int limit,
        CancellationToken cancellationToken
    ) =>
        ReadAsync(
            s =>
            {
                var id = StreamOf(s, stream);
                // One more than asked for tells whether anything follows.
                var marks = MarksAfter(s, id, WorkMark.Parse(after), limit + 1);
                var page = marks.Count > limit ? marks[..limit] : marks;
                var next = marks.Count > limit ? page[^1].ToString() : null;
                return ((IReadOnlyList<WorkItem>)ItemsOf(s, id, page), next);
            },
            cancellationToken
        );

    private static List<WorkMark> MarksAfter(
        SqliteSession session,
        long stream,
        WorkMark after,
        int limit
    )
    {
        var marks = new List<WorkMark>();
        if (after.Side is null)
        {
            using (var rows = session.Read(LinkedWork, stream, after.Link, (long)limit))
                while (rows.Read())
                    marks.Add(WorkMark.OfLink(rows.GetInt64(0)));
            after = WorkMark.OfRow(Side.Left, "");
        }
        for (var side = after.Side!.Value; marks.Count < limit; side = Side.Right)
        {
            var from = side == after.Side ? after.RecordId : "";
            var room = (long)(limit - marks.Count);
            using (var rows = session.Read(UnlinkedWork, stream, (long)side, from, room))
                while (rows.Read())
                    marks.Add(WorkMark.OfRow(side, rows.GetString(0)));
            if (side is Side.Right)
                break;
        }
        return marks;
    }

    private static List<WorkItem> ItemsOf(SqliteSession session, long stream, List<WorkMark> marks)
    {
        var items = LinkedItems(session, stream, marks.Where(m => m.Side is null));
        foreach (var side in new[] { Side.Left, Side.Right })
        {
            var ids = marks.Where(m => m.Side == side).Select(m => m.RecordId).ToArray();
            if (ids.Length == 0)
                continue;
            foreach (var row in StagedOf(session, stream, side, ids))
                items.Add(
                    side is Side.Left
                        ? new WorkItem(null, row, null)
                        : new WorkItem(null, null, row)
                );
        }
        return items;
    }

    private static List<WorkItem> LinkedItems(
        SqliteSession session,
        long stream,
        IEnumerable<WorkMark> marks
    )
    {
        var numbers = marks.Select(m => m.Link).ToArray();
        if (numbers.Length == 0)
            return [];
        var staged = StagedOf(session, stream, numbers);
        var items = new List<WorkItem>();
        using var rows = session.Read(
            LinksByRow,
            Column.ListOf(numbers.Select(n => Column.LinkRow(stream, n)))
        );
        while (rows.Read())
        {
            var link = LinkRow.Read(rows);
            items.Add(
                new WorkItem(
                    link,
                    staged.GetValueOrDefault((link.Id, Side.Left)),
                    staged.GetValueOrDefault((link.Id, Side.Right))
                )
            );
        }
        return items;
    }

    private static Dictionary<(long, Side), StagedRow> StagedOf(
        SqliteSession session,
        long stream,
        long[] links
    )
    {
        var staged = new Dictionary<(long, Side), StagedRow>();
        using var rows = session.Read(StagedByLink, Column.ListOf(links), stream);
        while (rows.Read())
        {
            var (side, row) = StagedReading.Read(rows);
            staged[(row.LinkId!.Value, side)] = row;
        }
        return staged;
    }
}
