using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;

namespace Tallystick.Connectors.Csv;

/// <summary>
/// A CSV file whose rows are records. Reading streams; writes gather in memory, are seen by reads
/// at once, and become lasting together when <see cref="FlushAsync"/> replaces the file: untouched
/// rows keep their bytes, and a crash leaves the old file or the new one, whole. A flush that fails
/// has written nothing and forgets what was gathered. Calls wait for each other.
/// </summary>
/// <remarks>Other programs may edit the file at any time: patches go by key to what it then holds.</remarks>
public sealed partial class CsvConnector : IConnector, IBufferedConnector
{
    private const int RowsPerPage = 1_000;

    private readonly CsvOptions _options;
    private readonly TimeProvider _time;
    private readonly Func<string> _newId;
    private readonly SemaphoreSlim _gate = new(1);
    private readonly CsvPending _pending = new();
    private CsvTable? _table;
    private (string Cursor, CsvRecordReader Reader)? _listing;

    private CsvConnector(CsvOptions options, TimeProvider time, Func<string> newId) =>
        (_options, _time, _newId) = (options, time, newId);

    /// <summary>The headers of a file, before anything else is known about it.</summary>
    public static IReadOnlyList<string> HeadersOf(string path)
    {
        try
        {
            var (layout, source) = CsvLayout.Detect(path, new CsvOptions { Path = path, Key = "" });
            source.Dispose();
            return layout.Headers;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConnectorException(
                ProblemKind.Permanent,
                $"'{path}' cannot be read: {e.Message}",
                e
            );
        }
    }

    /// <summary>Looks at nothing yet: a missing file is an error of the first call.</summary>
    /// <param name="newId">A fresh id, unique for ever, for keys of new rows and temporary names.</param>
    public static CsvConnector Open(CsvOptions options, TimeProvider time, Func<string> newId) =>
        options.NewKey is "auto" or "number" or "id"
            ? new CsvConnector(options, time, newId)
            : throw CsvLayout.Invalid(
                $"'{options.NewKey}' is no way to make keys.",
                "Choose auto, number or id."
            );

    public Task<IReadOnlyList<ObjectSchema>> DescribeAsync(CancellationToken cancellationToken) =>
        GuardedAsync<IReadOnlyList<ObjectSchema>>(
            () => [Table(cancellationToken).Schema],
            cancellationToken
        );

    public Capabilities CapabilitiesOf(string objectType) =>
        new()
        {
            Changes = _options.ModifiedColumn is null
                ? ChangeDetection.Scan
                : ChangeDetection.ModifiedTime,
            AbsenceIsEvidence = true,
            RefusesDuplicatesOn = [_options.Key.Trim()],
            FindsBy = _table?.Schema.Fields.Select(f => f.Key).ToArray() ?? [],
            PageSize = RowsPerPage,
            ConcurrencyMax = 1,
        };

    public Task<Page> ListAsync(
        Projection projection,
        ListQuery query,
        string? cursor,
        CancellationToken cancellationToken
    ) => GuardedAsync(() => List(projection, query, cursor, cancellationToken), cancellationToken);

    public Task<Record?> GetAsync(
        Projection projection,
        string id,
        CancellationToken cancellationToken
    ) => GuardedAsync(() => Get(Table(cancellationToken), projection, id), cancellationToken);

    public Task<IReadOnlyList<Record>> FindAsync(
        Projection projection,
        string fieldKey,
        string value,
        CancellationToken cancellationToken
    ) =>
        GuardedAsync<IReadOnlyList<Record>>(
            () => Find(projection, fieldKey, value, cancellationToken),
            cancellationToken
        );

    public ValueTask DisposeAsync()
    {
        _table?.Dispose();
        _gate.Dispose();
        return ValueTask.CompletedTask;
    }

