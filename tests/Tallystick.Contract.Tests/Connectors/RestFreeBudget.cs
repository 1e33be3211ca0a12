using Tallystick.Core.Connectors;
using Tallystick.Core.Limits;

namespace Tallystick.Contract.Tests.Connectors;

/// <summary>Grants every call.</summary>
internal sealed class RestFreeBudget : IBudget
{
    private long _calls;

    public ValueTask<CallSlot> EnterAsync(string operation, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new CallSlot(operation, Interlocked.Increment(ref _calls)));

    public void Exit(CallSlot slot, CallOutcome outcome) { }

    public void Declare(IReadOnlyList<RateLimit> limits) { }
}
