using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Runs;

namespace Tallystick.Engine.Deleting;

/// <summary>Finds the links whose record a whole listing did not show.</summary>
internal sealed class MissingLinks(RunContext context)
{
    /// <returns>
    /// Pairs of which this side's record is missing, or was while the mode kept its partner, and links
    /// whose other record is gone already and whose survivor is missing now.
    /// </returns>
    public async Task<(List<Link> Gone, List<Link> Lonely)> FindAsync(
        Side side,
        SeenLinks seen,
        CancellationToken cancellationToken
    )
    {
        var (gone, lonely) = (new List<Link>(), new List<Link>());
        // Every link that there was has been seen: nothing can be missing.
        if (seen.Count >= context.LinksBeforeCount)
            return (gone, lonely);
        var alone = DeleteNotes.GoneOn(side.Other);
        var missing = context.LinksAsync(cancellationToken).Where(l => IsMissing(side, l, seen));
        await foreach (var link in missing)
            if (link.State is LinkState.Active || IsToGoNow(side, link))
                gone.Add(link);
            else if (link.State == alone)
                lonely.Add(link);
        return (gone, lonely);
    }

    private bool IsToGoNow(Side side, Link link) =>
        link.State == DeleteNotes.GoneOn(side)
        && context.Plan.Writes(side.Other)
        && PartnerSettler.IsKeptByMode(link);

    private bool IsMissing(Side side, Link link, SeenLinks seen)
    {
        // The listing was sifted before this run made its own links.
        if (link.Id > context.LinksBefore || seen.Contains(link.Id))
            return false;
        // Written to so lately that the listing may not show it yet: the next run can tell.
        var shownSince = context.Run.StartedAt - context[side].Capabilities.ListLag;
        return link[side].WrittenAt is not { } at || at < shownSince;
    }
}
