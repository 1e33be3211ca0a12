using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.References;
using Tallystick.Engine.Runs;

namespace Tallystick.Engine.Deleting;

/// <summary>
/// Acts on what people said about deletions that waited for them. Approved is not yet done: both
/// records are asked for first, and an edit made after the question beats the answer.
/// </summary>
internal sealed class DeleteDesk(RunContext context, PartnerSettler partners)
{
    private readonly DeleteNotes _notes = new(context);

    public async Task ActAsync(CancellationToken cancellationToken)
    {
        // Read anew: what was answered and edited since is withdrawn by now.
        var decisions = await context.Store.DecisionsAsync(context.Stream, cancellationToken);
        var open = decisions
            .Where(d => d.IssueKey.StartsWith("deleted:", StringComparison.Ordinal))
            .ToDictionary(d => d.IssueKey);
        if (open.Count == 0)
            return;
        var query = new IssueQuery { Stream = context.Stream, Kind = IssueKind.Deleted };
        var issues = await context
            .Store.IssuesAsync(query, cancellationToken)
            .Where(i => open.ContainsKey(i.Key))
            .ToListAsync(cancellationToken);
        foreach (var issue in issues)
            if (open.Remove(issue.Key, out var decision))
                await TryAsync(issue, decision, cancellationToken);
        // What is left is about issues that have closed by themselves.
        await DoneAsync(open.Keys, [], cancellationToken);
    }

    private async Task TryAsync(Issue issue, Decision decision, CancellationToken cancellationToken)
    {
        try
        {
            await ActAsync(issue, decision, cancellationToken);
        }
        catch (ConnectorException e) when (!Problems.StopsRun(e))
        {
            // The decision stays, and the next run acts on it.
            context.Tally.Add(Count.Postponed);
        }
    }

    private async Task ActAsync(Issue issue, Decision decision, CancellationToken cancellationToken)
    {
        if (await LinkOfAsync(issue, cancellationToken) is not { } link)
            await DoneAsync([issue.Key], [], cancellationToken);
        else if (decision.Verb is DecisionVerb.Approve)
            await ApproveAsync(link, decision, cancellationToken);
        else if (decision.Verb is DecisionVerb.Decline or DecisionVerb.Ignore)
            await DoneAsync([issue.Key], [Kept(link, decision)], cancellationToken);
    }

    /// <summary>The pair that waits; null when it waits no longer.</summary>
    private async Task<Link?> LinkOfAsync(Issue issue, CancellationToken cancellationToken)
    {
        foreach (var side in new[] { Side.Left, Side.Right })
        {
            if ((side is Side.Left ? issue.LeftId : issue.RightId) is not { } id)
                continue;
            var link = await context.Store.LinkOfAsync(context.Stream, side, id, cancellationToken);
            if (
                link is not null
                && DeleteNotes.GoneSide(link) is not null
                && DeleteNotes.KeyOf(link) == issue.Key
            )
                return link;
        }
        return null;
    }

    private async Task ApproveAsync(
        Link link,
        Decision decision,
        CancellationToken cancellationToken
    )
    {
        var gone = DeleteNotes.GoneSide(link)!.Value;
        var other = gone.Other;
        if (await GetAsync(gone, link, cancellationToken) is not null)
        {
            // It is back: the next listing makes it a pair again.
            await DoneAsync([decision.IssueKey], [], cancellationToken);
            return;
        }
        var survivor = await GetAsync(other, link, cancellationToken);
        if (survivor is null)
            await partners.ForgetAsync(gone, link, cancellationToken);
        else if (!context.Plan.Writes(other))
            await AskAgainAsync(
                _notes.Unable(gone, link, $"the mode does not write the {other.Word} side."),
                cancellationToken
            );
        else if (!context[other].Capabilities.CanDelete)
            await AskAgainAsync(
                _notes.Unable(gone, link, $"{context[other].Name} deletes no records."),
                cancellationToken
            );
        else if (Survivor.IsEditedSinceSeen(context.Plan, other, link, survivor.Values))
            await AskAgainAsync(_notes.EditedSince(gone, link), cancellationToken);
        else
            await DeleteAsync(gone, link, survivor, decision, cancellationToken);
    }

    private async Task DeleteAsync(
        Side gone,
        Link link,
        Record survivor,
        Decision decision,
        CancellationToken cancellationToken
    )
    {
        var news = await context.Children.NewsAsync(gone.Other, survivor.Id, cancellationToken);
        ChildRecord[] later =
        [
            .. news.Where(c => (c.Record.ModifiedAt ?? c.Record.CreatedAt) > decision.At),
        ];
        if (later.Length > 0)
        {
            await AskAgainAsync(_notes.GrownSince(gone, link, later), cancellationToken);
            return;
        }
        await TellAsync(gone, link, news, decision, cancellationToken);
        await partners.DeleteAsync(gone, link, survivor, decision.Actor, cancellationToken);
    }

    /// <summary>What goes with the survivor and is on no other side is kept in the journal.</summary>
    private Task TellAsync(
        Side gone,
        Link link,
        IReadOnlyList<ChildRecord> news,
        Decision decision,
        CancellationToken cancellationToken
    )
    {
        var side = gone.Other;
        var entries = news.Select(c => new JournalEntry(JournalKind.Overwriting, context.Now)
        {
            Stream = context.Stream,
            Run = context.Run.Number,
            Side = side,
            LeftId = side is Side.Left ? c.Record.Id : null,
            RightId = side is Side.Right ? c.Record.Id : null,
            Cause =
                $"{c.Plan[side].ObjectType}, {Family.With}{context.Plan[side].ObjectType} "
                + link[side].RecordId,
            Actor = decision.Actor,
            Fields =
            [
                .. c
                    .Plan.Fields.Select(f => new JournalField(
                        f.Name,
                        c.Record.Values[f[side].Ordinal],
                        Value.Empty
                    ))
                    .Where(f => f.Before.HasContent),
            ],
        });
        return news.Count == 0
            ? Task.CompletedTask
            : context.Store.CommitAsync(
                context.Run,
                new Commit { Journal = [.. entries] },
                cancellationToken
            );
    }

    private JournalEntry Kept(Link link, Decision decision)
    {
        var gone = DeleteNotes.GoneSide(link)!.Value;
        return _notes.Entry(JournalKind.DeleteSeen, link, gone, "kept by decision") with
        {
            Actor = decision.Actor,
        };
    }

    private Task AskAgainAsync(Issue issue, CancellationToken cancellationToken) =>
        context.Store.CommitAsync(
            context.Run,
            new Commit { Issues = [issue], DecisionsDone = [issue.Key] },
            cancellationToken
        );

    private Task DoneAsync(
        IReadOnlyCollection<string> keys,
        IReadOnlyList<JournalEntry> journal,
        CancellationToken cancellationToken
    ) =>
        keys.Count == 0
            ? Task.CompletedTask
            : context.Store.CommitAsync(
                context.Run,
                new Commit
                {
                    Journal = journal,
                    IssuesClosed = [.. keys],
                    DecisionsDone = [.. keys],
                },
                cancellationToken
            );

    private Task<Record?> GetAsync(Side side, Link link, CancellationToken cancellationToken) =>
        context[side]
            .Connector.GetAsync(context.Plan[side], link[side].RecordId, cancellationToken);
}
