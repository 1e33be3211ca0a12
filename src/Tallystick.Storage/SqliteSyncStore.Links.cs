using Microsoft.Data.Sqlite;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;

namespace Tallystick.Storage;

public sealed partial class SqliteSyncStore
{
    private const string GlanceLeft = """
        SELECT l.left_id, l.id, l.state, l.left_hash, l.left_modified, l.left_written,
            EXISTS (
                SELECT 1 FROM staged s
                WHERE s.stream = $stream AND s.side = 0 AND s.record_id = l.left_id
            )
        FROM json_each($ids) j
        CROSS JOIN links l ON l.stream = $stream AND l.left_id = j.value AND l.state <> 3
        """;

    private const string GlanceRight = """
        SELECT l.right_id, l.id, l.state, l.right_hash, l.right_modified, l.right_written,
            EXISTS (
                SELECT 1 FROM staged s
                WHERE s.stream = $stream AND s.side = 1 AND s.record_id = l.right_id
            )
        FROM json_each($ids) j
        CROSS JOIN links l ON l.stream = $stream AND l.right_id = j.value AND l.state <> 3
        """;

    // The part about tombstones is the index's own condition.
    private const string PartnersOfLeft = """
        SELECT l.left_id, l.right_id FROM json_each($ids) j
        CROSS JOIN links l
            ON l.stream = $stream AND l.left_id = j.value AND l.state <> 3 AND l.state = 0
        """;

    private const string PartnersOfRight = """
        SELECT l.right_id, l.left_id FROM json_each($ids) j
        CROSS JOIN links l
            ON l.stream = $stream AND l.right_id = j.value AND l.state <> 3 AND l.state = 0
        """;

    private const string GoneLeft = """
        SELECT j.value FROM json_each($ids) j WHERE EXISTS (
            SELECT 1 FROM links l WHERE l.stream = $stream AND l.left_id = j.value AND l.state = 3
        )
        """;

    private const string GoneRight = """
        SELECT j.value FROM json_each($ids) j WHERE EXISTS (
            SELECT 1 FROM links l WHERE l.stream = $stream AND l.right_id = j.value AND l.state = 3
        )
        """;

    private const string LinkOfLeft = $"""
        SELECT {LinkRow.Columns} FROM links l
        WHERE l.stream = $stream AND l.left_id = $id AND l.state <> 3
        """;

    private const string LinkOfRight = $"""
        SELECT {LinkRow.Columns} FROM links l
        WHERE l.stream = $stream AND l.right_id = $id AND l.state <> 3
        """;

    private const string SelectLinks = $"""
        SELECT {LinkRow.Columns} FROM links l
        WHERE l.id > $after AND l.id < $end AND l.state <> 3 ORDER BY l.id LIMIT $limit
        """;

    public Task<IReadOnlyDictionary<string, LinkGlance>> GlanceAsync(
        string stream,
        Side side,
        IReadOnlyCollection<string> recordIds,
        CancellationToken cancellationToken
    ) =>
        ReadAsync<IReadOnlyDictionary<string, LinkGlance>>(
            s =>
            {
                var glances = new Dictionary<string, LinkGlance>(recordIds.Count);
                using var rows = s.Read(
                    side is Side.Left ? GlanceLeft : GlanceRight,
                    StreamOf(s, stream),
                    Column.ListOf(recordIds)
                );
                while (rows.Read())
                    glances[rows.GetString(0)] = GlanceOf(rows);
                return glances;
            },
            cancellationToken
        );

    public Task<Link?> LinkOfAsync(
        string stream,
        Side side,
        string recordId,
        CancellationToken cancellationToken
    ) =>
        ReadAsync(
            s =>
            {
                using var row = s.Read(
                    side is Side.Left ? LinkOfLeft : LinkOfRight,
                    StreamOf(s, stream),
                    recordId
                );
                return row.Read() ? LinkRow.Read(row) : null;
            },
            cancellationToken
        );

