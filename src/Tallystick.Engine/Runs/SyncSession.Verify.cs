using Tallystick.Engine.Budgets;
using Tallystick.Engine.Verifying;
using Tallystick.Engine.Writing;

namespace Tallystick.Engine.Runs;

public sealed partial class SyncSession
{
    /// <summary>Compares both sides, field by field, as they are now.</summary>
    public async Task<VerifyReport> VerifyAsync(
        RunOptions options,
        CancellationToken cancellationToken
    )
    {
        var started = time.GetTimestamp();
        if (options.Lane is { } lane)
            CallLane.Enter(lane);
        var plan = await CompileAsync(cancellationToken);
        await using var copy = await store.CopyAsync(cancellationToken);
        var report = await StoppingAsync(async () =>
        {
            var run = await copy.BeginRunAsync(
                plan.Name,
                "verify",
                time.GetUtcNow(),
                cancellationToken
            );
            var context = Context(plan, options, copy, run, left.Connector, right.Connector);
            context.Gate.Canary = await CanaryPick.ChooseAsync(context, cancellationToken);
            return await new Verifier(context).VerifyAsync(cancellationToken);
        });
        return report with
        {
            LeftCalls = left.Budget.Report(),
            RightCalls = right.Budget.Report(),
            Duration = time.GetElapsedTime(started),
        };
    }
}
