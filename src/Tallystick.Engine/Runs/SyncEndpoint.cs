using Tallystick.Core.Connectors;
using Tallystick.Core.Schema;
using Tallystick.Engine.Budgets;
using Tallystick.Engine.Retries;

namespace Tallystick.Engine.Runs;

/// <summary>One side of a sync at work: an opened connection and its budget.</summary>
/// <param name="name">The connection's name in the file, for messages.</param>
public sealed class SyncEndpoint(string name, IConnector connector, Budget budget)
{
    /// <summary>The streams of one round share a description; the next round asks again.</summary>
    private static readonly TimeSpan FreshMax = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private (IReadOnlyList<ObjectSchema> Schemas, long At)? _described;

    public string Name => name;

    public IConnector Connector => connector;

    public Budget Budget => budget;

    /// <summary>The object types and their fields, as they were a minute ago at most.</summary>
    /// <exception cref="RunStoppedException">The app cannot be asked.</exception>
    internal async Task<IReadOnlyList<ObjectSchema>> DescribeAsync(
        TimeProvider time,
        Random random,
        CancellationToken cancellationToken
    )
    {
        lock (_gate)
            if (_described is { } known && time.GetElapsedTime(known.At) < FreshMax)
                return known.Schemas;
        try
        {
            var at = time.GetTimestamp();
            var retrying = new RetryingConnector(connector, 1, time, random);
            var schemas = await retrying.DescribeAsync(cancellationToken);
            lock (_gate)
                _described = (schemas, at);
            return schemas;
        }
        catch (ConnectorException e)
        {
            throw Problems.Stop(name, e);
        }
    }
}