    public Task<IReadOnlyDictionary<string, string>> PartnersAsync(
        string stream,
        Side side,
        IReadOnlyCollection<string> recordIds,
        CancellationToken cancellationToken
    ) =>
        ReadAsync<IReadOnlyDictionary<string, string>>(
            s =>
            {
                var partners = new Dictionary<string, string>(StringComparer.Ordinal);
                using var rows = s.Read(
                    side is Side.Left ? PartnersOfLeft : PartnersOfRight,
                    Column.ListOf(recordIds),
                    StreamOf(s, stream)
                );
                while (rows.Read())
                    partners[rows.GetString(0)] = rows.GetString(1);
                return partners;
            },
            cancellationToken
        );

    public Task<IReadOnlySet<string>> TombstonesAsync(
        string stream,
        Side side,
        IReadOnlyCollection<string> recordIds,
        CancellationToken cancellationToken
    ) =>
        ReadAsync<IReadOnlySet<string>>(
            s =>
            {
                var gone = new HashSet<string>(StringComparer.Ordinal);
                using var rows = s.Read(
                    side is Side.Left ? GoneLeft : GoneRight,
                    Column.ListOf(recordIds),
                    StreamOf(s, stream)
                );
                while (rows.Read())
                    gone.Add(rows.GetString(0));
                return gone;
            },
            cancellationToken
        );

    public Task<IReadOnlyList<Link>> LinksAsync(
        string stream,
        long afterId,
        int limit,
        CancellationToken cancellationToken
    ) =>
        ReadAsync<IReadOnlyList<Link>>(
            s =>
            {
                var id = StreamOf(s, stream);
                var links = new List<Link>();
                using var rows = s.Read(
                    SelectLinks,
                    Column.LinkRow(id, afterId),
                    Column.LinkRow(id + 1, 0),
                    (long)limit
                );
                while (rows.Read())
                    links.Add(LinkRow.Read(rows));
                return links;
            },
            cancellationToken
        );

    public Task<(long Count, long MaxId)> CountLinksAsync(
        string stream,
        CancellationToken cancellationToken
    ) =>
        ReadAsync(
            s =>
            {
                using var row = s.Read(
                    "SELECT link_count, link_max FROM streams WHERE name = $name",
                    stream
                );
                return row.Read() ? (row.GetInt64(0), row.GetInt64(1)) : (0L, 0L);
            },
            cancellationToken
        );

    /// <summary>The streams that have ever run on this state, and how many pairs each has.</summary>
    public Task<IReadOnlyDictionary<string, long>> PairsByStreamAsync(
        CancellationToken cancellationToken
    ) =>
        ReadAsync<IReadOnlyDictionary<string, long>>(
            s =>
            {
                var pairs = new SortedDictionary<string, long>(StringComparer.Ordinal);
                using var row = s.Read("SELECT name, link_count FROM streams");
                while (row.Read())
                    pairs.Add(row.GetString(0), row.GetInt64(1));
                return pairs;
            },
            cancellationToken
        );

    public Task ProposeLinksAsync(
        Run run,
        IReadOnlyList<(string LeftId, string RightId)> pairs,
        CancellationToken cancellationToken
    ) =>
        WriteAsync(
            run,
            w =>
            {
                w.Prepare(Side.Left, [.. pairs.Select(p => p.LeftId)]);
                w.Prepare(Side.Right, [.. pairs.Select(p => p.RightId)]);
                foreach (var (left, right) in pairs)
                    w.Put(
                        new LinkCommit(
                            new Link(0, new LinkSide(left), new LinkSide(right)),
                            null,
                            null
                        )
                    );
            },
            cancellationToken
        );

    private static LinkGlance GlanceOf(SqliteDataReader row) =>
        new(Column.LinkNumber(row.GetInt64(1)), row.Hash(3), row.TimeOrNull(4), row.TimeOrNull(5))
        {
            State = (LinkState)row.GetInt64(2),
            HasStaged = row.GetInt64(6) != 0,
        };
}
