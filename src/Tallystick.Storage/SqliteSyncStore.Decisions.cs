using Tallystick.Core.Stores;

namespace Tallystick.Storage;

public sealed partial class SqliteSyncStore
{
    public Task DecideAsync(Decision decision, CancellationToken cancellationToken) =>
        WriteAsync(
            s =>
            {
                // A stream that no run has begun yet is at epoch 0, which no run has.
                s.Run(
                    "INSERT INTO streams (name, epoch) VALUES ($name, 0) ON CONFLICT DO NOTHING",
                    decision.Stream
                );
                return s.Run(
                    """
                    INSERT INTO decisions (stream, "key", verb, value, actor, at)
                    VALUES ($stream, $key, $verb, $value, $actor, $at)
                    ON CONFLICT (stream, "key") DO UPDATE SET
                        verb = excluded.verb,
                        value = excluded.value,
                        actor = excluded.actor,
                        at = excluded.at
                    """,
                    StreamOf(s, decision.Stream),
                    decision.IssueKey,
                    decision.Verb,
                    decision.Value,
                    decision.Actor,
                    decision.At.UtcTicks
                );
            },
            cancellationToken
        );

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
}
