using Tallystick.Core.Records;
using Tallystick.Core.Stores;

namespace Tallystick.Storage;

internal sealed partial class StreamWriter
{
    private const string InsertLink = """
        INSERT INTO links (
            id, stream, state, left_id, right_id, marks,
            left_keys, left_shadow, left_hash, left_modified, left_written, left_version,
            right_keys, right_shadow, right_hash, right_modified, right_written, right_version
        )
        VALUES (
            $id, $stream, $state, $leftId, $rightId, $marks,
            $leftKeys, $leftShadow, $leftHash, $leftModified, $leftWritten, $leftVersion,
            $rightKeys, $rightShadow, $rightHash, $rightModified, $rightWritten, $rightVersion
        )
        """;

    /// <summary>The usual case: ids and state stay, so that no index needs to move.</summary>
    private const string UpdateLink = """
        UPDATE links SET
            marks = $marks,
            left_keys = $leftKeys, left_shadow = $leftShadow, left_hash = $leftHash,
            left_modified = $leftModified, left_written = $leftWritten,
            left_version = $leftVersion,
            right_keys = $rightKeys, right_shadow = $rightShadow, right_hash = $rightHash,
            right_modified = $rightModified, right_written = $rightWritten,
            right_version = $rightVersion
        WHERE id = $id
        """;

    private const string ForgetLeft = """
        UPDATE links SET left_id = $name, left_keys = NULL WHERE id = $id AND state = 1
        """;

    private const string ForgetRight = """
        UPDATE links SET right_id = $name, right_keys = NULL WHERE id = $id AND state = 2
        """;

    /// <summary>
    /// Inserts or replaces a link. Its records' staged rows become its own and, where it is given
    /// match keys, have these; a tombstone sets its staged rows free and has no keys.
    /// </summary>
    /// <exception cref="StoreException">There is no link of its number.</exception>
    public void Put(LinkCommit commit)
    {
        var link = commit.Link;
        var known = link.Id == 0 ? null : Known(link.Id);
        if (known is null)
            link = link with { Id = ++_linkMax };
        link = Renamed(Renamed(link, Side.Left), Side.Right);
        var stays =
            known?.State == link.State
            && known.Left.RecordId == link.Left.RecordId
            && known.Right.RecordId == link.Right.RecordId;
        if (known is not null && !stays)
            Vacate(known, link);
        if (!stays && link.State is not LinkState.Deleted)
            foreach (var side in new[] { Side.Left, Side.Right })
                TakeFromGone(side, link);
        string? leftKeys = null;
        string? rightKeys = null;
        if (link.State is not LinkState.Deleted)
        {
            leftKeys = Take(Side.Left, link, known, commit.LeftKeys);
            rightKeys = Take(Side.Right, link, known, commit.RightKeys);
        }
        if (stays)
            Update(link, leftKeys, rightKeys);
        else
            Insert(link, leftKeys, rightKeys);
    }

    /// <summary>Takes a link's row out of the table, and sets free what the link no longer holds.</summary>
    private void Vacate(LinkHold known, Link link)
    {
        _session.Run("DELETE FROM links WHERE id = $id", Column.LinkRow(_stream, link.Id));
        if (known.State is LinkState.Deleted)
            return;
        _linksAdded--;
        foreach (var side in new[] { Side.Left, Side.Right })
        {
            var (id, keys) = known[side];
            if (link.State is not LinkState.Deleted && id == link[side].RecordId)
                continue;
            _links[(side, id)] = null;
            if (FindStaged(side, id) is { } row)
                GiveTo(null, side, id, row, row.Keys);
            else
                MoveKeys(side, id, keys, null);
        }
    }

    /// <summary>
    /// An app has given the id of a record that is gone to a new one, as files do that number their
    /// rows: the link that remembers the gone one remembers it by another name from now on.
    /// </summary>
    private void TakeFromGone(Side side, Link link)
    {
        var id = link[side].RecordId;
        if (HolderOf(side, link) is not { } holder)
            return;
        var changed = _session.Run(
            side is Side.Left ? ForgetLeft : ForgetRight,
            NameOfGone(Column.LinkNumber(holder.Id), id),
            holder.Id
        );
        if (changed == 0)
            return;
        _links[(side, id)] = null;
        // The keys of a row that is staged under the id are already those of the new record.
        if (FindStaged(side, id) is null)
            MoveKeys(side, id, holder.Keys, null);
    }

