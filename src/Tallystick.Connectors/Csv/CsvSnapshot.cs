using System.Globalization;
using System.Text.Unicode;

namespace Tallystick.Connectors.Csv;

/// <summary>
/// One state of the file: its layout and where each key is. Made by one pass that also checks the
/// bytes; thrown away when the file's stamp changes. Holds the file open, so that it still reads
/// its own state after another program has replaced the file.
/// </summary>
internal sealed class CsvSnapshot : IDisposable
{
    private readonly ByteSource _source;
    private readonly Dictionary<int, CsvColumnIndex> _indexes = [];

    private CsvSnapshot(string path, string stamp, CsvLayout layout, ByteSource source, int key)
    {
        (Path, Stamp, Layout, _source, KeyColumn) = (path, stamp, layout, source, key);
        Name = System.IO.Path.GetFileName(path);
    }

    /// <summary>The file itself, links resolved.</summary>
    public string Path { get; }

    public string Name { get; }

    public string Stamp { get; }

    public CsvLayout Layout { get; }

    public int KeyColumn { get; }

    /// <summary>Records below the header that are not blank, good or bad.</summary>
    public long Rows { get; private set; }

    /// <summary>The highest key when every key is a whole number; null otherwise.</summary>
    public long? HighestKey { get; private set; } = 0;

    /// <summary>The line on which a quote opens that never closes; what follows cannot be read.</summary>
    public int? UnclosedLine { get; private set; }

    /// <summary>The line on which the file ends in the middle of a row; more may be missing.</summary>
    public int? CutOffLine { get; private set; }

