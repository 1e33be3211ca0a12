using Spectre.Console;
using Tallystick.Cli.Output;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Runs;

namespace Tallystick.Cli.Demo;

/// <summary>After the first sync: people edit on both sides, and the changes flow.</summary>
internal sealed class DemoLife(Terminal terminal, Workspace workspace, DemoWorld world, int seed)
{
    private const int RowsMax = 12;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly List<string[]> _rows = [];
    private long _edits;
    private long _writes;

    /// <summary>Until the time is up or the user stops it.</summary>
    public async Task RunAsync(TimeSpan? duration, CancellationToken cancellationToken)
    {
        var time = workspace.Time;
        using var limit = duration is { } length
            ? new CancellationTokenSource(length, time)
            : new CancellationTokenSource();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(
            limit.Token,
            cancellationToken
        );
        using var edits = new DemoEdits(world, seed);
        terminal.Say("People now edit on both sides; Ctrl+C stops it.");
        try
        {
            if (terminal.IsInteractive)
                await terminal
                    .Console.Live(Picture())
                    .StartAsync(live =>
                        LoopAsync(edits, () => live.UpdateTarget(Picture()), stop.Token)
                    );
            else
                await LoopAsync(edits, () => { }, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The end that was asked for.
        }
        terminal.Say(
            $"{Reports.Number(_edits)} edits by people became {Reports.Number(_writes)} writes."
        );
    }

    private async Task LoopAsync(DemoEdits edits, Action show, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (left, right) = await edits.MakeAsync(cancellationToken);
            _edits += left + right;
            await Task.Delay(
                DemoWorld.SearchLag + TimeSpan.FromMilliseconds(200),
                workspace.Time,
                cancellationToken
            );
            var report = await SyncAsync(cancellationToken);
            _writes += report.Writes;
            await RememberAsync(report, cancellationToken);
            terminal.Emit(
                "round",
                w =>
                {
                    w.WriteNumber("edits", left + right);
                    w.WriteNumber("writes", report.Writes);
                    w.WriteNumber("calls", report.LeftCalls.Total + report.RightCalls.Total);
                }
            );
            if (!terminal.IsInteractive)
                terminal.Say(
                    $"{left + right} edits, {report.Writes} writes in {Reports.Duration(report.Duration)}"
                );
            show();
            await Task.Delay(Pause, workspace.Time, cancellationToken);
        }
    }

    private async Task<RunReport> SyncAsync(CancellationToken cancellationToken)
    {
        var (sync, stream) = workspace.Streams(null)[0];
        var left = await workspace.EndpointAsync(sync.Left, cancellationToken);
        var right = await workspace.EndpointAsync(sync.Right, cancellationToken);
        return await workspace
            .Session(stream, left, right, null)
            .SyncAsync(new RunOptions(), cancellationToken);
    }

    private async Task RememberAsync(RunReport report, CancellationToken cancellationToken)
    {
        var query = new JournalQuery { Run = report.Run, EntriesMax = RowsMax };
        await foreach (var entry in workspace.Store.JournalAsync(query, cancellationToken))
        {
            foreach (var field in entry.Fields)
                _rows.Add([
                    $"{entry.At.UtcDateTime:HH:mm:ss}",
                    entry.Side is Side.Left ? "Acme → HighLevel" : "HighLevel → Acme",
                    field.Field,
                    field.Before.ToString(),
                    field.After.ToString(),
                ]);
        }
        if (_rows.Count > RowsMax)
            _rows.RemoveRange(0, _rows.Count - RowsMax);
    }

    private Table Picture()
    {
        var table = new Table()
            .Border(TableBorder.Rounded)
            .Title($"{Reports.Number(_edits)} edits by people, {Reports.Number(_writes)} writes");
        table.AddColumns("when (UTC)", "way", "field", "was", "is now");
        foreach (var row in _rows)
            table.AddRow([.. row.Select(Reports.Cell)]);
        return table;
    }
}
