using Tallystick.Core.Connectors;
using Tallystick.Simulation.Time;

namespace Tallystick.Simulation.Apps;

/// <summary>The limits of an app, counted by itself over all who call.</summary>
/// <param name="exceeded">
/// Is told which limit a call was too many for, and whether all calls that used it up are of the
/// process that called: a new process does not know what the one before it has spent, nor one that
/// stood still what its successor has; each knows what it has spent itself.
/// </param>
internal sealed class CallMeter(
    SimLoop loop,
    IReadOnlyList<RateLimit> limits,
    Action<RateLimit, bool> exceeded
)
{
    private readonly Queue<(TimeSpan At, SimProcess Caller)> _calls = new();
    private readonly TimeSpan _longest =
        limits.Count == 0 ? TimeSpan.Zero : limits.Max(l => l.Window);

    /// <summary>Counts a call, unless it is refused.</summary>
    public bool IsOneTooMany(SimProcess caller)
    {
        while (_calls.TryPeek(out var call) && loop.Elapsed - call.At >= _longest)
            _calls.Dequeue();
        foreach (var limit in limits)
        {
            var (within, own) = (0, 0);
            foreach (var call in _calls)
                if (loop.Elapsed - call.At < limit.Window)
                {
                    within++;
                    own += call.Caller == caller ? 1 : 0;
                }
            if (within < limit.Calls)
                continue;
            exceeded(limit, own == within);
            return true;
        }
        _calls.Enqueue((loop.Elapsed, caller));
        return false;
    }
}
