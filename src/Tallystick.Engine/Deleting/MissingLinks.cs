using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Runs;

namespace Tallystick.Engine.Deleting;

/// <summary>Finds the links whose record a whole listing did not show.</summary>
internal sealed class MissingLinks(RunContext context)
{
    private const int PageMax = 500;

    /// <returns>
    /// Pairs of which this side's record is missing, and links whose other record is gone already and
    /// whose survivor is missing now.
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
        long after = 0;
        while (true)
        {
            var links = await context.Store.LinksAsync(
                context.Stream,
                after,
                PageMax,
                cancellationToken
            );
            if (links.Count == 0)
                return (gone, lonely);
            after = links[^1].Id;
            foreach (var link in links.Where(l => IsMissing(side, l, seen)))
                if (link.State is LinkState.Active)
                    gone.Add(link);
                else if (link.State == alone)
                    lonely.Add(link);
        }
    }

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