    public static CsvSnapshot Load(string path, CsvOptions options, CancellationToken token)
    {
        var stamp = PosixFile.Stamp(path);
        var (layout, source) = CsvLayout.Detect(path, options);
        try
        {
            var name = System.IO.Path.GetFileName(path);
            var key = RequireColumn(name, layout, options.Key, "key");
            if (options.ModifiedColumn is { } modified)
                RequireColumn(name, layout, modified, "modified column");
            foreach (var header in options.Columns.Keys)
                RequireColumn(name, layout, header, "column");
            var snapshot = new CsvSnapshot(path, stamp, layout, source, key);
            snapshot.Scan(token);
            return snapshot;
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    public CsvRecordReader ReaderAt(CsvPlace place) =>
        new(_source, (byte)Layout.Delimiter, place.Offset, place.Line);

    public CsvRecordReader ReaderAtStart() => ReaderAt(new(Layout.BomLength, 1));

    /// <summary>A reader whose next record is the first below the header.</summary>
    public CsvRecordReader ReaderAtRows()
    {
        var reader = ReaderAtStart();
        while (reader.Read() && reader.IsBlank) { }
        return reader;
    }

    /// <summary>The bytes from there to the end, in pieces.</summary>
    public void CopyTail(long offset, Stream target)
    {
        var buffer = new byte[64 * 1024];
        for (int read; (read = _source.Read(offset, buffer)) > 0; offset += read)
            target.Write(buffer, 0, read);
    }

    public string Text(CsvRecordReader reader, int column) =>
        column < reader.Cells.Count
            ? Layout.Text(reader.RawCell(column), reader.Cells[column].Quoted)
            : "";

    /// <summary>
    /// The row's key, "" when it has none; spaces around it do not count. A row that is cut off has
    /// none: the key itself may be cut.
    /// </summary>
    public string KeyOf(CsvRecordReader reader) =>
        IsCutOff(reader) ? "" : Text(reader, KeyColumn).Trim();

    /// <summary>The last row, without a line end and short of cells, as in a half-written file.</summary>
    private bool IsCutOff(CsvRecordReader reader) =>
        reader.LineEnd.IsEmpty && !reader.Unclosed && reader.Cells.Count < Layout.Headers.Count;

    /// <summary>All rows with this key; more than one is a fault of each.</summary>
    public IReadOnlyList<CsvPlace> Find(string key) => _indexes[KeyColumn].Find(key);

    /// <summary>Rows that may hold the value, after folding case and spaces.</summary>
    public IReadOnlyList<CsvPlace> Find(int column, string value, CancellationToken token)
    {
        if (column == KeyColumn)
            return Find(value.Trim());
        if (!_indexes.TryGetValue(column, out var index))
        {
            index = new CsvColumnIndex();
            var reader = ReaderAtRows();
            while (reader.Read() && !reader.Unclosed)
            {
                token.ThrowIfCancellationRequested();
                if (!IsEmptyRow(reader))
                    index.Add(Fold(Text(reader, column)), new(reader.Offset, reader.Line));
            }
            _indexes[column] = index;
        }
        return index.Find(Fold(value));
    }

    public static string Fold(string text) => text.Trim().ToLowerInvariant();

    /// <summary>Nothing but delimiters and spaces, as spreadsheets leave below a table.</summary>
    public static bool IsEmptyRow(CsvRecordReader reader)
    {
        if (reader.IsBlank)
            return true;
        for (var i = 0; i < reader.Cells.Count; i++)
            if (
                reader.RawCell(i).ContainsAnyExcept((byte)' ')
                && !reader.RawCell(i).SequenceEqual("\"\""u8)
            )
                return false;
        return true;
    }

    /// <summary>What is wrong with the row; null when it is good.</summary>
    public string? FaultOf(CsvRecordReader reader, string key)
    {
        if (reader.Unclosed)
            return "A quote is opened here and never closed, so this row and what follows cannot be "
                + "read. Close the quote.";
        if (IsCutOff(reader))
            return $"The file ends here in the middle of a row, with {reader.Cells.Count} of "
                + $"{Layout.Headers.Count} cells: it may have been cut off, and what it lacks does "
                + "not count as deleted. Complete the file.";
        if (reader.Cells.Count != Layout.Headers.Count)
            return $"The row has {reader.Cells.Count} cells, the header {Layout.Headers.Count}. "
                + "Add or take away delimiters; put text that contains one in quotes.";
        if (key.Length == 0)
            return $"The key column '{Layout.Headers[KeyColumn]}' is empty. Give the row a key of "
                + "its own.";
        var twins = Find(key);
        return twins.Count > 1
            ? $"The key '{key}' is on lines {string.Join(", ", twins.Take(10).Select(t => t.Line))}. "
                + "Give each row its own key."
            : null;
    }

    private void Scan(CancellationToken token)
    {
        var keys = _indexes[KeyColumn] = new CsvColumnIndex();
        var isUtf8 = Layout.Encoding is System.Text.UTF8Encoding;
        var reader = ReaderAtRows();
        while (reader.Read())
        {
            token.ThrowIfCancellationRequested();
            if (isUtf8 && !Utf8.IsValid(reader.Raw))
                throw CsvLayout.NotUtf8(Name, reader.Raw, reader.Offset, reader.Line);
            if (reader.Unclosed)
                UnclosedLine = reader.Line;
            if (reader.Unclosed || IsEmptyRow(reader))
                continue;
            Rows++;
            if (IsCutOff(reader))
                CutOffLine = reader.Line;
            if (KeyOf(reader) is not { Length: > 0 } key)
                continue;
            keys.Add(key, new(reader.Offset, reader.Line));
            HighestKey = Higher(HighestKey, key);
        }
    }

    /// <summary>The higher of the two; null once a key is no whole number in its plain form.</summary>
    public static long? Higher(long? highest, string key) =>
        highest is { } high
        && long.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number < long.MaxValue
        && (key[0] != '0' || key.Length == 1)
            ? Math.Max(high, number)
            : null;

    private static int RequireColumn(string name, CsvLayout layout, string header, string role)
    {
        if (layout.ColumnOf(header.Trim()) is >= 0 and var column && header.Trim().Length > 0)
            return column;
        var there = layout.Headers.Where(h => h.Length > 0).ToArray();
        var meant = HeaderGuess.Nearest(header, there);
        throw CsvLayout.Invalid(
            $"{name} has no column '{header}', which is its {role} by the settings.",
            (meant is null ? "" : $"Did you mean '{meant}'? ")
                + $"Its headers are: {string.Join(", ", there)}."
        );
    }

    public void Dispose() => _source.Dispose();
}
