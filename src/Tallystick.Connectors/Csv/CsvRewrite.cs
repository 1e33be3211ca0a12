using System.Buffers;
using Tallystick.Core.Connectors;

namespace Tallystick.Connectors.Csv;

/// <summary>
/// Copies a file with the pending writes in it. Untouched rows go over byte for byte; of a changed
/// row only the cells that change are written anew. New rows come after the last row, before blank
/// lines and before a quote that never closes; the end of the file keeps its line end or its lack.
/// </summary>
internal sealed class CsvRewrite(CsvTable table, CsvPending pending, Stream output)
{
    private readonly CsvSnapshot _snapshot = table.Snapshot;
    private readonly CsvLayout _layout = table.Snapshot.Layout;
    private readonly HashSet<string> _done = new(StringComparer.Ordinal);
    private readonly ArrayBufferWriter<byte> _blanks = new();
    private byte[]? _owedLineEnd;
    private bool _endsWithLineEnd;
    private bool _changed;

    /// <summary>False when the file has all of it already, and the copy is not needed.</summary>
    public bool Run(CancellationToken cancellationToken)
    {
        output.Write("\uFEFF"u8[.._layout.BomLength]);
        var reader = _snapshot.ReaderAtStart();
        var inRows = false;
        while (reader.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (reader.Unclosed)
            {
                AppendNew();
                Pay();
                FlushBlanks();
                _snapshot.CopyTail(reader.Offset, output);
                break;
            }
            _endsWithLineEnd = !reader.LineEnd.IsEmpty;
            if (reader.IsBlank)
                _blanks.Write(reader.Raw);
            else if (inRows)
                CopyRow(reader);
            else
                Copy(reader);
            inRows |= !reader.IsBlank;
        }
        if (!reader.Unclosed)
            Finish();
        RefuseLost();
        return _changed;
    }

    private void CopyRow(CsvRecordReader reader)
    {
        var key = _snapshot.KeyOf(reader);
        if (key.Length == 0 || pending[key] is not { } row)
        {
            Copy(reader);
            return;
        }
        if (_snapshot.FaultOf(reader, key) is not null)
            throw Moved();
        if (row.DropsOld)
        {
            _done.Add(key);
            _changed = true;
            return;
        }
        // Another program has added a row under the key that we gave to ours.
        if (row.Creates)
            throw Moved();
        _done.Add(key);
        CopyChanged(reader, row);
    }

    private void Copy(CsvRecordReader reader)
    {
        Pay();
        FlushBlanks();
        output.Write(reader.Body);
        _owedLineEnd = reader.LineEnd.ToArray();
    }

    private void CopyChanged(CsvRecordReader reader, PendingRow row)
    {
        Pay();
        FlushBlanks();
        for (var column = 0; column < reader.Cells.Count; column++)
        {
            if (column > 0)
                output.WriteByte((byte)_layout.Delimiter);
            var before = _snapshot.Text(reader, column);
            var after = table.Cell(reader, row, column);
            if (after == before)
                output.Write(reader.RawCell(column));
            else
                output.Write(_layout.Cell(after, reader.Cells[column].Quoted));
            _changed |= after != before;
        }
        _owedLineEnd = reader.LineEnd.ToArray();
    }

    private void AppendNew()
    {
        foreach (var key in pending.Created)
        {
            Pay();
            for (var column = 0; column < _layout.Headers.Count; column++)
            {
                if (column > 0)
                    output.WriteByte((byte)_layout.Delimiter);
                var text = table.Cell(null, pending[key], column);
                output.Write(_layout.Cell(text, _layout.QuotesAll));
            }
            _owedLineEnd = _layout.NewLine;
            _changed = true;
        }
    }

    private void Finish()
    {
        AppendNew();
        if (_blanks.WrittenCount > 0 || _endsWithLineEnd)
            Pay();
        FlushBlanks();
        output.Flush();
    }

    /// <summary>Writes the line end of the row before: known to be needed only now.</summary>
    private void Pay()
    {
        if (_owedLineEnd is not null)
            output.Write(_owedLineEnd.Length > 0 ? _owedLineEnd : _layout.NewLine);
        _owedLineEnd = null;
    }

    private void FlushBlanks()
    {
        output.Write(_blanks.WrittenSpan);
        _blanks.ResetWrittenCount();
    }

    /// <summary>A row that we were to change and that is gone by now takes the whole flush with it.</summary>
    private void RefuseLost()
    {
        foreach (var (key, row) in pending.Rows)
            if (!row.DropsOld && !row.Creates && !_done.Contains(key))
                throw Moved();
    }

    private ConnectorException Moved() =>
        new(
            ProblemKind.Transient,
            $"{_snapshot.Name} was edited by another program in between; nothing was written."
        )
        {
            Hint = "The next try starts from the file as it is now.",
        };
}
