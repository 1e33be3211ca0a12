using System.Globalization;
using Tallystick.Core.Connectors;
using Tallystick.Core.Records;

namespace Tallystick.Connectors.Csv;

public sealed partial class CsvConnector
{
    private const int RewritesMax = 5;

    public Task<WriteResult> CreateAsync(
        Projection projection,
        Patch patch,
        CancellationToken cancellationToken
    ) => GuardedAsync(() => Create(projection, patch, cancellationToken), cancellationToken);

    public Task<WriteResult> UpdateAsync(
        Projection projection,
        string id,
        Patch patch,
        string? version,
        CancellationToken cancellationToken
    ) => GuardedAsync(() => Update(projection, id, patch, cancellationToken), cancellationToken);

    public Task DeleteAsync(
        string objectType,
        string id,
        string? version,
        CancellationToken cancellationToken
    ) =>
        GuardedAsync(
            () =>
            {
                var table = WritableTable(cancellationToken);
                if (_pending[id] is not { IsGone: true })
                    _pending.Delete(id, isInFile: RowOf(table.Snapshot, id) is not null);
                return true;
            },
            cancellationToken
        );

    public Task FlushAsync(CancellationToken cancellationToken) =>
        GuardedAsync(() => Flush(cancellationToken), cancellationToken);

    private WriteResult Create(
        Projection projection,
        Patch patch,
        CancellationToken cancellationToken
    )
    {
        var table = WritableTable(cancellationToken);
        var snapshot = table.Snapshot;
        var changes = table.Compile(projection, patch);
        var key =
            changes
                .Where(c => c.Column == snapshot.KeyColumn)
                .Select(c => c.Change.New.Text?.Trim())
                .LastOrDefault(text => !string.IsNullOrEmpty(text))
            ?? NewKey(snapshot);
        var pending = _pending[key];
        if (pending is { Creates: true } || (pending is null && snapshot.Find(key).Count > 0))
            throw new ConnectorException(
                ProblemKind.Duplicate,
                $"{snapshot.Name} has a row with this key already."
            )
            {
                DuplicateOf = key,
                Field = snapshot.Layout.Headers[snapshot.KeyColumn],
            };
        var own = (snapshot.KeyColumn, new FieldChange(0, Value.Of(key)));
        Check(table, null, null, changes);
        _pending.Create(key, changes.Where(c => c.Column != snapshot.KeyColumn).Prepend(own));
        return new WriteResult(key, Get(table, projection, key));
    }

    private WriteResult Update(
        Projection projection,
        string id,
        Patch patch,
        CancellationToken cancellationToken
    )
    {
        var table = WritableTable(cancellationToken);
        var snapshot = table.Snapshot;
        var pending = _pending[id];
        var reader = pending is { DropsOld: true } or { Creates: true }
            ? null
            : RowOf(snapshot, id);
        if (pending is { IsGone: true } || (reader is null && pending is not { Creates: true }))
            throw new ConnectorException(
                ProblemKind.NotFound,
                $"{snapshot.Name} has no row with the key '{id}' any more."
            );
        var changes = table.Compile(projection, patch);
        var keyChange = changes.FirstOrDefault(c => c.Column == snapshot.KeyColumn);
        if (keyChange.Change.New is { IsUnknown: false } key && key.Text?.Trim() != id)
            throw CsvTable.Invalid(
                snapshot.Layout.Headers[snapshot.KeyColumn],
                "The key of a row cannot change.",
                "Leave the key column out of the mapping, or map it in one direction."
            );
        changes = [.. changes.Where(c => c.Column != snapshot.KeyColumn)];
        Check(table, reader, pending, changes);
        _pending.Update(id, changes);
        return new WriteResult(id, Get(table, projection, id));
    }

    /// <summary>Refuses a value now rather than at the flush, where it would take others with it.</summary>
    private static void Check(
        CsvTable table,
        CsvRecordReader? reader,
        PendingRow? pending,
        IReadOnlyList<(int Column, FieldChange Change)> changes
    )
    {
        var trial = new PendingRow();
        trial.Changes.AddRange(pending?.Changes ?? []);
        trial.Changes.AddRange(changes);
        foreach (var (column, _) in changes)
            _ = table.Cell(reader, trial, column);
    }

    private string NewKey(CsvSnapshot snapshot)
    {
        if (_options.NewKey == "id")
            return _newId();
        var highest = _pending.Created.Aggregate(snapshot.HighestKey, CsvSnapshot.Higher);
        if (highest is { } number)
            return (number + 1).ToString(CultureInfo.InvariantCulture);
        if (_options.NewKey == "auto")
            return _newId();
        throw CsvTable.Invalid(
            _options.Key,
            $"Not every key in {snapshot.Name} is a whole number, so there is no next one.",
            "Set `new_key: auto` or map a field to the key column."
        );
    }

    private CsvTable WritableTable(CancellationToken cancellationToken)
    {
        var table = Table(cancellationToken);
        return CsvFiles.IsWritable(table.Snapshot.Path)
            ? table
            : throw new ConnectorException(
                ProblemKind.Forbidden,
                $"{table.Snapshot.Name} is read-only."
            )
            {
                Hint = $"Make it writable: chmod u+w {_options.Path}",
            };
    }

    private bool Flush(CancellationToken cancellationToken)
    {
        if (_pending.IsEmpty)
            return false;
        try
        {
            for (var attempt = 0; attempt < RewritesMax; attempt++)
                if (Rewrite(cancellationToken))
                    return true;
            throw new ConnectorException(
                ProblemKind.Transient,
                $"{_options.Path} keeps changing; nothing was written."
            );
        }
        finally
        {
            // Kept or lost, these writes are told: a caller who tries again says them again.
            _pending.Clear();
        }
    }

    /// <summary>False when the file changed under our hands, and nothing was written.</summary>
    private bool Rewrite(CancellationToken cancellationToken)
    {
        var table = WritableTable(cancellationToken);
        var path = table.Snapshot.Path;
        CsvFiles.RemoveLeftovers(path);
        var temp = CsvFiles.TempPath(path, _newId());
        try
        {
            using (var stream = NewFile(temp, table.Snapshot.Layout))
            {
                if (!new CsvRewrite(table, _pending, stream).Run(cancellationToken))
                    return true;
            }
            CsvFiles.MakeLasting(temp);
            if (PosixFile.Stamp(path) != table.Snapshot.Stamp)
                return false;
            CsvFiles.Replace(path, temp);
            return true;
        }
        finally
        {
            File.Delete(temp);
        }
    }

    private static Stream NewFile(string temp, CsvLayout layout)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            BufferSize = 64 * 1024,
        };
        // Nobody else reads the copy before it gets the original's mode.
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(temp, options);
        return layout.Transcoded is { } encoding
            ? System.Text.Encoding.CreateTranscodingStream(
                file,
                encoding,
                System.Text.Encoding.UTF8
            )
            : file;
    }
}
