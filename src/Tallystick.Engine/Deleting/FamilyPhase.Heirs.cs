using Tallystick.Core.Records;
using Tallystick.Core.Stores;

namespace Tallystick.Engine.Deleting;

/// <summary>Children of parents that came back: typed in anew, or created again since an edit beat the delete.</summary>
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
    /// <returns>Whether it is free.</returns>
    private async Task<bool> FollowAsync(Link link, CancellationToken cancellationToken)
    {
        if (
            link.State is LinkState.LeftGone
            || await WasDeletedAloneAsync(link, cancellationToken)
            || await GetAsync(Side.Right, link, cancellationToken) is not null
            || await GetAsync(Side.Left, link, cancellationToken) is not { } left
        )
            return false;
        await FreeAsync(link, Side.Left, left, _parents.Replaced, cancellationToken);
        return true;
    }

    /// <summary>
    /// The parent is no longer linked, and its partner is there or waits for one: a child that went
    /// with it is to come back with it.
    /// </summary>
    private async Task FollowAsync(
        Link link,
        Side survivor,
        Record record,
        ParentFate fate,
        CancellationToken cancellationToken
    )
    {
        var parent = record.Values[fate.Reference.Field[survivor].Ordinal];
        var isThere =
            parent.HasContent
            || (
                parent.AwaitedId is { } id
                && await _parents.IsThereAsync(survivor, id, cancellationToken)
            );
        if (!isThere)
            return;
        if (!await WasDeletedAloneAsync(link, cancellationToken))
            await FreeAsync(link, survivor, record, fate, cancellationToken);
        else if (parent.Text is { } moved)
            await MoveAsync(link, moved, cancellationToken);
    }

    /// <summary>The pair belongs to another record than was known.</summary>
    private Task MoveAsync(Link link, string parent, CancellationToken cancellationToken) =>
        context.Store.CommitAsync(
            context.Run,
            new Commit { Links = [new LinkCommit(_parents.With(link, parent), null, null)] },
            cancellationToken
        );

    /// <summary>The parent had no partner when the two children met, and is not remembered.</summary>
    private async Task<Link> FindParentAsync(Link link, CancellationToken cancellationToken)
    {
        foreach (var side in new[] { Side.Left, Side.Right })
        {
            if (
                await GetAsync(side, link, cancellationToken) is not { } record
                || await _parents.ParentNowAsync(side, record, cancellationToken) is not { } parent
            )
                continue;
            await MoveAsync(link, parent, cancellationToken);
            return _parents.With(link, parent);
        }
        return link;
    }

    /// <summary>Somebody deleted the one child, and its partner was kept: its parent's coming back changes nothing.</summary>
    private async Task<bool> WasDeletedAloneAsync(Link link, CancellationToken cancellationToken)
    {
        if (DeleteNotes.GoneSide(link) is not { } gone)
            return false;
        var query = new JournalQuery
        {
            Stream = context.Stream,
            RecordId = link[gone].RecordId,
            Kind = JournalKind.DeleteSeen,
            EntriesMax = 1,
        };
        await foreach (var entry in context.Store.JournalAsync(query, cancellationToken))
            return !entry.Cause.StartsWith(Family.With, StringComparison.Ordinal);
        return true;
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
