using Tallystick.Core.Connectors;
using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Runs;

namespace Tallystick.Engine.Deleting;

/// <summary>
/// Deals with records that a whole listing no longer shows. Absence alone is no evidence: the
/// record itself is asked for; an empty side, a listing that ended too
/// early, rows that could not be read and too large a share stop the phase, and nothing is deleted
/// until a person says so.
/// </summary>
internal sealed class DeletePhase(RunContext context)
{
    /// <summary>So many records in a row that could not be reached mean the app is down.</summary>
    private const int FailuresMax = 8;

    /// <summary>So many missing records are asked for in one run where their partners are kept.</summary>
    private const int AskedMax = 200;

    /// <summary>So many missing records are asked for before too many are believed to have gone from a filtered side.</summary>
    private const int LeaversMax = 1_000;

    private readonly MissingLinks _missing = new(context);
    private readonly PartnerSettler _partners = new(context);
    private readonly ParentFates _parents = new(context);
    private int _failures;
    private int _hidden;

    public async Task DeleteAsync(CancellationToken cancellationToken)
    {
        // What is only watched stays as it is, to be dealt with once the sync is switched on.
        if (context.Plan.Definition.Mode is SyncMode.Observe)
            return;
        await new DeleteDesk(context, _partners).ActAsync(cancellationToken);
        foreach (var side in new[] { Side.Left, Side.Right })
            if (context[side].Seen is { } seen)
                await DeleteAsync(side, seen, cancellationToken);
    }

    private async Task DeleteAsync(Side side, SeenLinks seen, CancellationToken cancellationToken)
    {
        if (seen.HasUnknownRows)
        {
            context.Report(
                "deletes",
                side,
                note: "rows without a readable key: no deletes are looked for"
            );
            return;
        }
        var (gone, lonely) = await _missing.FindAsync(side, seen, cancellationToken);
        var waiting = gone.RemoveAll(l => !context.Gate.MayWrite(l, side.Other));
        context.Tally.Add(Count.HeldByCanary, waiting);
        var policy = context.Plan.Definition.DeletesOn(side);
        // Where partners are kept nothing can go wrong, and nobody is asked; it only takes calls.
        if (policy is DeletePolicy.Keep && gone.Count > AskedMax)
            gone.RemoveRange(AskedMax, gone.Count - AskedMax);
        string? actor = null;
        await DropLeaversAsync(side, gone, cancellationToken);
        // Children whose parent is gone are expected to go with it.
        var alone = gone.Where(l => !context.Orphaned.Contains(l.Id)).ToArray();
        if (
            alone.Length > 0
            && await ReasonToStopAsync(side, seen, alone, cancellationToken) is { } why
        )
        {
            if (VerdictOf(side, alone.Length) is not { } verdict)
            {
                await StopAsync(side, alone.Length, why, cancellationToken);
                return;
            }
            (policy, actor) = (Decided(policy, verdict), verdict.Actor);
        }
        foreach (var link in gone)
            await TryAsync(
                side,
                link,
                () => SettleAsync(side, link, policy, actor, cancellationToken)
            );
        foreach (var link in lonely)
            await TryAsync(side, link, () => ForgetAsync(side, link, cancellationToken));
        await FinishAsync(side, cancellationToken);
    }

    /// <summary>Who has only left the filter is in no listing for good, and is no delete to be counted.</summary>
    private async Task DropLeaversAsync(
        Side side,
        List<Link> gone,
        CancellationToken cancellationToken
    )
    {
        if (context.FilterOf(side).Count == 0 || !IsTooMany(gone.Count, context.LinksBeforeCount))
            return;
        var there = new HashSet<long>();
        foreach (var link in gone.Take(LeaversMax))
            await TryAsync(
                side,
                link,
                async () =>
                {
                    if (!await IsGoneAsync(side, link, cancellationToken))
                        there.Add(link.Id);
                }
            );
        gone.RemoveAll(l => there.Contains(l.Id));
    }

    /// <summary>Null when nothing speaks against looking for deletes.</summary>
    private async Task<string?> ReasonToStopAsync(
        Side side,
        SeenLinks seen,
        IReadOnlyList<Link> gone,
        CancellationToken cancellationToken
    )
    {
        var (links, _) = await context.Store.CountLinksAsync(context.Stream, cancellationToken);
        var name = context[side].Name;
        return seen.Rows == 0 ? $"{name} shows no records at all, but {links} are linked."
            : context.Options.AllowDeletes ? null
            : context[side].IsOutage
                ? $"{name}'s listing ended before all of its records were shown, and lacks "
                    + $"{gone.Count} of {links} linked ones."
            : context.Plan.Definition.DeletesOn(side) is not DeletePolicy.Keep
            && IsTooMany(gone.Count, links)
                ? $"{gone.Count} of {links} linked records are no longer in {name}."
            : null;
    }

    private bool IsTooMany(long count, long links)
    {
        var definition = context.Plan.Definition;
        return count > definition.DeletesMax
            || (count > 1 && count > links * definition.DeleteShareMax);
    }

