using Tallystick.Core.Stores;
using Tallystick.Engine.Explaining;
using Tallystick.Engine.Writing;

namespace Tallystick.Engine.Runs;

public sealed partial class SyncSession
{
    /// <summary>
    /// Whom a brake asks about. Reads the side that misses records, and of changes nothing but the
    /// fields there are; writes nothing.
    /// </summary>
    /// <param name="pairsMax">So many are named, the others counted.</param>
    /// <returns>Null for an issue that no brake has raised, and where the mapping is another one since.</returns>
    /// <exception cref="RunStoppedException">A side cannot be asked.</exception>
    public async Task<Concerned?> ConcernedAsync(
        Issue issue,
        int pairsMax,
        CancellationToken cancellationToken
    )
    {
        var plan = await CompileAsync(cancellationToken);
        // What waits for work stands in the order of the mapping it was read with.
        if (await store.MappingOfAsync(plan.Name, cancellationToken) != plan.Signature())
            return null;
        return await StoppingAsync(async () =>
        {
            var (links, newest) = await store.CountLinksAsync(plan.Name, cancellationToken);
            var context = Context(
                plan,
                new RunOptions(),
                store,
                Onlooker(plan),
                left.Connector,
                right.Connector
            ) with
            {
                LinksBefore = newest,
                LinksBeforeCount = links,
            };
            context.Gate.Canary = await CanaryPick.GuessAsync(context, cancellationToken);
            return await new BrakeExplainer(context, pairsMax).ExplainAsync(
                issue,
                cancellationToken
            );
        });
    }
}
