using Microsoft.Data.Sqlite;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;

namespace Tallystick.Storage;

/// <summary>Reads staged rows.</summary>
internal static class StagedReading
{
    /// <summary>What <see cref="Read"/> expects first in a row, of a table named s.</summary>
    public const string Columns = """
        s.side, s.record_id, s."values", s.version, s.modified_at, s.created_at, s.origin,
        s.hash, s.link_id, s.held_by, s."keys"
        """;

    public static (Side Side, StagedRow Row) Read(SqliteDataReader row)
    {
        var record = new Record(row.GetString(1), ValueJson.Read(row.GetString(2)))
        {
            Version = row.Text(3),
            ModifiedAt = row.TimeOrNull(4),
            CreatedAt = row.TimeOrNull(5),
            Origin = row.Text(6),
        };
        var staged = new StagedRow(record, row.Hash(7), row.Number(8), KeysJson.Read(row.Text(10)))
        {
            HeldBy = row.Text(9),
        };
        return ((Side)row.GetInt64(0), staged);
    }
}