    private Decision? VerdictOf(Side side, long count) =>
        context.Verdicts.AboutSoMany(
            BrakeKey.OfDeletes(side),
            count,
            more => IsTooMany(more, context.LinksBeforeCount)
        );

    /// <summary>Who approves so many deletions at once is not asked about each.</summary>
    private static DeletePolicy Decided(DeletePolicy policy, Decision verdict) =>
        verdict.Verb is not DecisionVerb.Approve ? DeletePolicy.Keep
        : policy is DeletePolicy.Ask ? DeletePolicy.Propagate
        : policy;

    private async Task SettleAsync(
        Side side,
        Link link,
        DeletePolicy policy,
        string? actor,
        CancellationToken cancellationToken
    )
    {
        try
        {
            if (!await IsGoneAsync(side, link, cancellationToken))
                return;
        }
        catch (ConnectorException e)
            when (e is { Kind: ProblemKind.Forbidden, EndsRun: false } && ++_hidden < FailuresMax)
        {
            // One that these credentials may no longer see is that record's trouble; many are the run's.
            await NoteHiddenAsync(side, link, e);
            return;
        }
        // A family that is not settled yet: what becomes of the child is not known either.
        if (
            !context.Orphaned.Contains(link.Id)
            && await _parents.IsOpenAsync(side, link, cancellationToken)
        )
            context.Tally.Add(Count.Postponed);
        else
            await _partners.SettleAsync(side, link, policy, actor, cancellationToken);
    }

    /// <summary>Its partner went before it: nobody is left.</summary>
    private async Task ForgetAsync(Side side, Link link, CancellationToken cancellationToken)
    {
        if (await IsGoneAsync(side, link, cancellationToken))
            await _partners.ForgetAsync(side, link, cancellationToken);
    }

    private async Task<bool> IsGoneAsync(
        Side side,
        Link link,
        CancellationToken cancellationToken
    ) =>
        await context[side]
            .Connector.GetAsync(context.Plan[side], link[side].RecordId, cancellationToken)
            is null;

    /// <summary>One record that cannot be reached holds up no other.</summary>
    private async Task TryAsync(Side side, Link link, Func<Task> work)
    {
        try
        {
            await work();
            _failures = 0;
        }
        catch (ConnectorException e)
        {
            if (Problems.StopsRun(e) || ++_failures >= FailuresMax)
                throw Problems.Stop(NameOf(link), e);
            context.Tally.Add(Count.Postponed);
            context.Report("deletes", side, note: $"{NameOf(link)}: left for the next run");
        }
    }

    /// <summary>It is in no listing, and whether it is gone cannot be asked.</summary>
    private Task NoteHiddenAsync(Side side, Link link, ConnectorException e)
    {
        var id = link[side].RecordId;
        context.Tally.Add(Count.Postponed);
        return context.Store.CommitAsync(
            context.Run,
            new Commit
            {
                Issues =
                [
                    new Issue(
                        IssueKind.BadRow,
                        $"row:{side.Word}:{id}",
                        $"{NameOf(link)}: {context[side].Name} no longer lists it, and does not let it be read: {e.Message}"
                    )
                    {
                        LeftId = link.Left.RecordId,
                        RightId = link.Right.RecordId,
                        Side = side,
                        Hint =
                            "Let these credentials see it, or delete its partner by hand; until then the pair stays as it is.",
                    },
                ],
            },
            CancellationToken.None
        );
    }

    private string NameOf(Link link) =>
        $"{context[Side.Left].Name} {link.Left.RecordId} / "
        + $"{context[Side.Right].Name} {link.Right.RecordId}";

    private async Task StopAsync(
        Side side,
        long count,
        string reason,
        CancellationToken cancellationToken
    )
    {
        var message = $"{reason} No delete was carried over.";
        context.Tally.Stop(message);
        var issue = new Issue(IssueKind.SuspiciousDelete, BrakeKey.OfDeletes(side), message)
        {
            Hint =
                "If they are meant to be gone, approve it (tally issues resolve) or, unless the side "
                + "shows nothing at all, run once with --allow-deletes; decline it to keep their "
                + "partners.",
        };
        await context.Store.CommitAsync(
            context.Run,
            new Commit
            {
                Issues =
                [
                    context.Verdicts.Asked(
                        issue,
                        count,
                        more => IsTooMany(more, context.LinksBeforeCount)
                    ),
                ],
                // An answer about fewer does not wait until it fits.
                DecisionsDone = [.. context.Verdicts.KeysOf(BrakeKey.OfDeletes(side))],
            },
            cancellationToken
        );
    }

    /// <summary>What was said about this side's deletes has been acted on, or has lost its cause.</summary>
    private async Task FinishAsync(Side side, CancellationToken cancellationToken)
    {
        string[] done = [.. context.Verdicts.KeysOf(BrakeKey.OfDeletes(side))];
        if (done.Length > 0)
            await context.Store.CommitAsync(
                context.Run,
                new Commit { IssuesClosed = done, DecisionsDone = done },
                cancellationToken
            );
    }
}
