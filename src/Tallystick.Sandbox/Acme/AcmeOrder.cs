using System.Runtime.InteropServices;

namespace Tallystick.Sandbox.Acme;

/// <summary>
/// Records in a stable order: by a time, then by id. New records land near the end, so keeping
/// the list sorted costs a binary search and a short move.
/// </summary>
internal sealed class AcmeOrder(Func<AcmeRecord, DateTimeOffset> timeOf)
{
    private readonly List<AcmeRecord> _records = [];

    public int Count => _records.Count;

    public ReadOnlySpan<AcmeRecord> Records => CollectionsMarshal.AsSpan(_records);

    public void Add(AcmeRecord record) => _records.Insert(Position(record), record);

    public void Remove(AcmeRecord record) => _records.RemoveAt(Position(record));

    /// <summary>The records from the first at or after a time.</summary>
    public ReadOnlySpan<AcmeRecord> Since(DateTimeOffset time) => Records[Position(time, "")..];

    private int Position(AcmeRecord record) => Position(timeOf(record), record.Id);

    /// <summary>Where the record stands, or would stand.</summary>
    private int Position(DateTimeOffset time, string id)
    {
        var (low, high) = (0, _records.Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            var other = _records[middle];
            var order = timeOf(other).CompareTo(time);
            if (order == 0)
            {
                order = string.CompareOrdinal(other.Id, id);
            }
            (low, high) = order < 0 ? (middle + 1, high) : (low, middle);
        }
        return low;
    }
}
