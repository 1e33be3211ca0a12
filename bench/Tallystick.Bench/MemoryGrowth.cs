using System.Diagnostics;
using System.Globalization;

namespace Tallystick.Bench;

/// <summary>The same work at two sizes, each in a fresh process, since a peak never falls.</summary>
internal static class MemoryGrowth
{
    private static readonly int[] Sizes = [10_000, 200_000];

    public static async Task<int> RunAsync()
    {
        foreach (var size in Sizes)
        {
            var start = new ProcessStartInfo(
                Environment.ProcessPath!,
                ["reconcile", size.ToString(CultureInfo.InvariantCulture)]
            );
            using var process = Process.Start(start)!;
            await process.WaitForExitAsync();
            if (process.ExitCode != 0)
                return process.ExitCode;
        }
        return 0;
    }
}
