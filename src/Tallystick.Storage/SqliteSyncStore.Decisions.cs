using Tallystick.Core.Records;
using Tallystick.Core.Stores;

namespace Tallystick.Storage;

public sealed partial class SqliteSyncStore
{
    public Task DecideAsync(Decision decision, CancellationToken cancellationToken) =>
        WriteAsync(s => Decide(s, decision), cancellationToken);

    public Task<IReadOnlyList<Decision>> DecisionsAsync(
        string stream,
        CancellationToken cancellationToken
    ) =>
        ReadAsync<IReadOnlyList<Decision>>(
            s =>
            {
                var decisions = new List<Decision>();
                using var rows = s.Read(
                    """
                    SELECT "key", verb, value, actor, at FROM decisions WHERE stream = $stream
                    ORDER BY at, "key"
                    """,
                    StreamOf(s, stream)
                );
                while (rows.Read())
                    decisions.Add(
                        new Decision(
                            stream,
                            rows.GetString(0),
                            rows.GetString(1),
                            rows.Text(2),
                            rows.GetString(3),
                            rows.Time(4)
                        )
                    );
                return decisions;
            },
            cancellationToken
        );

    private static bool Decide(SqliteSession session, Decision decision)
    {
        // A stream that no run has begun yet is at epoch 0, which no run has.
        session.Run(
            "INSERT INTO streams (name, epoch) VALUES ($name, 0) ON CONFLICT DO NOTHING",
            decision.Stream
        );
        var stream = StreamOf(session, decision.Stream);
        Note(session, stream, decision);
        if (decision.Verb == DecisionVerb.Ignore && Ignore(session, stream, decision))
            return true;
        session.Run(
            """
            INSERT INTO decisions (stream, "key", verb, value, actor, at)
            VALUES ($stream, $key, $verb, $value, $actor, $at)
            ON CONFLICT (stream, "key") DO UPDATE SET
                verb = excluded.verb,
                value = excluded.value,
                actor = excluded.actor,
                at = excluded.at
            """,
            stream,
            decision.IssueKey,
            decision.Verb,
            decision.Value,
            decision.Actor,
            decision.At.UtcTicks
        );
        return true;
    }

    /// <returns>False where there is no such issue yet.</returns>
    private static bool Ignore(SqliteSession session, long stream, Decision decision)
    {
        var changed = session.Run(
            """
            UPDATE issues SET state = 'Ignored', reason = $reason
            WHERE stream = $stream AND "key" = $key AND state <> 'Closed'
            """,
            decision.Value,
            stream,
            decision.IssueKey
        );
        if (changed > 0)
            session.Run(
                "DELETE FROM decisions WHERE stream = $stream AND \"key\" = $key",
                stream,
                decision.IssueKey
            );
        return changed > 0;
    }

    private static void Note(SqliteSession session, long stream, Decision decision)
    {
        var (left, right, field) = About(session, stream, decision);
        var given =
            decision.Verb == DecisionVerb.Value && field is not null
                ? JournalJson.Write([
                    new JournalField(field, Value.Unknown, Value.Of(decision.Value)),
                ])
                : null;
        session.Run(
            """
            INSERT INTO journal (
                stream, run, kind, at, side, left_id, right_id, cause, actor, fields
            )
            VALUES ($stream, 0, 'Decided', $at, NULL, $left, $right, $cause, $actor, $fields)
            """,
            stream,
            decision.At.UtcTicks,
            left,
            right,
            (field is null ? decision.Verb : $"{decision.Verb} for {field}")
                + (decision.Verb == DecisionVerb.Ignore ? $": {decision.Value}" : ""),
            decision.Actor,
            given
        );
    }

    private static (string? Left, string? Right, string? Field) About(
        SqliteSession session,
        long stream,
        Decision decision
    )
    {
        if (PairDecision.Read(decision) is { } pair)
            return (
                pair.Left is [var l, ..] ? l : null,
                pair.Right is [var r, ..] ? r : null,
                null
            );
        using var row = session.Read(
            """
            SELECT left_id, right_id, field FROM issues WHERE stream = $stream AND "key" = $key
            """,
            stream,
            decision.IssueKey
        );
        return row.Read() ? (row.Text(0), row.Text(1), row.Text(2)) : default;
    }
}
