using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Deleting;

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

    /// <summary>
    /// Records that were deleted, and that a lagging listing still shows: taken for back, they would
    /// be missed next, and be a reason to delete their partner.
    /// </summary>
    private async Task<HashSet<string>> GhostsAsync(
        IReadOnlyList<Record> records,
        IReadOnlyDictionary<string, LinkGlance> glances,
        CancellationToken cancellationToken
    )
    {
        var ghosts = new HashSet<string>(StringComparer.Ordinal);
        if (_side.Capabilities.ListLag <= TimeSpan.Zero)
            return ghosts;
        string[] unlinked = [.. records.Select(r => r.Id).Where(id => !glances.ContainsKey(id))];
        var gone = records
            .Select(r => r.Id)
            .Where(id =>
                glances.TryGetValue(id, out var glance) && glance.State == DeleteNotes.GoneOn(side)
            )
            .ToList();
        if (unlinked.Length > 0)
            gone.AddRange(
                await context.Store.TombstonesAsync(
                    context.Stream,
                    side,
                    unlinked,
                    cancellationToken
                )
            );
        foreach (var id in gone)
            if (await _side.Connector.GetAsync(context.Plan[side], id, cancellationToken) is null)
                ghosts.Add(id);
        return ghosts;
    }
}
