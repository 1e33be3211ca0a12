using System.Buffers.Binary;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Tallystick.Storage;

/// <summary>How the store spells what SQLite has no type for.</summary>
internal static class Column
{
    private const int HashBytes = 16;
    private const int LinkBits = 40;

    public static object? Of(DateTimeOffset? time) => time?.UtcTicks;

    /// <summary>A hash of 0 stands for none.</summary>
    public static object? Of(UInt128 hash)
    {
        if (hash == UInt128.Zero)
            return null;
        var bytes = new byte[HashBytes];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, hash);
        return bytes;
    }

    /// <summary>The row of a link, from its stream and its number in it.</summary>
    public static long LinkRow(long stream, long number) => (stream << LinkBits) | number;

    public static long LinkNumber(long row) => row & ((1L << LinkBits) - 1);

    /// <summary>For a list parameter: json_each() takes it apart again.</summary>
    public static string ListOf(IEnumerable<string> items) =>
        JsonSerializer.Serialize(items, StorageJson.Default.IEnumerableString);

    /// <inheritdoc cref="ListOf(IEnumerable{string})"/>
    public static string ListOf(IEnumerable<long> items) =>
        JsonSerializer.Serialize(items, StorageJson.Default.IEnumerableInt64);

    extension(SqliteDataReader row)
    {
        public string? Text(int ordinal) => row.IsDBNull(ordinal) ? null : row.GetString(ordinal);

        public long? Number(int ordinal) => row.IsDBNull(ordinal) ? null : row.GetInt64(ordinal);

        public DateTimeOffset Time(int ordinal) => new(row.GetInt64(ordinal), TimeSpan.Zero);

        public DateTimeOffset? TimeOrNull(int ordinal) =>
            row.IsDBNull(ordinal) ? null : row.Time(ordinal);

        public UInt128 Hash(int ordinal)
        {
            if (row.IsDBNull(ordinal))
                return UInt128.Zero;
            return BinaryPrimitives.ReadUInt128BigEndian(row.GetFieldValue<byte[]>(ordinal));
        }
    }
}
