using Tallystick.Core.Records;

namespace Tallystick.Storage;

internal sealed partial class StreamWriter
{
    /// <summary>Brings the index of a record's match keys (JSON arrays by rule) from before to after.</summary>
    private void MoveKeys(Side side, string recordId, string? before, string? after)
    {
        if (before == after)
            return;
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
