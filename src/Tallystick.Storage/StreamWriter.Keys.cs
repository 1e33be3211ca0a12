using Tallystick.Core.Records;

namespace Tallystick.Storage;

internal sealed partial class StreamWriter
{
    /// <summary>Brings the index of a record's match keys (JSON arrays by rule) from before to after.</summary>
    private void MoveKeys(Side side, string recordId, string? before, string? after)
    {
        if (before == after)
            return;
        if (before is null)
        {
            AddKeys(side, recordId, after!);
            return;
        }
        var (old, now) = (KeysJson.Read(before), KeysJson.Read(after));
        for (var rule = 0; rule < Math.Max(old.Length, now.Length); rule++)
        {
            var lost = rule < old.Length ? old[rule] : null;
            var won = rule < now.Length ? now[rule] : null;
            if (lost == won)
                continue;
            if (lost is not null)
                RemoveKey(side, recordId, rule, lost);
            if (won is not null)
                AddKey(side, recordId, rule, won);
        }
    }

    /// <summary>The keys of a record that has none yet, by one statement for all.</summary>
    private void AddKeys(Side side, string recordId, string keys) =>
        _session.Run(
            """
            INSERT INTO keys (stream, rule, "key", side, record_id)
            SELECT $stream, j."key", j.value, $side, $id FROM json_each($keys) j
            WHERE j.value IS NOT NULL
            """,
            _stream,
            (long)side,
            recordId,
            keys
        );

    private void RemoveKey(Side side, string recordId, long rule, string key) =>
        _session.Run(
            """
            DELETE FROM keys
            WHERE stream = $stream AND rule = $rule AND "key" = $key AND side = $side
                AND record_id = $id
            """,
            _stream,
            rule,
            key,
            (long)side,
            recordId
        );

    private void AddKey(Side side, string recordId, long rule, string key) =>
        _session.Run(
            """
            INSERT INTO keys (stream, rule, "key", side, record_id)
            VALUES ($stream, $rule, $key, $side, $id)
            """,
            _stream,
            rule,
            key,
            (long)side,
            recordId
        );
}
