using Tallystick.Core.Limits;
using Tallystick.Core.Mapping;
using Tallystick.Core.Stores;
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
        var (report, proofs) = await StoppingAsync(async () =>
        {
            var run = await copy.BeginRunAsync(
                plan.Name,
                "verify",
                time.GetUtcNow(),
                cancellationToken
            );
            var context = Context(plan, options, copy, run, left.Connector, right.Connector);
            context.Gate.Canary = await CanaryPick.ChooseAsync(context, cancellationToken);
            var (links, _) = await copy.CountLinksAsync(plan.Name, cancellationToken);
            var book = new ProofBook(links, await copy.ProofsAsync(plan.Name, cancellationToken));
            return await new Verifier(context, book.Buckets).VerifyAsync(cancellationToken);
        });
        await store.NoteProofsAsync(plan.Name, proofs, cancellationToken);
        return report with
        {
            LeftCalls = left.Budget.Report(),
            RightCalls = right.Budget.Report(),
            Duration = time.GetElapsedTime(started),
        };
    }

    /// <summary>
    /// Compares the linked pairs of those hash buckets that were proven longest ago, in the lowest
    /// lane. As many steps as there are buckets prove every pair.
    /// </summary>
    /// <param name="buckets">How many buckets.</param>
    public async Task<StepReport> VerifyStepAsync(
        int buckets,
        RunOptions options,
        CancellationToken cancellationToken
    )
    {
        var started = time.GetTimestamp();
        CallLane.Enter(Lane.Audit);
        var plan = await CompileAsync(cancellationToken);
        var (report, proofs) = await StoppingAsync(async () =>
        {
            var context = Context(
                plan,
                options,
                store,
                Onlooker(plan),
                left.Connector,
                right.Connector
            ) with
            {
                Lane = Lane.Audit,
            };
            context.Gate.Canary = await CanaryPick.GuessAsync(context, cancellationToken);
            return await new StepVerifier(context).VerifyAsync(buckets, cancellationToken);
        });
        await store.NoteProofsAsync(plan.Name, proofs, cancellationToken);
        return report with
        {
            LeftCalls = left.Budget.Report().Since(_callsBefore.Left),
            RightCalls = right.Budget.Report().Since(_callsBefore.Right),
            Duration = time.GetElapsedTime(started),
        };
    }

    /// <summary>A run that takes no epoch, since a sync may be under way, and that no store would take a commit of.</summary>
    private Run Onlooker(StreamPlan plan) => new(0, plan.Name, -1, time.GetUtcNow());
}
