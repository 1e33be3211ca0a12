using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Runs;

namespace Tallystick.Engine.Deleting;

/// <summary>
/// Lets children follow what became of their parents, before anything of them is read. Pairs whose
/// parents are gone on both sides become tombstones, with their last values in the journal; of pairs
/// whose parent is gone on one side and kept on the other the same is remembered; and where an edit
/// brought the parent back as a new record, or somebody typed it in anew, its children are free to
/// follow. Nobody is asked.
/// </summary>
internal sealed partial class FamilyPhase(RunContext context)
{
    private const int PageMax = 500;

    private readonly ParentFates _parents = new(context);

    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        // What is only watched stays as it is.
        if (!_parents.HasParents || context.Plan.Definition.Mode is SyncMode.Observe)
            return;
        var replaced = await ReplacedAsync(cancellationToken);
        await new LeftoverRows(context, _parents).ReadAgainAsync(replaced, cancellationToken);
        long after = 0;
        while (true)
        {
            var page = await context.Store.LinksAsync(
                context.Stream,
                after,
                PageMax,
                cancellationToken
            );
            if (page.Count == 0)
                break;
            after = page[^1].Id;
            await SettleAsync(page, replaced, cancellationToken);
        }
        await RememberAsync(cancellationToken);
    }

    private async Task SettleAsync(
        IReadOnlyList<Link> page,
        IReadOnlySet<string> replaced,
        CancellationToken cancellationToken
    )
    {
        var links = new List<Link>();
        foreach (var found in page)
        {
            var link = _parents.IsUnknown(found)
                ? await FindParentAsync(found, cancellationToken)
                : found;
            var isFree =
                _parents.ParentOf(link) is { } parent
                && replaced.Contains(parent)
                && await FollowAsync(link, cancellationToken);
            if (!isFree)
                links.Add(link);
        }
        foreach (var (link, fate) in await _parents.OfAsync(links, cancellationToken))
        {
            context.Orphaned.Add(link.Id);
            await SettleAsync(link, fate, cancellationToken);
        }
    }

    private async Task SettleAsync(Link link, ParentFate fate, CancellationToken cancellationToken)
    {
        if (fate.KeptOn is { } kept)
        {
            var isOpen = link.State is LinkState.Active;
            if (isOpen && await GetAsync(kept.Other, link, cancellationToken) is null)
                await KeepAsync(link, kept.Other, fate, cancellationToken);
            return;
        }
        var left = await GetAsync(Side.Left, link, cancellationToken);
        var right = await GetAsync(Side.Right, link, cancellationToken);
        if (left is null && right is null)
            await ForgetAsync(link, fate, cancellationToken);
        else if (left is null)
            await FollowAsync(link, Side.Right, right!, fate, cancellationToken);
        else if (right is null)
            await FollowAsync(link, Side.Left, left, fate, cancellationToken);
    }

    private async Task<Record?> GetAsync(
        Side side,
        Link link,
        CancellationToken cancellationToken
    ) =>
        link.State == DeleteNotes.GoneOn(side)
            ? null
            : await context[side]
                .Connector.GetAsync(context.Plan[side], link[side].RecordId, cancellationToken);

    /// <summary>The survivor is to be created again beside its parent's new partner.</summary>
    private async Task FreeAsync(
        Link link,
        Side survivor,
        Record record,
        ParentFate fate,
        CancellationToken cancellationToken
    )
    {
        var progress = await context.Store.ProgressAsync(
            context.Stream,
            survivor,
            cancellationToken
        );
        if (progress.Listing is null)
            return;
        await context.Store.CommitAsync(
            context.Run,
            new Commit
            {
                Links = [new LinkCommit(link with { State = LinkState.Deleted }, null, null)],
                Settled = [(survivor.Other, link[survivor.Other].RecordId)],
                IssuesClosed = [DeleteNotes.KeyOf(link)],
                DecisionsDone = [DeleteNotes.KeyOf(link)],
                Journal = [Entry(JournalKind.DeleteSeen, link, survivor.Other, fate)],
            },
            cancellationToken
        );
        var row = new StagedRow(
            record,
            StreamPlan.HashOf(record.Values),
            null,
            context.Plan.KeysOf(survivor, record.Values)
        );
        await context.Store.StageAsync(context.Run, survivor, [row], progress, cancellationToken);
    }

    private Task KeepAsync(
        Link link,
        Side gone,
        ParentFate fate,
        CancellationToken cancellationToken
    ) =>
        context.Store.CommitAsync(
            context.Run,
            new Commit
            {
                Links =
                [
                    new LinkCommit(link with { State = DeleteNotes.GoneOn(gone) }, null, null),
                ],
                Settled = [(gone, link[gone].RecordId)],
                Journal = [Entry(JournalKind.DeleteSeen, link, gone, fate)],
            },
            cancellationToken
        );

    private Task ForgetAsync(Link link, ParentFate fate, CancellationToken cancellationToken)
    {
        // Where we deleted the parent, we deleted the child with it, and can put it back.
        var entry = fate.DeletedByUsOn is { } side
            ? Entry(JournalKind.Deleted, link, side, fate)
            : Entry(JournalKind.DeleteSeen, link, Side.Left, fate);
        return context.Store.CommitAsync(
            context.Run,
            new Commit
            {
                Links = [new LinkCommit(link with { State = LinkState.Deleted }, null, null)],
                Settled = [(Side.Left, link.Left.RecordId), (Side.Right, link.Right.RecordId)],
                IssuesClosed = [DeleteNotes.KeyOf(link)],
                DecisionsDone = [DeleteNotes.KeyOf(link)],
                Journal = [entry],
            },
            cancellationToken
        );
    }

    private JournalEntry Entry(JournalKind kind, Link link, Side side, ParentFate fate) =>
        new DeleteNotes(context).Entry(kind, link, side, $"{Family.With}{fate.TypeOn(side)}") with
        {
            Fields =
            [
                .. context.Plan.Fields.Select(f => new JournalField(
                    f.Name,
                    link[side].Shadow is { } shadow ? shadow[f[side].Ordinal] : Value.Unknown,
                    Value.Empty
                )),
            ],
        };
}

/// <summary>How the journal tells of children that went with their parent.</summary>
internal static class Family
{
    public const string With = "deleted with its ";
}
