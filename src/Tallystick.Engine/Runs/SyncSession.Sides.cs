using Tallystick.Core.Connectors;
using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;
using Tallystick.Core.Stores;
using Tallystick.Engine.References;
using Tallystick.Engine.Retries;

namespace Tallystick.Engine.Runs;

// What a run works with, and how it meets the two sides.
public sealed partial class SyncSession
{
    private RunContext Context(
        StreamPlan plan,
        RunOptions options,
        ISyncStore memory,
        Run run,
        IConnector leftConnector,
        IConnector rightConnector
    )
    {
        var leftSide = SideOf(Side.Left, left, leftConnector, plan.Left.ObjectType);
        var rightSide = SideOf(Side.Right, right, rightConnector, plan.Right.ObjectType);
        var users = new UserDirectory(plan, leftSide.Connector, rightSide.Connector);
        var references = new ReferenceTranslator(plan, memory, users);
        return new(
            plan,
            Referencing(leftSide, references),
            Referencing(rightSide, references),
            memory,
            run,
            time,
            options,
            progress
        )
        {
            References = references,
            Children = new ChildRecords(
                plan.Name,
                SiblingsAsync,
                leftSide.Connector,
                rightSide.Connector,
                memory
            ),
        };

        RunSide Referencing(RunSide side, ReferenceTranslator translator) =>
            plan.References.Count == 0
                ? side
                : side with
                {
                    Connector = new ReferencingConnector(side.Side, side.Connector, translator),
                };
    }

    /// <summary>The other streams of the sync; those whose mapping does not fit are told of by their own runs.</summary>
    private async Task<IReadOnlyList<StreamPlan>> SiblingsAsync(CancellationToken cancellationToken)
    {
        var others = definition.Siblings.Where(s => s.Name != definition.Name).ToArray();
        if (others.Length == 0)
            return [];
        var lefts = await left.DescribeAsync(time, new Random(random.Next()), cancellationToken);
        var rights = await right.DescribeAsync(time, new Random(random.Next()), cancellationToken);
        var plans = new List<StreamPlan>();
        foreach (var other in others)
            try
            {
                plans.Add(
                    StreamCompiler.Compile(
                        other with
                        {
                            Siblings = definition.Siblings,
                            Users = definition.Users,
                        },
                        lefts,
                        rights
                    )
                );
            }
            catch (MappingException)
            {
                // Nothing of it is in step.
            }
        return plans;
    }

    private RunSide SideOf(
        Side side,
        SyncEndpoint endpoint,
        IConnector connector,
        string objectType
    )
    {
        var capabilities = connector.CapabilitiesOf(objectType);
        var retrying = new RetryingConnector(
            connector,
            capabilities.ConcurrencyMax,
            time,
            new Random(random.Next())
        );
        return new RunSide(
            side,
            endpoint.Name,
            retrying,
            capabilities,
            connector as IBufferedConnector
        );
    }

    /// <summary>What the app has; from then on its limits are kept.</summary>
    private async Task<IReadOnlyList<ObjectSchema>> DescribeAsync(
        SyncEndpoint endpoint,
        string objectType,
        CancellationToken cancellationToken
    )
    {
        var schemas = await endpoint.DescribeAsync(
            time,
            new Random(random.Next()),
            cancellationToken
        );
        if (
            schemas.Any(s => s.ObjectType == objectType)
            && endpoint.Connector.CapabilitiesOf(objectType).Limits is { Count: > 0 } limits
        )
            endpoint.Budget.Declare(limits);
        return schemas;
    }

    private static async Task<T> StoppingAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (ConnectorException e)
        {
            throw Problems.Stop("The sync stopped", e);
        }
    }
}
