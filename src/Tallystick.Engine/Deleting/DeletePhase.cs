using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Runs;

namespace Tallystick.Engine.Deleting;

/// <summary>
/// Deals with records that a whole listing no longer shows. Absence alone is no evidence: unless
/// the side says otherwise, the record itself is asked for; an empty side, rows that could not be
/// read and too large a share stop the phase, and nothing is deleted.
/// </summary>
internal sealed class DeletePhase(RunContext context)
{
    private const int PageMax = 500;

    public async Task DeleteAsync(CancellationToken cancellationToken)
    {
        foreach (var side in new[] { Side.Left, Side.Right })
            if (context[side].Seen is { } seen)
                await DeleteAsync(side, seen, cancellationToken);
    }

    /// <summary>Only what was a pair before the listing can be missing from it.</summary>
    private async Task<bool> HadPairsAsync(CancellationToken cancellationToken)
    {
        long after = 0;
        while (true)
        {
            var links = await context.Store.LinksAsync(
                context.Stream,
                after,
                PageMax,
                cancellationToken
            );
            if (links.Any(l => l.State is LinkState.Active && l.Id <= context.LinksBefore))
                return true;
            if (links.Count == 0 || links[^1].Id > context.LinksBefore)
                return false;
            after = links[^1].Id;
        }
    }

    private async Task DeleteAsync(Side side, SeenLinks seen, CancellationToken cancellationToken)
    {
        if (!await HadPairsAsync(cancellationToken))
            return;
        var (links, _) = await context.Store.CountLinksAsync(context.Stream, cancellationToken);
        if (seen.HasUnknownRows)
        {
            context.Report(
                "deletes",
                side,
                note: "rows without a readable key: no deletes are looked for"
            );
            return;
        }
        if (seen.Rows == 0)
        {
            await StopAsync(
                side,
                $"{context[side].Name} shows no records at all, but {links} are linked.",
                cancellationToken
            );
            return;
        }
        var gone = await MissingAsync(side, seen, cancellationToken);
        if (IsSuspicious(gone.Count, links))
        {
            await StopAsync(
                side,
                $"{gone.Count} of {links} linked records are no longer in {context[side].Name}.",
                cancellationToken
            );
            return;
        }
        foreach (var link in gone)
            await SettleAsync(side, link, cancellationToken);
    }

    private bool IsSuspicious(int count, long links)
    {
        var definition = context.Plan.Definition;
        return !context.Options.AllowDeletes
            && (
                count > definition.DeletesMax
                || (count > 1 && count > links * definition.DeleteShareMax)
            );
    }

