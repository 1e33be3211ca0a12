using System.Runtime.CompilerServices;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;

namespace Tallystick.Storage;

public sealed partial class SqliteSyncStore
{
    /// <summary>So many keys are read at once; between two slices the caller may write.</summary>
    private const int KeysMax = 2_000;

    /// <summary>Up to this many rows without link, their keys are gathered instead of all keys scanned.</summary>
    private const int FewMax = 20_000;

    private const string FreeKeys = """
        SELECT s."keys" FROM staged s
        WHERE s.stream = $stream AND s.side IN (0, 1) AND s.link_id IS NULL
        LIMIT $limit
        """;

    private const string KeysAfter = """
        SELECT k."key" FROM keys k
        WHERE k.stream = $stream AND k.rule = $rule AND k."key" > $after
        GROUP BY k."key"
        HAVING count(*) > 1 AND EXISTS (
            SELECT 1 FROM keys o CROSS JOIN staged s
            WHERE o.stream = k.stream AND o.rule = k.rule AND o."key" = k."key"
                AND s.stream = o.stream AND s.link_id IS NULL AND s.side = o.side
                AND s.record_id = o.record_id
        )
        ORDER BY k."key" LIMIT $limit
        """;

    private const string HoldersOf = """
        SELECT k."key", k.side, k.record_id,
            CASE k.side
                WHEN 0 THEN (
                    SELECT l.id FROM links l
                    WHERE l.stream = k.stream AND l.left_id = k.record_id AND l.state <> 3
                )
                ELSE (
                    SELECT l.id FROM links l
                    WHERE l.stream = k.stream AND l.right_id = k.record_id AND l.state <> 3
                )
            END,
            EXISTS (
                SELECT 1 FROM staged s
                WHERE s.stream = k.stream AND s.side = k.side AND s.record_id = k.record_id
            )
        FROM json_each($keys) j
        CROSS JOIN keys k ON k.stream = $stream AND k.rule = $rule AND k."key" = j.value
        WHERE EXISTS (
            SELECT 1 FROM keys o
            WHERE o.stream = $stream AND o.rule = $rule AND o."key" = j.value
            LIMIT 1 OFFSET 1
        )
        ORDER BY k."key", k.side, k.record_id
        """;

    public Task<IReadOnlyList<string>> HoldersAsync(
        string stream,
        Side side,
        int rule,
        string key,
        CancellationToken cancellationToken
    ) =>
        ReadAsync<IReadOnlyList<string>>(
            s =>
            {
                var own = side is Side.Left ? "left_id" : "right_id";
                using var rows = s.Read(
                    $"""
                    SELECT k.record_id FROM keys k
                    WHERE k.stream = $stream AND k.rule = $rule AND k."key" = $key AND k.side = $side
                        AND (
                            EXISTS (
                                SELECT 1 FROM staged s
                                WHERE s.stream = k.stream AND s.side = k.side
                                    AND s.record_id = k.record_id
                            )
                            OR EXISTS (
                                SELECT 1 FROM links l
                                WHERE l.stream = k.stream AND l.{own} = k.record_id AND l.state = 0
                            )
                        )
                    ORDER BY k.record_id
                    """,
                    StreamOf(s, stream),
                    (long)rule,
                    key,
                    (long)side
                );
                var holders = new List<string>();
                while (rows.Read())
                    holders.Add(rows.GetString(0));
                return holders;
            },
            cancellationToken
        );

    public async IAsyncEnumerable<KeyGroup> KeyGroupsAsync(
        string stream,
        int rule,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var few = await ReadAsync(s => FewKeys(s, StreamOf(s, stream), rule), cancellationToken);
        var after = "";
        for (var at = 0; ; at += KeysMax)
        {
            var (from, skip) = (after, at);
            var (keys, groups) = await ReadAsync(
                s =>
                {
                    var id = StreamOf(s, stream);
                    var slice = few is null
                        ? NextKeys(s, id, rule, from)
                        : [.. few.Skip(skip).Take(KeysMax)];
                    return (slice, slice.Count == 0 ? [] : GroupsOf(s, id, rule, slice));
                },
                cancellationToken
            );
            foreach (var group in groups)
                yield return group;
            if (keys.Count < KeysMax)
                yield break;
            after = keys[^1];
        }
    }

    /// <summary>The keys of all rows without link, in order; null where there are too many of them.</summary>
    private static List<string>? FewKeys(SqliteSession session, long stream, int rule)
    {
        var keys = new SortedSet<string>(Utf8Order.Instance);
        var count = 0;
        using var rows = session.Read(FreeKeys, stream, (long)(FewMax + 1));
        while (rows.Read())
        {
            if (++count > FewMax)
                return null;
            var all = KeysJson.Read(rows.Text(0));
            if (rule < all.Length && all[rule] is { } key)
                keys.Add(key);
        }
        return [.. keys];
    }

    private static List<string> NextKeys(SqliteSession session, long stream, int rule, string after)
    {
        var keys = new List<string>();
        using var rows = session.Read(KeysAfter, stream, (long)rule, after, (long)KeysMax);
        while (rows.Read())
            keys.Add(rows.GetString(0));
        return keys;
    }

    private static List<KeyGroup> GroupsOf(
        SqliteSession session,
        long stream,
        int rule,
        List<string> keys
    )
    {
        var groups = new List<KeyGroup>();
        var holders = new List<(Side Side, KeyHolder Holder)>();
        string? key = null;
        using var rows = session.Read(HoldersOf, Column.ListOf(keys), stream, (long)rule);
        while (rows.Read())
        {
            if (rows.GetString(0) is var next && next != key)
                Close(next);
            var link = rows.Number(3);
            if (link is not null || rows.GetInt64(4) != 0)
                holders.Add(
                    (
                        (Side)rows.GetInt64(1),
                        new KeyHolder(
                            rows.GetString(2),
                            link is { } row ? Column.LinkNumber(row) : null
                        )
                    )
                );
        }
        Close(null);
        return groups;

        void Close(string? next)
        {
            // Since the keys were gathered, the caller may have linked them all.
            if (key is not null && holders.Exists(h => h.Holder.LinkId is null))
                groups.Add(new KeyGroup(key, Of(Side.Left), Of(Side.Right)));
            holders.Clear();
            key = next;
        }

        KeyHolder[] Of(Side side) => [.. holders.Where(h => h.Side == side).Select(h => h.Holder)];
    }
}
