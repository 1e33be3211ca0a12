using Tallystick.Core.Records;

namespace Tallystick.Storage;

internal sealed partial class StreamWriter
{
    private const string HasLinkLeft = """
        SELECT 1 FROM links WHERE stream = $stream AND left_id = $id AND state <> 3
        """;

    private const string HasLinkRight = """
        SELECT 1 FROM links WHERE stream = $stream AND right_id = $id AND state <> 3
        """;

    /// <summary>Replaces a record's match keys.</summary>
    private void PutKeys(Side side, string recordId, IReadOnlyList<string?> keys)
    {
        var before = KeysOf(side, recordId);
        var json = KeysJson.Write(keys);
        if (json == before)
            return;
        RemoveKeys(side, recordId, KeysJson.Read(before), keys);
        AddKeys(side, recordId, KeysJson.Read(before), keys);
        if (json is null)
            ForgetKeys(side, recordId);
        else
            _session.Run(
                """
                INSERT INTO record_keys (stream, side, record_id, "keys")
                VALUES ($stream, $side, $id, $keys)
                ON CONFLICT (stream, side, record_id) DO UPDATE SET "keys" = excluded."keys"
                """,
                _stream,
                (long)side,
                recordId,
                json
            );
    }

    /// <summary>Drops the keys of a record that is neither staged nor linked any more.</summary>
    private void DropKeysOfLost(Side side, string recordId)
    {
        if (IsStaged(side, recordId) || HasLink(side, recordId))
            return;
        if (KeysOf(side, recordId) is not { } before)
            return;
        RemoveKeys(side, recordId, KeysJson.Read(before), []);
        ForgetKeys(side, recordId);
    }

    private string? KeysOf(Side side, string recordId) =>
        (string?)
            _session.Scalar(
                """
                SELECT "keys" FROM record_keys
                WHERE stream = $stream AND side = $side AND record_id = $id
                """,
                _stream,
                (long)side,
                recordId
            );

    private bool HasLink(Side side, string recordId) =>
        _session.Scalar(side is Side.Left ? HasLinkLeft : HasLinkRight, _stream, recordId)
            is not null;

    private void RemoveKeys(
        Side side,
        string recordId,
        string?[] before,
        IReadOnlyList<string?> after
    )
    {
        for (var rule = 0; rule < before.Length; rule++)
            if (before[rule] is { } key && (rule >= after.Count || after[rule] != key))
                _session.Run(
                    """
                    DELETE FROM keys
                    WHERE stream = $stream AND rule = $rule AND "key" = $key AND side = $side
                        AND record_id = $id
                    """,
                    _stream,
                    (long)rule,
                    key,
                    (long)side,
                    recordId
                );
    }

    private void AddKeys(Side side, string recordId, string?[] before, IReadOnlyList<string?> after)
    {
        for (var rule = 0; rule < after.Count; rule++)
            if (after[rule] is { } key && (rule >= before.Length || before[rule] != key))
                _session.Run(
                    """
                    INSERT INTO keys (stream, rule, "key", side, record_id)
                    VALUES ($stream, $rule, $key, $side, $id)
                    """,
                    _stream,
                    (long)rule,
                    key,
                    (long)side,
                    recordId
                );
    }

    private void ForgetKeys(Side side, string recordId) =>
        _session.Run(
            "DELETE FROM record_keys WHERE stream = $stream AND side = $side AND record_id = $id",
            _stream,
            (long)side,
            recordId
        );
}
