using Tallystick.Simulation.Faults;
using Tallystick.Simulation.Time;

namespace Tallystick.Simulation.Machines;

/// <summary>A storm: acts, each at its time, around a machine that syncs.</summary>
internal sealed class Storm(SimProcess outside, IReadOnlyList<Act> acts, double seconds)
{
    /// <param name="happens">What an act does to the apps, their weather or the machine.</param>
    public async Task LiveAsync(CrashMachine machine, Action<Act> happens)
    {
        foreach (var act in acts.Where(a => a.At == 0))
            happens(act);
        machine.Start();
        foreach (var act in acts.Where(a => a.At > 0))
        {
            await UntilAsync(act.At);
            happens(act);
        }
        await UntilAsync(seconds);
    }

    private Task UntilAsync(double at) =>
        outside.PassAsync(TimeSpan.FromSeconds(at) - outside.Loop.Elapsed);
}
