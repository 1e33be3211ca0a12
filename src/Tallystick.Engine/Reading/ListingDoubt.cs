using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Runs;

namespace Tallystick.Engine.Reading;

/// <summary>
/// Tells an outage from deletions: whether a record that the last whole listing lacked is there all
/// the same.
/// </summary>
internal static class ListingDoubt
{
    /// <summary>So many are asked for: if all of these are gone, the others will be.</summary>
    private const int AskedMax = 5;

    /// <summary>The sides that hide records: whoever seems to be lacking there must not be created.</summary>
    public static async Task<IReadOnlySet<Side>> HiddenAsync(
        RunContext context,
        CancellationToken cancellationToken
    )
    {
        var hidden = new HashSet<Side>();
        foreach (var side in new[] { Side.Left, Side.Right })
            if (
                context[side].IsOutage
                || (
                    context[side].IsListingDoubtful
                    // Who has left the filter is there, and no sign of an outage.
                    && context.FilterOf(side).Count == 0
                    && await IsOutageAsync(context, side, cancellationToken)
                )
            )
                hidden.Add(side);
        return hidden;
    }

    /// <summary>A record that the listing lacks is there when it is asked for.</summary>
    public static async Task<bool> IsOutageAsync(
        RunContext context,
        Side side,
        CancellationToken cancellationToken
    )
    {
        if (context[side].LastSeen is not { } seen)
            return true;
        if (context[side].IsProvenOutage is { } proven)
            return proven;
        var isOutage = await AskAsync(context, side, seen, cancellationToken);
        context[side].IsProvenOutage = isOutage;
        return isOutage;
    }

    private static async Task<bool> AskAsync(
        RunContext context,
        Side side,
        SeenLinks seen,
        CancellationToken cancellationToken
    )
    {
        var asked = 0;
        await foreach (var link in UnseenAsync(context, seen, cancellationToken))
        {
            var record = await context[side]
                .Connector.GetAsync(context.Plan[side], link[side].RecordId, cancellationToken);
            if (record is not null)
                return true;
            if (++asked >= AskedMax)
                return false;
        }
        return false;
    }

    /// <summary>Pairs that the listing should have shown a record of.</summary>
    private static IAsyncEnumerable<Link> UnseenAsync(
        RunContext context,
        SeenLinks seen,
        CancellationToken cancellationToken
    ) =>
        context
            .LinksAsync(cancellationToken)
            .Where(l =>
                l.State is LinkState.Active && l.Id <= seen.NewestExpected && !seen.Contains(l.Id)
            );
}
