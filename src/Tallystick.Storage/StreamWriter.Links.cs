using Tallystick.Core.Records;
using Tallystick.Core.Stores;

namespace Tallystick.Storage;

internal sealed partial class StreamWriter
{
    private const string InsertLink = """
        INSERT INTO links (
            id, stream, state, left_id, right_id, marks,
            left_shadow, left_hash, left_modified, left_written, left_version,
            right_shadow, right_hash, right_modified, right_written, right_version
        )
        VALUES (
            $id, $stream, $state, $leftId, $rightId, $marks,
            $leftShadow, $leftHash, $leftModified, $leftWritten, $leftVersion,
            $rightShadow, $rightHash, $rightModified, $rightWritten, $rightVersion
        )
        """;

    /// <summary>The usual case: ids and state stay, so that no index needs to move.</summary>
    private const string UpdateLink = """
        UPDATE links SET
            marks = $marks,
            left_shadow = $leftShadow, left_hash = $leftHash, left_modified = $leftModified,
            left_written = $leftWritten, left_version = $leftVersion,
            right_shadow = $rightShadow, right_hash = $rightHash, right_modified = $rightModified,
            right_written = $rightWritten, right_version = $rightVersion
        WHERE id = $id AND state = $state AND left_id = $leftId AND right_id = $rightId
        """;

    /// <summary>Inserts or replaces a link, and makes its records' staged rows its own.</summary>
    public void Put(LinkCommit commit)
    {
        var link = commit.Link;
        var isLive = link.State is not LinkState.Deleted;
        if (link.Id == 0)
        {
            link = link with { Id = ++_linkMax };
            Insert(link);
            if (isLive)
                Attach(link);
        }
        else if (!Update(link))
            Replace(link);
        else if (isLive)
            Attach(link);
        if (!isLive)
            return;
        if (commit.LeftKeys is { } left)
            PutKeys(Side.Left, link.Left.RecordId, left);
        if (commit.RightKeys is { } right)
            PutKeys(Side.Right, link.Right.RecordId, right);
    }

    private void Insert(Link link)
    {
        var (left, right) = (link.Left, link.Right);
        _session.Run(
            InsertLink,
            Column.LinkRow(_stream, link.Id),
            _stream,
            (long)link.State,
            left.RecordId,
            right.RecordId,
            MarksJson.Write(link.Marks),
            ShadowOf(left),
            Column.Of(left.Hash),
            Column.Of(left.ModifiedAt),
            Column.Of(left.WrittenAt),
            left.Version,
            ShadowOf(right),
            Column.Of(right.Hash),
            Column.Of(right.ModifiedAt),
            Column.Of(right.WrittenAt),
            right.Version
        );
    }

    /// <returns>False where an id or the state changes.</returns>
    private bool Update(Link link)
    {
        var (left, right) = (link.Left, link.Right);
        return _session.Run(
                UpdateLink,
                MarksJson.Write(link.Marks),
                ShadowOf(left),
                Column.Of(left.Hash),
                Column.Of(left.ModifiedAt),
                Column.Of(left.WrittenAt),
                left.Version,
                ShadowOf(right),
                Column.Of(right.Hash),
                Column.Of(right.ModifiedAt),
                Column.Of(right.WrittenAt),
                right.Version,
                Column.LinkRow(_stream, link.Id),
                (long)link.State,
                left.RecordId,
                right.RecordId
            ) > 0;
    }

    /// <summary>A link whose ids or state change: what it no longer holds is set free first.</summary>
    private void Replace(Link link)
    {
        var (leftBefore, rightBefore) = RecordsOf(link.Id);
        _session.Run("DELETE FROM links WHERE id = $id", Column.LinkRow(_stream, link.Id));
        _session.Run(
            """
            UPDATE staged SET link_id = NULL, held_by = NULL
            WHERE stream = $stream AND link_id = $link
            """,
            _stream,
            link.Id
        );
        Insert(link);
        if (link.State is not LinkState.Deleted)
            Attach(link);
        DropKeysOfLost(Side.Left, leftBefore);
        DropKeysOfLost(Side.Right, rightBefore);
    }

    private (string LeftId, string RightId) RecordsOf(long number)
    {
        using var row = _session.Read(
            "SELECT left_id, right_id FROM links WHERE id = $id",
            Column.LinkRow(_stream, number)
        );
        return row.Read()
            ? (row.GetString(0), row.GetString(1))
            : throw new StoreException($"'{_run.Stream}' has no link {number} to replace.");
    }

    private void Attach(Link link)
    {
        Attach(Side.Left, link.Left.RecordId, link.Id);
        Attach(Side.Right, link.Right.RecordId, link.Id);
    }

    /// <summary>A row that gets another link waits for work again.</summary>
    private void Attach(Side side, string recordId, long link) =>
        _session.Run(
            """
            UPDATE staged SET link_id = $link, held_by = NULL
            WHERE stream = $stream AND side = $side AND record_id = $id AND link_id IS NOT $link
            """,
            link,
            _stream,
            (long)side,
            recordId
        );

    private static string? ShadowOf(LinkSide side) =>
        side.Shadow is { } shadow ? ValueJson.Write(shadow) : null;
}
