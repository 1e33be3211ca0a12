using Tallystick.Core.Records;
using Tallystick.Core.Stores;

namespace Tallystick.Storage;

internal sealed partial class StreamWriter
{
    private const string Same =
        "fingerprint IS excluded.fingerprint"
        + " AND (fingerprint IS NOT NULL OR message = excluded.message)";

    private const string OpenIssue = $"""
        INSERT INTO issues (
            stream, "key", kind, state, message, hint, left_id, right_id, field, opened_at,
            seen_in_run, side, fingerprint
        )
        VALUES (
            $stream, $key, $kind, 'Open', $message, $hint, $left, $right, $field, $at, $run,
            $side, $fingerprint
        )
        ON CONFLICT (stream, "key") DO UPDATE SET
            kind = excluded.kind,
            opened_at = CASE
                WHEN state = 'Open' OR (state = 'Ignored' AND {Same}) THEN opened_at
                ELSE excluded.opened_at
            END,
            reason = CASE WHEN state = 'Ignored' AND {Same} THEN reason END,
            state = CASE WHEN state = 'Ignored' AND {Same} THEN 'Ignored' ELSE 'Open' END,
            side = excluded.side,
            fingerprint = excluded.fingerprint,
            message = excluded.message,
            hint = excluded.hint,
            left_id = excluded.left_id,
            right_id = excluded.right_id,
            field = excluded.field,
            seen_in_run = excluded.seen_in_run
        """;

    public void Put(Intent intent) =>
        _session.Run(
            """
            INSERT INTO intents (stream, target, source_id, sent, at)
            VALUES ($stream, $target, $source, $sent, $at)
            ON CONFLICT (stream, target, source_id) DO UPDATE SET
                sent = excluded.sent, at = excluded.at
            """,
            _stream,
            (long)intent.Target,
            intent.SourceId,
            ValueJson.Write(intent.Sent),
            intent.At.UtcTicks
        );

    public void EndIntent(Side target, string sourceId) =>
        _session.Run(
            "DELETE FROM intents WHERE stream = $stream AND target = $target AND source_id = $id",
            _stream,
            (long)target,
            sourceId
        );

    public void Append(JournalEntry entry) =>
        _session.Run(
            """
            INSERT INTO journal (
                stream, run, kind, at, side, left_id, right_id, cause, actor, fields
            )
            VALUES (
                $stream, $run, $kind, $at, $side, $left, $right, $cause, $actor, $fields
            )
            """,
            _stream,
            _run.Number,
            entry.Kind.ToString(),
            entry.At.UtcTicks,
            (long?)entry.Side,
            entry.LeftId,
            entry.RightId,
            entry.Cause,
            entry.Actor,
            JournalJson.Write(entry.Fields)
        );

    /// <summary>
    /// Opens an issue, renews the open one of its key, or opens a closed one again. An ignored one
    /// stays so while it is about the same values.
    /// </summary>
    public void Open(Issue issue, DateTimeOffset now) =>
        _session.Run(
            OpenIssue,
            _stream,
            issue.Key,
            issue.Kind.ToString(),
            issue.Message,
            issue.Hint,
            issue.LeftId,
            issue.RightId,
            issue.Field,
            (issue.OpenedAt == default ? now : issue.OpenedAt).UtcTicks,
            _run.Number,
            (long?)issue.Side,
            issue.Fingerprint
        );

    public void CloseIssue(string key) =>
        _session.Run(
            """
            UPDATE issues SET state = 'Closed'
            WHERE stream = $stream AND "key" = $key AND state <> 'Closed'
            """,
            _stream,
            key
        );

    public void EndDecision(string key) =>
        _session.Run(
            "DELETE FROM decisions WHERE stream = $stream AND \"key\" = $key",
            _stream,
            key
        );
}
