using Tallystick.Core.Records;

namespace Tallystick.Connectors.Csv;

/// <summary>What is to become of one key at the next flush.</summary>
internal sealed class PendingRow
{
    /// <summary>The row that the file has under this key goes.</summary>
    public bool DropsOld { get; set; }

    /// <summary>A new row is appended.</summary>
    public bool Creates { get; set; }

    public bool IsGone => DropsOld && !Creates;

    /// <summary>In the order they came; a set's changes are told against what the cell then holds.</summary>
    public List<(int Column, FieldChange Change)> Changes { get; } = [];
}

/// <summary>Writes that are not in the file yet, by key.</summary>
internal sealed class CsvPending
{
    private readonly Dictionary<string, PendingRow> _rows = new(StringComparer.Ordinal);
    private readonly List<string> _created = [];

    public bool IsEmpty => _rows.Count == 0;

    public PendingRow? this[string key] => _rows.GetValueOrDefault(key);

    public IReadOnlyDictionary<string, PendingRow> Rows => _rows;

    /// <summary>Keys of new rows, oldest first.</summary>
    public IEnumerable<string> Created => _created;

    public void Create(string key, IEnumerable<(int, FieldChange)> changes)
    {
        var row = Row(key);
        row.Creates = true;
        row.Changes.Clear();
        row.Changes.AddRange(changes);
        _created.Add(key);
    }

    public void Update(string key, IEnumerable<(int, FieldChange)> changes) =>
        Row(key).Changes.AddRange(changes);

    /// <param name="isInFile">False when the key is only a pending create.</param>
    public void Delete(string key, bool isInFile)
    {
        var row = Row(key);
        if (row.Creates)
            _created.Remove(key);
        row.Creates = false;
        row.Changes.Clear();
        row.DropsOld |= isInFile;
        if (!row.DropsOld)
            _rows.Remove(key);
    }

    public void Clear()
    {
        _rows.Clear();
        _created.Clear();
    }

    private PendingRow Row(string key)
    {
        if (!_rows.TryGetValue(key, out var row))
            _rows[key] = row = new PendingRow();
        return row;
    }
}
