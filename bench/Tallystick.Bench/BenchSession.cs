using Tallystick.Core.Connectors;
using Tallystick.Core.Mapping;
using Tallystick.Core.Stores;
using Tallystick.Engine.Budgets;
using Tallystick.Engine.Runs;

namespace Tallystick.Bench;

internal static class BenchSession
{
    public static SyncSession Of(
        string leftObject,
        string rightObject,
        IReadOnlyList<FieldPair> fields,
        IConnector left,
        IConnector right,
        ISyncStore store,
        Budget? leftBudget = null
    )
    {
        var time = TimeProvider.System;
        return new SyncSession(
            new StreamDefinition
            {
                Name = "bench/people",
                LeftObject = leftObject,
                RightObject = rightObject,
                Fields = fields,
                Match =
                [
                    ["email"],
                    ["phone"],
                ],
                Conflict = ConflictPolicy.Left,
            },
            new SyncEndpoint("left", left, leftBudget ?? new Budget("left", time, new Random(1))),
            new SyncEndpoint("right", right, new Budget("right", time, new Random(2))),
            store,
            time,
            new Random(3),
            new PhaseClock()
        );
    }

    /// <summary>The most memory the process ever held, in MB; Linux only, else what the collector knows.</summary>
    public static double PeakMegabytes()
    {
        const string status = "/proc/self/status";
        if (!File.Exists(status))
            return GC.GetTotalMemory(false) / 1_048_576.0;
        var line = File.ReadLines(status)
            .First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], null) / 1024;
    }
}