    private Page List(
        Projection projection,
        ListQuery query,
        string? cursor,
        CancellationToken cancellationToken
    )
    {
        var table = Table(cancellationToken);
        var reader = ReaderFor(table.Snapshot, cursor);
        _listing = null;
        var (records, faults) = (new List<Record>(), new List<RowFault>());
        var hasMore = false;
        while (records.Count + faults.Count < RowsPerPage && (hasMore = reader.Read()))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (CsvSnapshot.IsEmptyRow(reader))
                continue;
            var key = table.Snapshot.KeyOf(reader);
            if (table.Snapshot.FaultOf(reader, key) is { } fault)
                faults.Add(new(table.OriginOf(reader), fault, key.Length > 0 ? key : null));
            else if (
                _pending[key] is not { DropsOld: true }
                && table.Matches(query, reader, _pending[key])
            )
                records.Add(table.Record(projection, key, reader, _pending[key]));
        }
        if (!hasMore)
            foreach (var key in _pending.Created)
                if (table.Matches(query, null, _pending[key]))
                    records.Add(table.Record(projection, key, null, _pending[key]));
        // A file that changed meanwhile is read again: this page may mix two states of it.
        var isCurrent = PosixFile.Stamp(table.Snapshot.Path) == table.Snapshot.Stamp;
        var next = hasMore || !isCurrent ? Cursor(table.Snapshot, reader) : null;
        if (next is not null && isCurrent)
            _listing = (next, reader);
        return new Page(records, next) { Faults = faults, Total = TotalOf(table, query) };
    }

    private long? TotalOf(CsvTable table, ListQuery query) =>
        query.ChangedSince is null && query.Filter.Count == 0 && _pending.IsEmpty
            ? table.Snapshot.Rows
            : null;

    private static string Cursor(CsvSnapshot snapshot, CsvRecordReader reader) =>
        $"{snapshot.Stamp}/{reader.NextOffset}/{reader.NextLine}";

    /// <summary>Goes on where the cursor says; from the start when the file is another by now.</summary>
    private CsvRecordReader ReaderFor(CsvSnapshot snapshot, string? cursor)
    {
        if (cursor is not null && _listing is { } listing && listing.Cursor == cursor)
            return listing.Reader;
        return
            cursor?.Split('/') is [var stamp, var offset, var line]
            && stamp == snapshot.Stamp
            && long.TryParse(offset, out var place)
            && int.TryParse(line, out var number)
            ? snapshot.ReaderAt(new(place, number))
            : snapshot.ReaderAtRows();
    }

    private Record? Get(CsvTable table, Projection projection, string id)
    {
        var pending = _pending[id];
        if (pending is { Creates: true })
            return table.Record(projection, id, null, pending);
        return pending is not { IsGone: true } && RowOf(table.Snapshot, id) is { } reader
            ? table.Record(projection, id, reader, pending)
            : null;
    }

    /// <summary>
    /// A reader on the row with this key; null when the file has none. A row that is there but
    /// unusable is an error, since "gone" would read as a delete.
    /// </summary>
    private static CsvRecordReader? RowOf(CsvSnapshot snapshot, string id)
    {
        foreach (var place in snapshot.Find(id))
        {
            var reader = snapshot.ReaderAt(place);
            if (!reader.Read() || snapshot.KeyOf(reader) != id)
                continue;
            return snapshot.FaultOf(reader, id) is { } fault
                ? throw CsvLayout.Invalid($"{snapshot.Name} line {reader.Line}: {fault}", "")
                : reader;
        }
        if (snapshot.CutOffLine is { } last)
            throw CsvLayout.Invalid(
                $"{snapshot.Name} line {last}: the file ends in the middle of a row, so nobody can "
                    + "tell whether the row is still there.",
                "Complete the file."
            );
        return snapshot.UnclosedLine is { } line
            ? throw CsvLayout.Invalid(
                $"{snapshot.Name} line {line}: a quote is opened and never closed, so nobody can "
                    + "tell whether the row is still there.",
                "Close the quote."
            )
            : null;
    }

    private List<Record> Find(
        Projection projection,
        string fieldKey,
        string value,
        CancellationToken cancellationToken
    )
    {
        var table = Table(cancellationToken);
        var snapshot = table.Snapshot;
        if (snapshot.Layout.ColumnOf(fieldKey) is not (>= 0 and var column))
            throw CsvTable.Invalid(fieldKey, $"{snapshot.Name} has no column '{fieldKey}'.", null);
        var keys = table.IsSet(column)
            ? KeysOfAll(snapshot, cancellationToken)
            : snapshot.Find(column, value, cancellationToken).Select(p => KeyAt(snapshot, p));
        var found = new List<Record>();
        foreach (var key in keys.Concat(_pending.Rows.Keys).Distinct().Where(k => k.Length > 0))
        {
            var pending = _pending[key];
            if (pending is { IsGone: true } || snapshot.Find(key).Count > 1)
                continue;
            var reader = pending is { Creates: true } ? null : RowOf(snapshot, key);
            if (table.Holds(reader, pending, column, value))
                found.Add(table.Record(projection, key, reader, pending));
        }
        return found;
    }

    private static string KeyAt(CsvSnapshot snapshot, CsvPlace place)
    {
        var reader = snapshot.ReaderAt(place);
        return reader.Read() && snapshot.FaultOf(reader, snapshot.KeyOf(reader)) is null
            ? snapshot.KeyOf(reader)
            : "";
    }

    private static IEnumerable<string> KeysOfAll(CsvSnapshot snapshot, CancellationToken token)
    {
        var reader = snapshot.ReaderAtRows();
        while (reader.Read())
        {
            token.ThrowIfCancellationRequested();
            var key = CsvSnapshot.IsEmptyRow(reader) ? "" : snapshot.KeyOf(reader);
            if (key.Length > 0 && snapshot.FaultOf(reader, key) is null)
                yield return key;
        }
    }

    /// <summary>The file as it is now; read again when its stamp moved.</summary>
    private CsvTable Table(CancellationToken cancellationToken)
    {
        var path = CsvFiles.Resolve(_options.Path);
        if (_table is { } table && PosixFile.Stamp(path) == table.Snapshot.Stamp)
            return table;
        var snapshot = CsvSnapshot.Load(path, _options, cancellationToken);
        _table?.Dispose();
        _listing = null;
        return _table = new CsvTable(snapshot, _options);
    }

    private async Task<T> GuardedAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            // Off the caller's thread: file reading blocks.
            return await Task.Run(work, cancellationToken);
        }
        catch (Exception e) when (CsvFiles.Explain(e, _options.Path) is { } problem)
        {
            throw problem;
        }
        finally
        {
            _gate.Release();
        }
    }
}
