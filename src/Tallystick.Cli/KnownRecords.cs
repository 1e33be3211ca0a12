using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;

namespace Tallystick.Cli;

/// <summary>Which records the memory of a stream knows under an id: linked, waiting, or of the past.</summary>
internal sealed class KnownRecords(ISyncStore store)
{
    /// <exception cref="UserException">In one of the streams the id is that of two records that are not one pair.</exception>
    public async Task RequireOneAsync(
        IEnumerable<StreamDefinition> streams,
        string id,
        CancellationToken cancellationToken
    )
    {
        foreach (var stream in streams)
            if (await IsOfTwoAsync(stream.Name, id, cancellationToken))
                throw new UserException(
                    $"'{id}' names two records of '{stream.Name}': one on the left and one on the "
                        + "right, which are not a pair.",
                    $"Say which one: --record left:{id} or --record right:{id}.",
                    ExitCode.Usage
                );
    }

    /// <param name="side">Null for either.</param>
    public async Task<bool> HaveAsync(
        string stream,
        Side? side,
        string id,
        CancellationToken cancellationToken
    )
    {
        foreach (var one in side is { } named ? [named] : new[] { Side.Left, Side.Right })
            if (
                await store.LinkOfAsync(stream, one, id, cancellationToken) is not null
                || await IsKnownAsync(stream, one, id, cancellationToken)
            )
                return true;
        return false;
    }

    private async Task<bool> IsOfTwoAsync(
        string stream,
        string id,
        CancellationToken cancellationToken
    )
    {
        var left = await store.LinkOfAsync(stream, Side.Left, id, cancellationToken);
        var right = await store.LinkOfAsync(stream, Side.Right, id, cancellationToken);
        if (left is not null && right is not null)
            return left.Id != right.Id;
        return (left is not null || await IsKnownAsync(stream, Side.Left, id, cancellationToken))
            && (right is not null || await IsKnownAsync(stream, Side.Right, id, cancellationToken))
            && !await WerePairAsync(stream, id, cancellationToken);
    }

    private async Task<bool> IsKnownAsync(
        string stream,
        Side side,
        string id,
        CancellationToken cancellationToken
    ) =>
        (await store.StagedAsync(stream, side, [id], cancellationToken)).Count > 0
        || await EntriesOf(stream, side, id, 1, cancellationToken).AnyAsync(cancellationToken);

    private async Task<bool> WerePairAsync(
        string stream,
        string id,
        CancellationToken cancellationToken
    ) =>
        await EntriesOf(stream, Side.Left, id, int.MaxValue, cancellationToken)
            .AnyAsync(e => e.RightId == id, cancellationToken);

    private IAsyncEnumerable<JournalEntry> EntriesOf(
        string stream,
        Side side,
        string id,
        int entriesMax,
        CancellationToken cancellationToken
    )
    {
        var query = new JournalQuery
        {
            Stream = stream,
            RecordId = id,
            RecordSide = side,
            EntriesMax = entriesMax,
        };
        return store.JournalAsync(query, cancellationToken);
    }
}
