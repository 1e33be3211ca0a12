using System.Diagnostics;
using System.Globalization;
using Tallystick.Engine.Runs;

namespace Tallystick.Bench;

/// <summary>Prints when each phase of a run began, on the error stream.</summary>
internal sealed class PhaseClock : IProgress<RunProgress>
{
    private readonly Lock _gate = new();
    private readonly Stopwatch _watch = new();
    private string _phase = "";

    public void Report(RunProgress value)
    {
        lock (_gate)
        {
            if (value.Phase == "describe")
                _watch.Restart();
            if (value.Phase == _phase)
                return;
            _phase = value.Phase;
            Console.Error.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"    {_watch.Elapsed.TotalSeconds, 7:N2} s {_phase}"
                )
            );
        }
    }
}
