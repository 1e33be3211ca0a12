using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Tallystick.Core.Connectors;
using Tallystick.Core.Mapping;
using Tallystick.Core.Records;

namespace Tallystick.Connectors.Sql;

/// <summary>
/// How the records of one projection are read. Their version tells the values that were read apart
/// from any others: it stays when only columns change that no field is mapped to.
/// </summary>
internal sealed class SqlSelection
{
    private const int FirstField = 3;

    private readonly SqlColumn?[] _columns;
    private readonly string _signature;
    private readonly bool _hasVersions;

    public SqlSelection(SqlTable table, SqlDialect dialect, Projection projection, string signature)
    {
        // A field that the table does not have stays unknown.
        _columns = [.. projection.Fields.Select(f => table.TryColumn(f.Key))];
        (_signature, _hasVersions) = (signature, table.HasVersions);
        List = string.Join(
            ", ",
            new[] { table.Key, table.Modified, table.Created }
                .Concat(_columns)
                .Select(c => c is null ? "NULL" : dialect.Select(c))
        );
    }

    /// <summary>What a SELECT or a RETURNING names for <see cref="Read"/>.</summary>
    public string List { get; }

    /// <summary>So many columns are in the list.</summary>
    public int Width => FirstField + _columns.Length;

    public bool IsEmpty => _columns.Length == 0;

    public Record Read(DbDataReader row)
    {
        var values = new Value[_columns.Length];
        for (var i = 0; i < values.Length; i++)
            if (_columns[i] is { } column)
                values[i] = SqlText.Read(column, Text(row, FirstField + i));
        return new Record(row.GetString(0), values)
        {
            Version = _hasVersions ? VersionOf(values) : null,
            ModifiedAt = SqlText.Instant(Text(row, 1)) ?? SqlText.Instant(Text(row, 2)),
            CreatedAt = SqlText.Instant(Text(row, 2)),
        };
    }

    public string VersionOf(Value[] values) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{_signature}.{(ulong)StreamPlan.HashOf(values):x16}"
        );

    private static string? Text(DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);
}

/// <summary>
/// The selections in use, by the signature that their records' versions begin with: a write that is
/// given a version reads the row by the selection that the version was made with.
/// </summary>
internal sealed class SqlSelections(SqlTable table, SqlDialect dialect)
{
    private readonly ConcurrentDictionary<string, SqlSelection> _bySignature = new();

    public SqlSelection Of(Projection projection)
    {
        var keys = string.Join('\n', projection.Fields.Select(f => f.Key));
        var signature = XxHash32
            .HashToUInt32(Encoding.UTF8.GetBytes(keys))
            .ToString("x8", CultureInfo.InvariantCulture);
        return _bySignature.GetOrAdd(
            signature,
            _ => new SqlSelection(table, dialect, projection, signature)
        );
    }

    /// <summary>Null for a version of other fields than are read now.</summary>
    public SqlSelection? Of(string version) =>
        version.IndexOf('.', StringComparison.Ordinal) is var dot and > 0
            ? _bySignature.GetValueOrDefault(version[..dot])
            : null;
}
