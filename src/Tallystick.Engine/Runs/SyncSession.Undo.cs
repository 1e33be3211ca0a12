using System.Text.Json;
using Tallystick.Core.Connectors;
using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Planning;
using Tallystick.Engine.Undoing;

namespace Tallystick.Engine.Runs;

public sealed partial class SyncSession
{
    /// <summary>
    /// Puts back what the selected journal entries wrote, where nobody has touched it since. An undo
    /// is a run of its own, and can be undone as any other.
    /// </summary>
    /// <exception cref="RunStoppedException">It could not go on; what was done is kept.</exception>
    public async Task<UndoReport> UndoAsync(
        UndoRequest request,
        RunOptions options,
        CancellationToken cancellationToken
    )
    {
        var plan = await CompileAsync(cancellationToken);
        var report = await UndoAsync(
            plan,
            request,
            options,
            store,
            left.Connector,
            right.Connector,
            cancellationToken
        );
        return report with { Applied = true };
    }

    /// <summary>What <see cref="UndoAsync(UndoRequest, RunOptions, CancellationToken)"/> would do now: the same undo on a copy of the memory, whose writes go nowhere.</summary>
    public async Task<UndoReport> PlanUndoAsync(
        UndoRequest request,
        RunOptions options,
        CancellationToken cancellationToken
    )
    {
        await using var copy = await store.CopyAsync(cancellationToken);
        return await PlanUndoAsync(copy, request, options, cancellationToken);
    }

    /// <summary>The same on a copy that several streams share: what one would bring back is there for the next.</summary>
    public async Task<UndoReport> PlanUndoAsync(
        ISyncStore copy,
        UndoRequest request,
        RunOptions options,
        CancellationToken cancellationToken
    )
    {
        var plan = await CompileAsync(cancellationToken);
        var dryLeft = new DryConnector(Side.Left, left.Connector, time);
        var dryRight = new DryConnector(Side.Right, right.Connector, time);
        var report = await UndoAsync(
            plan,
            request,
            options,
            copy,
            dryLeft,
            dryRight,
            cancellationToken
        );
        return report with
        {
            Run = null,
            Calls = [.. dryLeft.Forecast(left.Budget), .. dryRight.Forecast(right.Budget)],
        };
    }

    private async Task<UndoReport> UndoAsync(
        StreamPlan plan,
        UndoRequest request,
        RunOptions options,
        ISyncStore memory,
        IConnector leftConnector,
        IConnector rightConnector,
        CancellationToken cancellationToken
    )
    {
        var started = time.GetTimestamp();
        return await StoppingAsync(async () =>
        {
            await RequireMappingAsync(plan, memory, cancellationToken);
            request = await new UndoFamily(plan, memory).WidenedAsync(request, cancellationToken);
            var selection = await UndoSelection.FindAsync(
                memory,
                plan.Name,
                request,
                cancellationToken
            );
            if (selection.Records.Count == 0)
                return new UndoReport { Stream = plan.Name };
            var run = await memory.BeginRunAsync(
                plan.Name,
                "undo",
                time.GetUtcNow(),
                cancellationToken
            );
            RunFence.Raise(memory, run, time);
            var context = Context(plan, options, memory, run, leftConnector, rightConnector);
            var undone = await new UndoSession(context, request).UndoAsync(
                selection,
                cancellationToken
            );
            foreach (var side in new[] { Side.Left, Side.Right })
                await RememberWriteAsync(context, side, cancellationToken);
            var report = undone with
            {
                Run = run.Number,
                LeftCalls = left.Budget.Report(),
                RightCalls = right.Budget.Report(),
                Duration = time.GetElapsedTime(started),
            };
            var json = JsonSerializer.Serialize(report, ReportJson.Default.UndoReport);
            await memory.EndRunAsync(run, context.Now, json, [], cancellationToken);
            return report;
        });
    }

    /// <summary>Shadows stand in the order of the mapping they were made with; only a sync moves them.</summary>
    private static async Task RequireMappingAsync(
        StreamPlan plan,
        ISyncStore memory,
        CancellationToken cancellationToken
    )
    {
        if (await memory.MappingOfAsync(plan.Name, cancellationToken) is not { } known)
            return;
        var before = JsonSerializer.Deserialize(
            known,
            StreamSignatureContext.Default.StreamSignature
        )!;
        if (
            !before.Left.SequenceEqual(plan.Left.Fields.Select(f => f.Key))
            || !before.Right.SequenceEqual(plan.Right.Fields.Select(f => f.Key))
        )
            throw new RunStoppedException(
                $"The fields of '{plan.Name}' are others than in its last run.",
                "Undo with the mapping of that run, or run tally sync first."
            );
    }
}
