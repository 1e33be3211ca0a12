using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;

namespace Tallystick.Storage;

public sealed partial class SqliteSyncStore
{
    private const int SliceMax = 500;

    public async IAsyncEnumerable<JournalEntry> JournalAsync(
        JournalQuery query,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var left = query.EntriesMax;
        var before = long.MaxValue;
        while (left > 0)
        {
            var (limit, from) = (Math.Min(left, SliceMax), before);
            var slice = await ReadAsync(s => SliceOf(s, query, from, limit), cancellationToken);
            foreach (var entry in slice)
                yield return entry;
            if (slice.Count < limit)
                yield break;
            left -= slice.Count;
            before = slice[^1].Number;
        }
    }

    private static List<JournalEntry> SliceOf(
        SqliteSession session,
        JournalQuery query,
        long before,
        int limit
    )
    {
        using var command = session.Connection.CreateCommand();
        var where = new List<string> { "j.number < $before" };
        command.Parameters.AddWithValue("$before", before);
        Filter("st.name = $value", query.Stream);
        Filter("j.run = $value", query.Run);
        Filter(
            query.RecordSide is not { } side ? "(j.left_id = $value OR j.right_id = $value)"
                : side is Side.Left ? "j.left_id = $value"
                : "j.right_id = $value",
            query.RecordId
        );
        Filter("j.kind = $value", query.Kind?.ToString());
        Filter("j.at >= $value", query.Since?.UtcTicks);
        command.CommandText = string.Create(
            CultureInfo.InvariantCulture,
            $"""
            SELECT j.number, st.name, j.run, j.kind, j.at, j.side, j.left_id, j.right_id, j.cause,
                j.actor, j.fields
            FROM journal j CROSS JOIN streams st ON st.id = j.stream
            WHERE {string.Join(" AND ", where)}
            ORDER BY j.number DESC LIMIT {limit}
            """
        );
        var entries = new List<JournalEntry>();
        using var rows = command.ExecuteReader();
        while (rows.Read())
            entries.Add(EntryOf(rows));
        return entries;

        void Filter(string condition, object? value)
        {
            if (value is null)
                return;
            var name = string.Create(CultureInfo.InvariantCulture, $"$p{where.Count}");
            where.Add(condition.Replace("$value", name, StringComparison.Ordinal));
            command.Parameters.AddWithValue(name, value);
        }
    }

    private static JournalEntry EntryOf(SqliteDataReader row) =>
        new(Enum.Parse<JournalKind>(row.GetString(3)), row.Time(4))
        {
            Number = row.GetInt64(0),
            Stream = row.GetString(1),
            Run = row.GetInt64(2),
            Side = (Side?)row.Number(5),
            LeftId = row.Text(6),
            RightId = row.Text(7),
            Cause = row.GetString(8),
            Actor = row.GetString(9),
            Fields = JournalJson.Read(row.Text(10)),
        };
}
