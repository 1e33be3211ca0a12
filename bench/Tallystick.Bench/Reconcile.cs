using System.Diagnostics;
using System.Globalization;
using Tallystick.Core.Mapping;
using Tallystick.Engine.Runs;
using Tallystick.Storage;

namespace Tallystick.Bench;

/// <summary>Two sides with the same people: first met, then compared again.</summary>
internal static class Reconcile
{
    public static async Task<int> RunAsync(int count)
    {
        var folder = Directory.CreateTempSubdirectory("tallystick-bench-").FullName;
        try
        {
            await using var store = await SqliteSyncStore.OpenAsync(
                Path.Combine(folder, "state.db"),
                TimeProvider.System,
                default
            );
            var fields = SyntheticConnector.Keys.Select(k => new FieldPair(k, k)).ToArray();
            var session = BenchSession.Of(
                SyntheticConnector.ObjectType,
                SyntheticConnector.ObjectType,
                fields,
                new SyntheticConnector("L", count),
                new SyntheticConnector("R", count),
                store
            );
            await MeasureAsync("first meeting (match, merge, link)", count, session);
            for (var i = 0; i < 3; i++)
                await MeasureAsync("equal again (reconcile)", count, session);
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"peak memory {BenchSession.PeakMegabytes():N0} MB"
                )
            );
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MeasureAsync(string what, int count, SyncSession session)
    {
        var watch = Stopwatch.StartNew();
        var report = await session.SyncAsync(new RunOptions { Full = true }, default);
        var seconds = watch.Elapsed.TotalSeconds;
        if (report.Links != count || report.Writes != 0)
            throw new InvalidOperationException(
                $"{report.Links} links and {report.Writes} writes instead of {count} and 0."
            );
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{what, -36} {count, 9:N0} people {seconds, 7:N2} s {count / seconds, 10:N0}/s"
            )
        );
    }
}
