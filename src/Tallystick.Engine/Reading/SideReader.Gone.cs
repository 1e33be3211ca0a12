using Tallystick.Core.Stores;

namespace Tallystick.Engine.Reading;

internal sealed partial class SideReader
{
    /// <summary>
    /// Forgets rows without partner that a whole listing no longer shows, where its silence can be
    /// believed: a truncated listing must not make a known record look like a missing one.
    /// </summary>
    private async Task ForgetUnlistedAsync(
        DateTimeOffset listing,
        CancellationToken cancellationToken
    )
    {
        if (!_side.Capabilities.AbsenceIsEvidence)
        {
            var ids = await context.Store.UnlistedAsync(
                context.Stream,
                side,
                listing,
                cancellationToken
            );
            if (ids.Count == 0)
                return;
            var there = await ThereAsync([.. ids.Take(AskedMax)], cancellationToken);
            _side.IsOutage |= there.Count > 0;
            // Where each was asked for, the listing need not be believed.
            if (ids.Count <= AskedMax)
                await ForgetAsync(ids.Except(there), cancellationToken);
            if (there.Count > 0 || ids.Count <= AskedMax)
                return;
        }
        if (_side.Seen is { Rows: 0 } || _side.IsListingDoubtful || _side.IsOutage)
            return;
        await context.Store.SweepStagedAsync(context.Run, side, listing, cancellationToken);
    }

    private async Task<HashSet<string>> ThereAsync(
        IReadOnlyList<string> ids,
        CancellationToken cancellationToken
    )
    {
        var there = new HashSet<string>(StringComparer.Ordinal);
        foreach (var id in ids)
            if (
                await _side.Connector.GetAsync(context.Plan[side], id, cancellationToken)
                is not null
            )
                there.Add(id);
        return there;
    }

    private Task ForgetAsync(IEnumerable<string> ids, CancellationToken cancellationToken) =>
        context.Store.CommitAsync(
            context.Run,
            new Commit { Settled = [.. ids.Select(id => (side, id))] },
            cancellationToken
        );

    /// <summary>Records that were deleted, and that a lagging listing still shows.</summary>
    private async Task<HashSet<string>> GhostsAsync(
        IEnumerable<string> unlinked,
        CancellationToken cancellationToken
    )
    {
        var ghosts = new HashSet<string>(StringComparer.Ordinal);
        string[] ids = _side.Capabilities.ListLag > TimeSpan.Zero ? [.. unlinked] : [];
        if (ids.Length == 0)
            return ghosts;
        var gone = await context.Store.TombstonesAsync(
            context.Stream,
            side,
            ids,
            cancellationToken
        );
        foreach (var id in gone)
            if (await _side.Connector.GetAsync(context.Plan[side], id, cancellationToken) is null)
                ghosts.Add(id);
        return ghosts;
    }
}
