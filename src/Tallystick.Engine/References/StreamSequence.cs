using Tallystick.Core.Mapping;
using Tallystick.Core.Schema;
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
        var lefts = await left.DescribeAsync(time, random, cancellationToken);
        var rights = await right.DescribeAsync(time, random, cancellationToken);
        var order = StreamOrder.Of(streams, lefts, rights);
        // One whose mapping does not fit comes first: it stops the sync before another has written.
        return [.. order.OrderBy(s => Fits(s, lefts, rights))];
    }

    private static bool Fits(
        StreamDefinition stream,
        IReadOnlyList<ObjectSchema> left,
        IReadOnlyList<ObjectSchema> right
    )
    {
        try
        {
            StreamCompiler.Compile(stream, left, right);
            return true;
        }
        catch (MappingException)
        {
            return false;
        }
    }
}
