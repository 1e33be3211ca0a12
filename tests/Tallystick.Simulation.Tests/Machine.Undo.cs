using Tallystick.Core.Stores;
using Tallystick.Engine.Runs;
using Tallystick.Engine.Undoing;
using Tallystick.Simulation.Faults;
using Tallystick.Simulation.Tests.Laws;
using Tallystick.Simulation.Tests.Scenarios;
using Tallystick.Simulation.Time;

namespace Tallystick.Simulation.Tests;

/// <summary>
/// Somebody at the machine who undoes: the sync is stopped, since both need the state for
/// themselves, and starts again when the undo is done. After a death the same undo is given again.
/// </summary>
internal sealed partial class Machine
{
    /// <summary>Runs that wrote something, undos among them.</summary>
    private readonly List<long> _writers = [];

    private UndoRequest? _undo;

    /// <summary>What was not undone yet, now that nothing fails.</summary>
    public async Task FinishUndoAsync(SimProcess process)
    {
        if (_undo is null)
            return;
        await WithinAsync(
            process,
            async () =>
            {
                await UndoAsync(process);
                return true;
            }
        );
    }

    private void BeginUndo(Act act)
    {
        // One undo at a time: who was interrupted gives the same one again first.
        if (_undo is not null || RequestOf(act) is not { } request)
            return;
        Current?.Kill();
        _undo = request;
        Start();
    }

    private UndoRequest? RequestOf(Act act)
    {
        switch (act.What)
        {
            case "run":
                return _writers.Count == 0
                    ? null
                    : new UndoRequest { Run = _writers[act.Number * 31 % _writers.Count] };
            case "since":
                var span = TimeSpan.FromSeconds(5 + (act.Number % 40));
                return new UndoRequest { Since = Loop.Now - span };
            case "record":
                return Hands.Pick(apps[act.Side], act) is { } person
                    ? new UndoRequest { RecordId = person.Id }
                    : null;
            default:
                return Hands.Pick(apps[act.Side], act) is { } edited
                    ? new UndoRequest { RecordId = edited.Id, Field = act.What }
                    : null;
        }
    }

    /// <summary>Until it is done, however often that takes.</summary>
    private async Task UndoAsync(SimProcess process)
    {
        while (_undo is { } request && process == Current)
        {
            // The undo of a field may be left half done; what is half done then stays so.
            if (request.Field is not null)
                _undo = null;
            laws.Log($"undoes: {request.Cause}");
            var span = new UndoSpan(Loop.Elapsed);
            laws.Undos.Spans.Add(span);
            span.IsTold = await UndoOnceAsync(process, request, span);
            if (span.IsTold)
                span.To = Loop.Elapsed;
            if (span.IsTold && process == Current)
                _undo = null;
            else
                await Task.Delay(TimeSpan.FromSeconds(5), process.Clock);
        }
    }

    private async Task<bool> UndoOnceAsync(SimProcess process, UndoRequest request, UndoSpan span)
    {
        var report = await LiveThroughAsync(
            "undo",
            async () =>
            {
                try
                {
                    return await UndoSession(process, span)
                        .UndoAsync(request, new RunOptions(), CancellationToken.None);
                }
                catch (StaleRunException)
                {
                    span.WasReplaced = true;
                    throw;
                }
            }
        );
        if (report is null)
            return false;
        laws.Log(
            $"undo {report.Run} updated {report.Updated.Total} deleted {report.Deleted.Total} "
                + $"created {report.Created.Total} skipped {report.Skipped} postponed {report.Postponed}"
        );
        if (report is { Run: { } run, Writes: > 0 })
            _writers.Add(run);
        return report.Postponed == 0;
    }
}
