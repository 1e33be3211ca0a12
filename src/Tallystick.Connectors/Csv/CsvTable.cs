using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;

namespace Tallystick.Connectors.Csv;

/// <summary>A snapshot with its columns' meaning: turns rows into records.</summary>
internal sealed class CsvTable : IDisposable
{
    public const string ObjectType = "row";

    private readonly CsvOptions _options;
    private readonly CsvCodec[] _codecs;
    private readonly int _modified;
    private (Projection Projection, int[] Columns)? _compiled;

    public CsvTable(CsvSnapshot snapshot, CsvOptions options)
    {
        (Snapshot, _options) = (snapshot, options);
        _codecs = [.. snapshot.Layout.Headers.Select(header => CodecOf(header, options))];
        _modified = options.ModifiedColumn is { } header
            ? snapshot.Layout.ColumnOf(header.Trim())
            : -1;
    }

    public CsvSnapshot Snapshot { get; }

    public ObjectSchema Schema =>
        new(ObjectType, [.. Fields()])
        {
            Country =
                _options.Columns.Values.Select(c => c.Country).OfType<string>().Distinct()
                    is var countries
                && countries.Count() == 1
                    ? countries.First()
                    : null,
        };

    public string Cell(CsvRecordReader? reader, PendingRow? pending, int column)
    {
        var cell = reader is null ? "" : Snapshot.Text(reader, column);
        if (pending is not null)
            foreach (var (changed, change) in pending.Changes)
                if (changed == column)
                    cell = _codecs[column].Write(cell, change);
        return cell;
    }

    /// <param name="reader">On the row; null for a row that is not in the file yet.</param>
    public Record Record(
        Projection projection,
        string key,
        CsvRecordReader? reader,
        PendingRow? pending
    )
    {
        var columns = ColumnsOf(projection);
        var values = new Value[columns.Length];
        for (var i = 0; i < values.Length; i++)
            if (columns[i] >= 0)
                values[i] = Value(reader, pending, columns[i]);
        return new Record(key, values)
        {
            ModifiedAt = ModifiedAt(reader, pending),
            Origin = reader is null ? Snapshot.Name : OriginOf(reader),
        };
    }

    public Value Value(CsvRecordReader? reader, PendingRow? pending, int column) =>
        _codecs[column].Read(Cell(reader, pending, column));

    public DateTimeOffset? ModifiedAt(CsvRecordReader? reader, PendingRow? pending) =>
        _modified >= 0 && Value(reader, pending, _modified).Text is { } text
            ? CsvCodec.ReadInstant(text, null)
            : null;

    public string OriginOf(CsvRecordReader reader) => $"{Snapshot.Name} line {reader.Line}";

    /// <summary>Whether a row belongs in the listing. A row without a time may have changed.</summary>
    public bool Matches(ListQuery query, CsvRecordReader? reader, PendingRow? pending)
    {
        if (
            query.ChangedSince is { } since
            && ModifiedAt(reader, pending) is { } modified
            && modified < since
        )
            return false;
        foreach (var (header, wanted) in query.Filter)
        {
            var column = Snapshot.Layout.ColumnOf(header);
            if (column < 0 || !Holds(reader, pending, column, wanted))
                return false;
        }
        return true;
    }

    /// <summary>Whether the cell is this value, or a set that has it; case decides except in e-mail.</summary>
    public bool Holds(CsvRecordReader? reader, PendingRow? pending, int column, string wanted)
    {
        var comparison =
            _codecs[column].Type is FieldType.Email
                ? StringComparison.OrdinalIgnoreCase
                : StringComparison.Ordinal;
        return Value(reader, pending, column)
            .Items.Any(item => item.Trim().Equals(wanted.Trim(), comparison));
    }

    public bool IsSet(int column) => _codecs[column].Type is FieldType.Set;

    /// <summary>The patch by column, checked against what a cell of the file can hold.</summary>
    public IReadOnlyList<(int Column, FieldChange Change)> Compile(
        Projection projection,
        Patch patch
    )
    {
        var columns = ColumnsOf(projection);
        var changes = new List<(int, FieldChange)>(patch.Changes.Count);
        foreach (var change in patch.Changes)
        {
            var field = projection.Fields[change.Ordinal].Key;
            var column = columns[change.Ordinal];
            if (column < 0)
                throw Invalid(field, $"{Snapshot.Name} has no column '{field}'.", null);
            if (column == _modified)
                throw Invalid(field, $"The column '{field}' tells when a row changed.", null);
            if (change.New.Items.FirstOrDefault(t => !Snapshot.Layout.CanHold(t)) is not null)
                throw Invalid(
                    field,
                    $"The encoding of {Snapshot.Name} has no character for part of '{field}'.",
                    "Save the file as UTF-8."
                );
            changes.Add((column, change));
        }
        return changes;
    }

    public static ConnectorException Invalid(string field, string message, string? hint) =>
        new(ProblemKind.Invalid, message) { Field = field, Hint = hint };

    private int[] ColumnsOf(Projection projection)
    {
        if (_compiled is { } compiled && ReferenceEquals(compiled.Projection, projection))
            return compiled.Columns;
        int[] columns = [.. projection.Fields.Select(f => Snapshot.Layout.ColumnOf(f.Key))];
        _compiled = (projection, columns);
        return columns;
    }

    private IEnumerable<Field> Fields()
    {
        for (var column = 0; column < _codecs.Length; column++)
        {
            var header = Snapshot.Layout.Headers[column];
            if (header.Length == 0)
                continue;
            var isKey = column == Snapshot.KeyColumn;
            yield return new Field(header, header, _codecs[column].Type)
            {
                Unique = isKey,
                Access =
                    isKey ? FieldAccess.Read | FieldAccess.Create
                    : column == _modified ? FieldAccess.Read
                    : FieldAccess.All,
            };
        }
    }

    private static CsvCodec CodecOf(string header, CsvOptions options)
    {
        var column =
            options.Columns.FirstOrDefault(pair => pair.Key.Trim() == header).Value
            ?? new CsvColumn();
        var guess =
            header == options.Key.Trim() ? FieldType.Text
            : header == options.ModifiedColumn?.Trim() ? FieldType.Instant
            : HeaderGuess.Of(header);
        return new CsvCodec(header, column.Type ?? guess, column, options.FormulaGuard);
    }

    public void Dispose() => Snapshot.Dispose();
}
