using System.Diagnostics;
using System.Globalization;
using Tallystick.Connectors.HighLevel;
using Tallystick.Core.Mapping;
using Tallystick.Engine.Budgets;
using Tallystick.Engine.Runs;
using Tallystick.HighLevel;
using Tallystick.Sandbox;
using Tallystick.Storage;

namespace Tallystick.Bench;

/// <summary>An empty HighLevel is filled, over HTTP, without limits; the sandbox shares this process and its cores.</summary>
internal static class WriteOverHttp
{
    public static readonly FieldPair[] Pairs =
    [
        new("email", "email"),
        new("phone", "phone"),
        new("firstName", "firstName"),
        new("lastName", "lastName"),
        new("address1", "street"),
        new("city", "city"),
        new("state", "state"),
        new("postalCode", "postalCode"),
        new("country", "country"),
        new("dateOfBirth", "birthday"),
        new("tags", "tags"),
    ];

    public static async Task<int> RunAsync(int count)
    {
        var folder = Directory.CreateTempSubdirectory("tallystick-bench-").FullName;
        try
        {
            await using var sandbox = await HighLevelSandbox.StartAsync(
                new SandboxOptions { Limits = false, SearchLag = TimeSpan.Zero },
                TimeProvider.System
            );
            await using var store = await SqliteSyncStore.OpenAsync(
                Path.Combine(folder, "state.db"),
                TimeProvider.System,
                default
            );
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
            var budget = new Budget("left", TimeProvider.System, new Random(1));
            await using var highLevel = new HighLevelConnector(
                settings,
                budget,
                TimeProvider.System
            );
            var session = BenchSession.Of(
                "contact",
                SyntheticConnector.ObjectType,
                Pairs,
                highLevel,
                new SyntheticConnector("R", count),
                store
            );
            var watch = Stopwatch.StartNew();
            var report = await session.SyncAsync(new RunOptions(), default);
            var seconds = watch.Elapsed.TotalSeconds;
            if (report.Created.Left != count || sandbox.ContactCount != count)
                throw new InvalidOperationException(
                    $"{report.Created.Left} created instead of {count}."
                );
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"write over HTTP {count, 9:N0} people {seconds, 7:N2} s {count / seconds, 10:N0}/s, peak memory {BenchSession.PeakMegabytes():N0} MB (sandbox included)"
                )
            );
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
