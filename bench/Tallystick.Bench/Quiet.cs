using System.Diagnostics;
using System.Globalization;
using Tallystick.Connectors.HighLevel;
using Tallystick.Core.Stores;
using Tallystick.Engine.Budgets;
using Tallystick.Engine.Runs;
using Tallystick.HighLevel;
using Tallystick.Sandbox;
using Tallystick.Storage;

namespace Tallystick.Bench;

/// <summary>
/// A HighLevel full of contacts with tags, and the same people on the other side: how many calls a
/// sync takes that has nothing to write.
/// </summary>
internal static class Quiet
{
    private static readonly TimeProvider Time = TimeProvider.System;

    public static async Task<int> RunAsync(int count)
    {
        var folder = Directory.CreateTempSubdirectory("tallystick-bench-").FullName;
        try
        {
            await using var sandbox = await HighLevelSandbox.StartAsync(
                new SandboxOptions
                {
                    Contacts = count,
                    Limits = false,
                    SearchLag = TimeSpan.Zero,
                },
                Time
            );
            await using var store = await SqliteSyncStore.OpenAsync(
                Path.Combine(folder, "state.db"),
                Time,
                default
            );
            await MeasureAsync("first meeting", count, sandbox, store, new RunOptions());
            await MeasureAsync("nothing changed, whole", count, sandbox, store, Whole);
            await MeasureAsync("nothing changed, usual", count, sandbox, store, new RunOptions());
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static RunOptions Whole => new() { Full = true };

    private static async Task MeasureAsync(
        string what,
        int count,
        HighLevelSandbox sandbox,
        ISyncStore store,
        RunOptions options
    )
    {
        // As a command of its own each time: what it describes and asks at its start counts too.
        await using var highLevel = Connector(sandbox, out var budget);
        var session = BenchSession.Of(
            "contact",
            SyntheticConnector.ObjectType,
            WriteOverHttp.Pairs,
            highLevel,
            new SyntheticConnector("R", count),
            store,
            budget
        );
        var watch = Stopwatch.StartNew();
        var report = await session.SyncAsync(options, default);
        if (report.Links != count || report.Writes != 0)
            throw new InvalidOperationException(
                $"{report.Links} links and {report.Writes} writes instead of {count} and 0."
            );
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{what, -24} {count, 9:N0} people {report.LeftCalls.Total, 6:N0} calls {watch.Elapsed.TotalSeconds, 7:N2} s, {report.Writes} writes"
            )
        );
    }

    private static HighLevelConnector Connector(HighLevelSandbox sandbox, out Budget budget)
    {
        budget = new Budget("left", Time, new Random(1));
        var settings = new HighLevelSettings
        {
            Account = new HighLevelOptions
            {
                Token = HighLevelSandbox.DefaultToken,
                LocationId = HighLevelSandbox.DefaultLocation,
                BaseAddress = sandbox.BaseAddress,
            },
            SearchLag = TimeSpan.Zero,
            Limits = [],
        };
        return new HighLevelConnector(settings, budget, Time);
    }
}
