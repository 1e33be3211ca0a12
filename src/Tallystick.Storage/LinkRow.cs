using Microsoft.Data.Sqlite;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;

namespace Tallystick.Storage;

/// <summary>Reads links.</summary>
internal static class LinkRow
{
    /// <summary>What <see cref="Read"/> expects first in a row, of a table named l.</summary>
    public const string Columns = """
        l.id, l.state, l.marks,
        l.left_id, l.left_shadow, l.left_hash, l.left_modified, l.left_written, l.left_version,
        l.right_id, l.right_shadow, l.right_hash, l.right_modified, l.right_written, l.right_version
        """;

    private const int LeftAt = 3;
    private const int RightAt = 9;

    public static Link Read(SqliteDataReader row) =>
        new(Column.LinkNumber(row.GetInt64(0)), SideAt(row, LeftAt), SideAt(row, RightAt))
        {
            State = (LinkState)row.GetInt64(1),
            Marks = MarksJson.Read(row.Text(2)),
        };

    private static LinkSide SideAt(SqliteDataReader row, int at) =>
        new(row.GetString(at))
        {
            Shadow = row.Text(at + 1) is { } shadow ? ValueJson.Read(shadow) : null,
            Hash = row.Hash(at + 2),
            ModifiedAt = row.TimeOrNull(at + 3),
            WrittenAt = row.TimeOrNull(at + 4),
            Version = row.Text(at + 5),
        };
}