    private async Task<List<Link>> MissingAsync(
        Side side,
        SeenLinks seen,
        CancellationToken cancellationToken
    )
    {
        var missing = new List<Link>();
        // Every link that there was has been seen: nothing can be missing.
        if (seen.Count >= context.LinksBeforeCount)
            return missing;
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
                return missing;
            after = links[^1].Id;
            foreach (var link in links)
                if (IsMissing(side, link, seen))
                    missing.Add(link);
        }
    }

    private bool IsMissing(Side side, Link link, SeenLinks seen)
    {
        // The listing was sifted before this run made its own links.
        if (link.Id > context.LinksBefore)
            return false;
        if (seen.Contains(link.Id) || link.State is not LinkState.Active)
            return false;
        // Written to so lately that the listing may not show it yet: the next run can tell.
        var shownSince = context.Run.StartedAt - context[side].Capabilities.ListLag;
        return link[side].WrittenAt is not { } at || at < shownSince;
    }

    private async Task SettleAsync(Side side, Link link, CancellationToken cancellationToken)
    {
        if (!await IsGoneAsync(side, link, cancellationToken))
            return;
        var policy = context.Plan.Definition.Deletes;
        var other = side.Other;
        var canDelete = context.Plan.Writes(other) && context[other].Capabilities.CanDelete;
        if (policy is DeletePolicy.Propagate && canDelete)
            await PropagateAsync(side, link, cancellationToken);
        else
            await KeepAsync(side, link, policy, cancellationToken);
    }

    private async Task<bool> IsGoneAsync(
        Side side,
        Link link,
        CancellationToken cancellationToken
    ) =>
        context[side].Capabilities.AbsenceIsEvidence
        || await context[side]
            .Connector.GetAsync(context.Plan[side], link[side].RecordId, cancellationToken)
            is null;

    private async Task PropagateAsync(Side side, Link link, CancellationToken cancellationToken)
    {
        var other = side.Other;
        var survivor = await context[other]
            .Connector.GetAsync(context.Plan[other], link[other].RecordId, cancellationToken);
        if (survivor is not null && HasOpenFields(other, link, survivor))
        {
            // What the deleted one never agreed to would be lost with it.
            await KeepAsync(side, link, DeletePolicy.Ask, cancellationToken);
            return;
        }
        if (survivor is not null && IsEdited(other, link, survivor))
        {
            // An edit beats a delete: the next listing brings it.
            context.Tally.Add(Count.Postponed);
            return;
        }
        await context[other]
            .Connector.DeleteAsync(
                context.Plan[other].ObjectType,
                link[other].RecordId,
                cancellationToken
            );
        if (context[other].Buffer is { } buffer)
            await buffer.FlushAsync(cancellationToken);
        context[other].WrittenAt = context.Now;
        context.Tally.Add(other, Count.DeletedLeft, Count.DeletedRight);
        var last = survivor?.Values ?? link[other].Shadow;
        var fields = context.Plan.Fields.Select(f => new JournalField(
            f.Name,
            last is null ? Value.Unknown : last[f[other].Ordinal],
            Value.Empty
        ));
        await context.Store.CommitAsync(
            context.Run,
            new Commit
            {
                Links = [new LinkCommit(link with { State = LinkState.Deleted }, null, null)],
                Journal =
                [
                    Entry(JournalKind.Deleted, link, other, $"deleted on {side.Word}") with
                    {
                        Fields = [.. fields],
                    },
                ],
            },
            cancellationToken
        );
    }

    /// <summary>It holds something that both sides never agreed on, such as one end of an open conflict.</summary>
    private bool HasOpenFields(Side side, Link link, Record record) =>
        link.Marks.Any(m => m.Reason is MarkReason.Conflict)
        || context.Plan.Fields.Any(f =>
            record.Values[f[side].Ordinal].HasContent
            && (link[side].Shadow is not { } shadow || shadow[f[side].Ordinal].IsUnknown)
        );

    /// <summary>It holds something else than what both sides last agreed on.</summary>
    private bool IsEdited(Side side, Link link, Record record) =>
        context.Plan.Fields.Any(f =>
        {
            var (now, agreed) = (
                record.Values[f[side].Ordinal],
                link[side].Shadow![f[side].Ordinal]
            );
            return !now.IsUnknown && !agreed.IsUnknown && !f.AreEqual(side, now, agreed);
        });

    private Task KeepAsync(
        Side side,
        Link link,
        DeletePolicy policy,
        CancellationToken cancellationToken
    )
    {
        var state = side is Side.Left ? LinkState.LeftGone : LinkState.RightGone;
        var issue = new Issue(
            IssueKind.Deleted,
            $"deleted:{link.Left.RecordId}:{link.Right.RecordId}",
            $"{context[side].Name} {link[side].RecordId} was deleted; "
                + $"{context[side.Other].Name} {link[side.Other].RecordId} was kept."
        )
        {
            LeftId = link.Left.RecordId,
            RightId = link.Right.RecordId,
            Hint = "Delete it there too, or set 'deletes: propagate' or 'deletes: keep'.",
        };
        return context.Store.CommitAsync(
            context.Run,
            new Commit
            {
                Links = [new LinkCommit(link with { State = state }, null, null)],
                Journal = [Entry(JournalKind.DeleteSeen, link, side, $"deleted on {side.Word}")],
                Issues = policy is DeletePolicy.Keep ? [] : [issue],
            },
            cancellationToken
        );
    }

    private async Task StopAsync(Side side, string reason, CancellationToken cancellationToken)
    {
        var message = $"{reason} No delete was carried over.";
        context.Tally.Stop(message);
        var issue = new Issue(IssueKind.SuspiciousDelete, $"deletes:{side.Word}", message)
        {
            Hint = "If they are meant to be gone, run once with --allow-deletes.",
        };
        await context.Store.CommitAsync(
            context.Run,
            new Commit { Issues = [issue] },
            cancellationToken
        );
    }

    private JournalEntry Entry(JournalKind kind, Link link, Side side, string cause) =>
        new(kind, context.Now)
        {
            Stream = context.Stream,
            Run = context.Run.Number,
            Side = side,
            LeftId = link.Left.RecordId,
            RightId = link.Right.RecordId,
            Cause = cause,
        };
}