    /// <summary>The same from the other end: a link of before that brings the id back with it.</summary>
    private Link Renamed(Link link, Side side)
    {
        var gone = side is Side.Left ? LinkState.LeftGone : LinkState.RightGone;
        return link.State != gone || HolderOf(side, link) is null
            ? link
            : link.With(
                side,
                link[side] with
                {
                    RecordId = NameOfGone(link.Id, link[side].RecordId),
                }
            );
    }

    /// <summary>Another link that has the record.</summary>
    private LinkKeys? HolderOf(Side side, Link link) =>
        FindLink(side, link[side].RecordId) is { } holder
        && holder.Id != Column.LinkRow(_stream, link.Id)
            ? holder
            : null;

    private static string NameOfGone(long link, string recordId) => $"gone:{link}:{recordId}";

    /// <summary>Makes a record's staged row the link's own; returns the match keys it has from now on.</summary>
    private string? Take(Side side, Link link, LinkHold? known, IReadOnlyList<string?>? given)
    {
        var id = link[side].RecordId;
        var row = FindStaged(side, id);
        var before =
            row is not null ? row.Keys
            : known is not null && known[side].RecordId == id ? known[side].Keys
            : null;
        var keys = given is null ? before : KeysJson.Write(given);
        if (row is not null && (row.LinkId != link.Id || row.Keys != keys))
            GiveTo(link.Id, side, id, row, keys);
        MoveKeys(side, id, before, keys);
        _links[(side, id)] = new LinkKeys(Column.LinkRow(_stream, link.Id), keys);
        return keys;
    }

    /// <summary>A row that gets another link waits for work again.</summary>
    private void GiveTo(long? link, Side side, string recordId, StagedState row, string? keys)
    {
        _session.Run(
            """
            UPDATE staged SET
                held_by = CASE WHEN link_id IS $link THEN held_by END,
                link_id = $link,
                "keys" = $keys
            WHERE id = $id
            """,
            link,
            keys,
            row.Id
        );
        _staged[(side, recordId)] = row with { LinkId = link, Keys = keys };
    }

    private void Insert(Link link, string? leftKeys, string? rightKeys)
    {
        var (left, right) = (link.Left, link.Right);
        if (link.State is not LinkState.Deleted)
            _linksAdded++;
        _session.Run(
            InsertLink,
            Column.LinkRow(_stream, link.Id),
            _stream,
            (long)link.State,
            left.RecordId,
            right.RecordId,
            MarksJson.Write(link.Marks),
            leftKeys,
            ShadowOf(left),
            Column.Of(left.Hash),
            Column.Of(left.ModifiedAt),
            Column.Of(left.WrittenAt),
            left.Version,
            rightKeys,
            ShadowOf(right),
            Column.Of(right.Hash),
            Column.Of(right.ModifiedAt),
            Column.Of(right.WrittenAt),
            right.Version
        );
    }

    private void Update(Link link, string? leftKeys, string? rightKeys)
    {
        var (left, right) = (link.Left, link.Right);
        _session.Run(
            UpdateLink,
            MarksJson.Write(link.Marks),
            leftKeys,
            ShadowOf(left),
            Column.Of(left.Hash),
            Column.Of(left.ModifiedAt),
            Column.Of(left.WrittenAt),
            left.Version,
            rightKeys,
            ShadowOf(right),
            Column.Of(right.Hash),
            Column.Of(right.ModifiedAt),
            Column.Of(right.WrittenAt),
            right.Version,
            Column.LinkRow(_stream, link.Id)
        );
    }

    private static string? ShadowOf(LinkSide side) =>
        side.Shadow is { } shadow ? ValueJson.Write(shadow) : null;
}
