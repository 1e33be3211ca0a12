using Tallystick.Core.Connectors;
using Tallystick.Core.Limits;

namespace Tallystick.Simulation.Tests.Bugs;

/// <summary>The planted bug of a budget that nobody asks: every call may go at once.</summary>
internal sealed class UncountedBudget : IBudget
{
    public ValueTask<CallSlot> EnterAsync(string operation, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new CallSlot(operation, 0));

    public void Exit(CallSlot slot, CallOutcome outcome) { }

    public void Declare(IReadOnlyList<RateLimit> limits) { }
}
