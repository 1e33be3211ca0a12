using System.Buffers;

namespace Tallystick.Connectors.Csv;

/// <summary>Where a cell lies within the bytes of its record, quotes included.</summary>
internal readonly record struct CellRange(int Start, int Length, bool Quoted);

/// <summary>
/// Cuts a file into records and cells (RFC 4180, and what is found in the wild: LF, CRLF or CR,
/// quotes inside unquoted cells, text after a closing quote). It works on bytes and decodes
/// nothing, so that untouched records can be copied byte for byte and a record's place in the file
/// is exact. Holds one record at a time.
/// </summary>
internal sealed class CsvRecordReader
{
    /// <summary>A longer record is taken for a quote that is never closed.</summary>
    public const int RecordBytesMax = 16 * 1024 * 1024;

    private readonly ByteSource _source;
    private readonly byte _delimiter;
    private readonly SearchValues<byte> _stops;
    private readonly List<CellRange> _cells = [];
    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;
    private int _length;
    private bool _sourceEnded;

    public CsvRecordReader(ByteSource source, byte delimiter, long offset, int line)
    {
        (_source, _delimiter, Offset, Line) = (source, delimiter, offset, line);
        _stops = SearchValues.Create([delimiter, (byte)'\r', (byte)'\n']);
    }

    /// <summary>Where the current record starts; after the last one, where the file ends.</summary>
    public long Offset { get; private set; }

    /// <summary>The physical line on which the current record starts, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>The record with its line end.</summary>
    public ReadOnlySpan<byte> Raw => _buffer.AsSpan(_start, _length);

    public ReadOnlySpan<byte> Body => Raw[..^LineEndLength];

    public ReadOnlySpan<byte> LineEnd => Raw[^LineEndLength..];

    public IReadOnlyList<CellRange> Cells => _cells;

    /// <summary>A quote opens here and never closes: this is the last record, and it is none.</summary>
    public bool Unclosed { get; private set; }

    public bool IsBlank => _length == LineEndLength;

    /// <summary>Where the record after this one starts.</summary>
    public long NextOffset => Offset + _length;

    public int NextLine => Line + LinesIn(Raw);

    private int LineEndLength { get; set; }

    public ReadOnlySpan<byte> RawCell(int index) =>
        Raw.Slice(_cells[index].Start, _cells[index].Length);

    public bool Read()
    {
        if (Unclosed)
            return false;
        (Offset, Line) = (NextOffset, NextLine);
        _start += _length;
        (_length, LineEndLength) = (0, 0);
        _cells.Clear();
        if (!Has(0))
            return false;
        var position = 0;
        while (ReadCell(ref position)) { }
        _length = position;
        return true;
    }

    /// <summary>Reads one cell and what ends it; false after the record's last.</summary>
    private bool ReadCell(ref int position)
    {
        var from = position;
        var quoted = Has(position) && At(position) == (byte)'"';
        Unclosed = quoted && !SkipQuoted(ref position);
        if (!Unclosed)
            SkipTo(_stops, ref position);
        Unclosed |= position >= RecordBytesMax;
        _cells.Add(new(from, position - from, quoted));
        if (Unclosed)
            return false;
        if (!Has(position))
            return false;
        if (At(position) == _delimiter)
        {
            position++;
            return true;
        }
        LineEndLength =
            At(position) == (byte)'\r' && Has(position + 1) && At(position + 1) == (byte)'\n'
                ? 2
                : 1;
        position += LineEndLength;
        return false;
    }

    private static readonly SearchValues<byte> Quote = SearchValues.Create((byte)'"');

    private bool SkipQuoted(ref int position)
    {
        position++;
        while (true)
        {
            SkipTo(Quote, ref position);
            if (!Has(position) || position >= RecordBytesMax)
                return false;
            position++;
            if (!Has(position) || At(position) != (byte)'"')
                return true;
            position++;
        }
    }

    private void SkipTo(SearchValues<byte> stops, ref int position)
    {
        while (Has(position) && position < RecordBytesMax)
        {
            var found = _buffer
                .AsSpan(_start + position, _end - _start - position)
                .IndexOfAny(stops);
            if (found >= 0)
            {
                position += found;
                return;
            }
            position = _end - _start;
        }
    }

    private byte At(int position) => _buffer[_start + position];

    /// <summary>Whether the record's bytes reach to this position, reading on as needed.</summary>
    private bool Has(int position)
    {
        while (_start + position >= _end)
        {
            if (_sourceEnded)
                return false;
            Fill();
        }
        return true;
    }

    private void Fill()
    {
        var kept = _end - _start;
        var buffer = kept > _buffer.Length / 2 ? new byte[_buffer.Length * 2] : _buffer;
        _buffer.AsSpan(_start, kept).CopyTo(buffer);
        (_buffer, _start, _end) = (buffer, 0, kept);
        var read = _source.Read(Offset + kept, _buffer.AsSpan(kept));
        _end += read;
        _sourceEnded = read == 0;
    }

    private static int LinesIn(ReadOnlySpan<byte> raw)
    {
        var lines = raw.Count((byte)'\n');
        return lines > 0 ? lines : raw.Count((byte)'\r');
    }
}
