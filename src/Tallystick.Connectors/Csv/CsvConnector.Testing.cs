using Tallystick.Core.Connectors;

namespace Tallystick.Connectors.Csv;

public sealed partial class CsvConnector
{
    private static readonly TimeSpan SkewMax = TimeSpan.FromMinutes(2);

    public async Task<IReadOnlyList<Finding>> TestAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await GuardedAsync(() => Test(cancellationToken), cancellationToken);
        }
        catch (ConnectorException e)
        {
            return [new Finding(FindingLevel.Bad, "file", e.Message, e.Hint)];
        }
    }

    private List<Finding> Test(CancellationToken cancellationToken)
    {
        var table = Table(cancellationToken);
        var snapshot = table.Snapshot;
        var findings = new List<Finding>
        {
            new(
                FindingLevel.Good,
                "file",
                $"{snapshot.Name} has {snapshot.Layout.Headers.Count} columns and "
                    + $"{snapshot.Rows} rows."
            ),
            TestFolder(snapshot.Path),
        };
        var (faults, first, latest) = (0, "", (DateTimeOffset?)null);
        var reader = snapshot.ReaderAtRows();
        while (reader.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (CsvSnapshot.IsEmptyRow(reader))
                continue;
            if (snapshot.FaultOf(reader, snapshot.KeyOf(reader)) is { } fault)
                first = faults++ == 0 ? $"{table.OriginOf(reader)}: {fault}" : first;
            else if (table.ModifiedAt(reader, null) is { } at && !(at <= latest))
                latest = at;
        }
        findings.Add(
            faults == 0
                ? new(FindingLevel.Good, "rows", "Every row has a key of its own.")
                : new(FindingLevel.Warning, "rows", $"{faults} rows cannot be used.", first)
        );
        if (latest > _time.GetUtcNow() + SkewMax)
            findings.Add(
                new(
                    FindingLevel.Warning,
                    "clock",
                    $"The newest change is dated {latest:u}, which is yet to come.",
                    "Check the clock of whoever edits the file, and the time zone of the column."
                )
            );
        return findings;
    }

    private Finding TestFolder(string path)
    {
        if (!CsvFiles.IsWritable(path))
            return new(
                FindingLevel.Warning,
                "rights",
                "The file is read-only.",
                "Make it writable if this side shall be written to."
            );
        try
        {
            CsvFiles.RemoveLeftovers(path);
            var probe = CsvFiles.TempPath(path, _newId());
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
            return new(FindingLevel.Good, "rights", "The file can be replaced.");
        }
        catch (Exception e) when (CsvFiles.Explain(e, _options.Path) is { } problem)
        {
            return new(FindingLevel.Warning, "rights", problem.Message, problem.Hint);
        }
    }
}
