using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;

namespace Tallystick.Storage;

public sealed partial class SqliteSyncStore
{
    private const string SelectIssues = """
        SELECT i.number, st.name, i.kind, i."key", i.message, i.state, i.left_id, i.right_id,
            i.field, i.hint, i.opened_at, i.seen_in_run, i.side, i.fingerprint, i.reason
        FROM issues i CROSS JOIN streams st ON st.id = i.stream
        WHERE (i.opened_at, i.number) > ($openedAt, $number)
            AND ($stream IS NULL OR st.name = $stream)
            AND ($state IS NULL OR i.state = $state)
            AND ($kind IS NULL OR i.kind = $kind)
        ORDER BY i.opened_at, i.number LIMIT $limit
        """;

    public async IAsyncEnumerable<Issue> IssuesAsync(
        IssueQuery query,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var (openedAt, number) = (-1L, 0L);
        while (true)
        {
            var (fromTime, fromNumber) = (openedAt, number);
            var slice = await ReadAsync(
                s => SliceOf(s, query, fromTime, fromNumber),
                cancellationToken
            );
            foreach (var issue in slice)
                yield return issue;
            if (slice.Count < SliceMax)
                yield break;
            (openedAt, number) = (slice[^1].OpenedAt.UtcTicks, slice[^1].Number);
        }
    }

    private static List<Issue> SliceOf(
        SqliteSession session,
        IssueQuery query,
        long openedAt,
        long number
    )
    {
        var issues = new List<Issue>();
        using var rows = session.Read(
            SelectIssues,
            openedAt,
            number,
            query.Stream,
            query.State?.ToString(),
            query.Kind?.ToString(),
            (long)SliceMax
        );
        while (rows.Read())
            issues.Add(IssueOf(rows));
        return issues;
    }

    private static Issue IssueOf(SqliteDataReader row) =>
        new(Enum.Parse<IssueKind>(row.GetString(2)), row.GetString(3), row.GetString(4))
        {
            Number = row.GetInt64(0),
            Stream = row.GetString(1),
            State = Enum.Parse<IssueState>(row.GetString(5)),
            LeftId = row.Text(6),
            RightId = row.Text(7),
            Field = row.Text(8),
            Hint = row.Text(9),
            OpenedAt = row.Time(10),
            SeenInRun = row.GetInt64(11),
            Side = (Side?)row.Number(12),
            Fingerprint = row.Text(13),
            Reason = row.Text(14),
        };
}
