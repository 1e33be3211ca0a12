using Tallystick.Core.Records;
using Tallystick.Core.Stores;

namespace Tallystick.Engine.Deleting;

/// <summary>Children of parents that were deleted and typed in anew.</summary>
internal sealed partial class FamilyPhase
{
    /// <summary>Parents whose right record is another one than when children were last settled.</summary>
    private async Task<IReadOnlySet<string>> ReplacedAsync(CancellationToken cancellationToken)
    {
        var known = await context.Store.ProgressAsync(context.Stream, Side.Left, cancellationToken);
        return known.FamiliesSettledAt is { } since && context.Plan.Creates(Side.Right)
            ? await _parents.ReplacedSinceAsync(since, cancellationToken)
            : new HashSet<string>();
    }

    /// <summary>
    /// The right record went with its parent, whose place another has taken: the left one is to be
    /// created again there, or else its absence would be taken for a delete.
    /// </summary>
    private async Task FollowAsync(Link link, CancellationToken cancellationToken)
    {
        if (
            link.State is LinkState.LeftGone
            || (
                link.State is LinkState.RightGone
                && !await WentWithParentAsync(link, cancellationToken)
            )
        )
            return;
        if (
            await GetAsync(Side.Right, link, cancellationToken) is null
            && await GetAsync(Side.Left, link, cancellationToken) is { } left
        )
            await FreeAsync(link, Side.Left, left, _parents.Replaced, cancellationToken);
    }

    private async Task<bool> WentWithParentAsync(Link link, CancellationToken cancellationToken)
    {
        var query = new JournalQuery
        {
            Stream = context.Stream,
            RecordId = link.Right.RecordId,
            Kind = JournalKind.DeleteSeen,
            EntriesMax = 1,
        };
        await foreach (var entry in context.Store.JournalAsync(query, cancellationToken))
            return entry.Cause.StartsWith(Family.With, StringComparison.Ordinal);
        return false;
    }

    private async Task RememberAsync(CancellationToken cancellationToken)
    {
        var known = await context.Store.ProgressAsync(context.Stream, Side.Left, cancellationToken);
        await context.Store.SetProgressAsync(
            context.Run,
            Side.Left,
            known with
            {
                FamiliesSettledAt = context.Run.StartedAt,
            },
            cancellationToken
        );
    }
}
