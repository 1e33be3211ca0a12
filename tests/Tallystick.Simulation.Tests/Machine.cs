using Tallystick.Core.Mapping;
using Tallystick.Core.Stores;
using Tallystick.Engine.Runs;
using Tallystick.Simulation.Faults;
using Tallystick.Simulation.Machines;
using Tallystick.Simulation.Tests.Apps;
using Tallystick.Simulation.Tests.Bugs;
using Tallystick.Simulation.Tests.Laws;
using Tallystick.Simulation.Tests.Scenarios;
using Tallystick.Simulation.Time;

namespace Tallystick.Simulation.Tests;

/// <summary>The machine of the fixed mix, on which somebody undoes, too, and is told of changes.</summary>
/// <param name="outside">What is no process of the machine: the network, the apps, the people.</param>
internal sealed partial class Machine(
    Script script,
    PlantedBug bug,
    SimProcess outside,
    AppPair apps,
    LawBook laws,
    ISyncStore disk
)
    : CrashMachine(
        outside,
        TimeSpan.FromSeconds(script.World.IntervalSeconds),
        new Random(unchecked(script.Seed * 7919 + 4))
    )
{
    private readonly StreamDefinition _definition =
        bug is PlantedBug.DeleteOnAnEmptyPage
            ? script.World.Definition with
            {
                DeletesMax = int.MaxValue,
                DeleteShareMax = 1,
            }
            : script.World.Definition;
    private readonly NewestEpoch _newest = new();
    private int _processes;

    public override bool Do(Act act)
    {
        switch (act)
        {
            case { Verb: "undo" }:
                BeginUndo(act);
                return true;
            // It has said that it took the next event, and does nothing more.
            case { Verb: "crash", What: "event" }:
                _diesAtEvent = true;
                return true;
            default:
                return base.Do(act);
        }
    }

    public override SimProcess Calm()
    {
        _diesAtEvent = false;
        return base.Calm();
    }

    protected override async Task WorkAsync(SimProcess process)
    {
        // While somebody undoes, nobody listens, and nothing is synced.
        await UndoAsync(process);
        if (script.World.Events.AreAny)
            await KeepAsync(process);
        else
            await base.WorkAsync(process);
    }

    protected override void OnRun(RunReport report, RunOptions options)
    {
        laws.Log(
            $"run {report.Run} {(IsLook(options) ? "looked and " : "")}wrote {report.Writes}"
                + LeftOver(report)
        );
        if (report.Writes > 0)
            _writers.Add(report.Run);
        if (!IsLook(options))
            laws.Undos.OnRun();
    }

    protected override void OnEnded(string work, Exception reason) =>
        laws.Log($"{work} ended: {reason.Message}");

    protected override void OnFailed(string work, Exception mistake) =>
        laws.Break("L2", $"the {work} failed: {mistake}");

    protected override void OnStart()
    {
        laws.Log($"process {++_processes}");
        _inbox = null;
    }

    protected override void OnDeath(Death how)
    {
        if (how is Death.AtStep)
            laws.Log("dies between two steps");
        else if (how is Death.InStore)
            laws.Log("dies at the store");
    }

    protected override void OnWake() => laws.Log("twin wakes");
}
