using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Tallystick.Connectors.Csv;

/// <summary>Where a record starts.</summary>
internal readonly record struct CsvPlace(long Offset, int Line);

/// <summary>
/// Which rows hold which value in one column: 32 bytes a row, whatever the values' length. A value
/// stands in it as a 128-bit hash, so what it finds is read again by the caller.
/// </summary>
internal sealed class CsvColumnIndex
{
    private readonly List<(UInt128 Hash, CsvPlace Place)> _rows = [];
    private bool _sorted;

    public void Add(string value, CsvPlace place)
    {
        _rows.Add((HashOf(value), place));
        _sorted = false;
    }

    public int Count => _rows.Count;

    /// <summary>In the file's order.</summary>
    public IReadOnlyList<CsvPlace> Find(string value)
    {
        Sort();
        var hash = HashOf(value);
        var rows = CollectionsMarshal.AsSpan(_rows);
        var (low, high) = (0, rows.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (rows[middle].Hash < hash)
                low = middle + 1;
            else
                high = middle;
        }
        var found = new List<CsvPlace>(1);
        for (; low < rows.Length && rows[low].Hash == hash; low++)
            found.Add(rows[low].Place);
        return found;
    }

    private void Sort()
    {
        if (_sorted)
            return;
        _rows.Sort(
            static (a, b) =>
                a.Hash != b.Hash
                    ? a.Hash.CompareTo(b.Hash)
                    : a.Place.Offset.CompareTo(b.Place.Offset)
        );
        _sorted = true;
    }

    private static UInt128 HashOf(string value) =>
        XxHash128.HashToUInt128(MemoryMarshal.AsBytes(value.AsSpan()));
}
