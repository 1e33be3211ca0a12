using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Engine.References;
using Tallystick.Engine.Runs;
using Tallystick.Simulation.Tests.Apps;
using Tallystick.Simulation.Tests.Bugs;
using Tallystick.Simulation.Tests.Laws;
using Tallystick.Simulation.Time;

namespace Tallystick.Simulation.Tests;

/// <summary>What a process syncs with: the real engine, between the apps as it reaches them.</summary>
internal sealed partial class Machine
{
    protected override async Task<IReadOnlyList<SyncSession>> SessionsAsync(
        SimProcess process,
        RunOptions options
    )
    {
        var left = Endpoint(Side.Left, process, undo: null);
        var right = Endpoint(Side.Right, process, undo: null);
        // Apps tell of people only.
        var streams = IsLook(options)
            ? [script.World.StreamsOf(_definition)[^1]]
            : await StreamSequence.OrderAsync(
                script.World.StreamsOf(_definition),
                left,
                right,
                process.Clock,
                new Random(script.Seed),
                CancellationToken.None
            );
        return [.. streams.Select(s => Session(process, s, options, left, right))];
    }

    private SyncSession UndoSession(SimProcess process, UndoSpan undo) =>
        Session(
            process,
            _definition,
            new RunOptions(),
            Endpoint(Side.Left, process, undo),
            Endpoint(Side.Right, process, undo)
        );

    private SyncSession Session(
        SimProcess process,
        StreamDefinition stream,
        RunOptions options,
        SyncEndpoint left,
        SyncEndpoint right
    ) =>
        new(
            stream,
            left,
            right,
            new SimStore(disk, process, bug, apps, laws, _newest, lost => DiesHere(process, lost))
            {
                IsLook = IsLook(options),
            },
            process.Clock,
            new Random(script.Seed),
            null
        );

    private static string LeftOver(RunReport report) =>
        report is { Postponed: 0, Stopped: null }
            ? ""
            : $", {report.Postponed} postponed {report.Stopped}";

    private SyncEndpoint Endpoint(Side side, SimProcess process, UndoSpan? undo)
    {
        var budget = BudgetOf(process, side);
        var line = LineTo(
            apps[side],
            apps.WeatherOf(side),
            bug is PlantedBug.BudgetOverrun ? new UncountedBudget() : budget,
            process
        );
        var connector = new SimConnector(apps[side], line, bug) { Undo = undo };
        return new SyncEndpoint(side.Word, connector, budget);
    }
}
