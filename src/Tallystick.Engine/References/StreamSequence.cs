using Tallystick.Core.Connectors;
using Tallystick.Core.Mapping;
using Tallystick.Core.Schema;
using Tallystick.Engine.Retries;
using Tallystick.Engine.Runs;

namespace Tallystick.Engine.References;

/// <summary>Puts the streams of a sync into the order in which they must run.</summary>
public static class StreamSequence
{
    /// <exception cref="MappingException">Streams belong to each other in a circle.</exception>
    /// <exception cref="RunStoppedException">A side cannot be described.</exception>
    public static async Task<IReadOnlyList<StreamDefinition>> OrderAsync(
        IReadOnlyList<StreamDefinition> streams,
        SyncEndpoint left,
        SyncEndpoint right,
        TimeProvider time,
        Random random,
        CancellationToken cancellationToken
    )
    {
        // One alone needs no order, and its run describes the sides anyway.
        if (streams.Count < 2)
            return streams;
        return StreamOrder.Of(
            streams,
            await DescribeAsync(left, time, random, cancellationToken),
            await DescribeAsync(right, time, random, cancellationToken)
        );
    }

    private static async Task<IReadOnlyList<ObjectSchema>> DescribeAsync(
        SyncEndpoint endpoint,
        TimeProvider time,
        Random random,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await new RetryingConnector(endpoint.Connector, 1, time, random).DescribeAsync(
                cancellationToken
            );
        }
        catch (ConnectorException e)
        {
            throw Problems.Stop(endpoint.Name, e);
        }
    }
}
