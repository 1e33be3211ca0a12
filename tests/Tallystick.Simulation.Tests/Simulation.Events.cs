using Tallystick.Core.Records;
using Tallystick.Engine.Runs;
using Tallystick.Simulation.Time;

namespace Tallystick.Simulation.Tests;

/// <summary>What is asked of events when nothing fails any more.</summary>
internal sealed partial class Simulation
{
    /// <summary>What the storm held up arrives, and is then heard of once more.</summary>
    private async Task LookAtLateEventsAsync(Machine machine, SimProcess process)
    {
        var late = machine.Told();
        if (late.Count == 0)
            return;
        await machine.SyncAsync(process, Machine.LookingAt(late));
        await RequireNoWritesAsync(machine, process, late, "an event that came again");
    }

    /// <summary>
    /// All that anybody was ever told of, the sync's own writes and those who are gone included, is
    /// told once more, in another order: nothing is written, now or by the next run.
    /// </summary>
    private async Task EchoAsync(Machine machine, SimProcess process)
    {
        if (_events.Sent is not { Count: > 0 } sent)
            return;
        var records = sent.ToArray();
        new Random(_script.Seed).Shuffle(records);
        await RequireNoWritesAsync(machine, process, records, "an event of something long agreed");
        var reports = await machine.SyncAsync(process, new RunOptions());
        if (reports?.Sum(r => r.Writes) is not 0)
            _laws.Break("L4", "events of what was long agreed left something to write");
    }

    private async Task RequireNoWritesAsync(
        Machine machine,
        SimProcess process,
        IReadOnlyList<(Side Side, string Id)> records,
        string what
    )
    {
        var reports = await machine.SyncAsync(process, Machine.LookingAt(records));
        if (reports?.Sum(r => r.Writes) is > 0 and var writes)
            _laws.Break("L4", $"{what} made {writes} writes");
    }
}
