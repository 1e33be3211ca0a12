using Tallystick.Core.Connectors;
using Tallystick.Core.Mapping;
using Tallystick.Core.Matching;
using Tallystick.Core.Merging;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Runs;

namespace Tallystick.Engine.Deciding;

/// <summary>
/// Brings what people decided to where the run acts on it: records to link become pairs, pairs with
/// a settled field are read anew and wait for work with the ruling beside them, refused records are
/// set free. What has nothing left to act on is forgotten.
/// </summary>
internal sealed class DecisionPhase(RunContext context)
{
    private const int ReadsMax = 20;

    private readonly List<string> _done = [];
    private readonly List<Issue> _issues = [];
    private readonly List<(Side, string)> _released = [];

    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        var decisions = await context.Store.DecisionsAsync(context.Stream, cancellationToken);
        if (decisions.Count == 0)
            return;
        context.Apart = new ApartList(decisions);
        foreach (var decision in decisions.Where(d => d.Verb == DecisionVerb.Link))
            await LinkAsync(decision, cancellationToken);
        await RuleAsync([.. decisions.Where(IsRuling)], cancellationToken);
        await context.Store.CommitAsync(
            context.Run,
            new Commit
            {
                DecisionsDone = _done,
                Issues = _issues,
                Released = _released,
            },
            cancellationToken
        );
    }

    private static bool IsRuling(Decision decision) =>
        decision.Verb
            is DecisionVerb.Left
                or DecisionVerb.Right
                or DecisionVerb.Value
                or DecisionVerb.Skip
                or DecisionVerb.Retry;

    private async Task LinkAsync(Decision decision, CancellationToken cancellationToken)
    {
        if (PairDecision.Read(decision) is not { Left: [var left], Right: [var right] })
        {
            _done.Add(decision.IssueKey);
            return;
        }
        var links = (
            Left: await context.Store.LinkOfAsync(
                context.Stream,
                Side.Left,
                left,
                cancellationToken
            ),
            Right: await context.Store.LinkOfAsync(
                context.Stream,
                Side.Right,
                right,
                cancellationToken
            )
        );
        if (links.Left is not null || links.Right is not null)
        {
            if (links.Left?.Id != links.Right?.Id)
                Impossible(
                    decision,
                    links.Left is not null ? Side.Left : Side.Right,
                    (left, right),
                    "has another partner"
                );
            _done.Add(decision.IssueKey);
            return;
        }
        foreach (var (side, id) in new[] { (Side.Left, left), (Side.Right, right) })
        {
            var staged = await context.Store.StagedAsync(
                context.Stream,
                side,
                [id],
                cancellationToken
            );
            if (staged.Count > 0)
                continue;
            // A listing of changes alone does not bring it again; a whole one would have.
            if (context[side].Seen is null)
                return;
            Impossible(decision, side, (left, right), "is not there");
            _done.Add(decision.IssueKey);
            return;
        }
        context.LinkedBy[left] = decision.Actor;
        await context.Store.ProposeLinksAsync(context.Run, [(left, right)], cancellationToken);
        context.Tally.Add(Count.Matched);
        context.Tally.Add(Count.Resolved);
        _done.Add(decision.IssueKey);
    }

    private void Impossible(
        Decision decision,
        Side side,
        (string Left, string Right) ids,
        string why
    )
    {
        var id = side is Side.Left ? ids.Left : ids.Right;
        _issues.Add(
            new Issue(
                IssueKind.AmbiguousMatch,
                decision.IssueKey,
                $"{context[Side.Left].Name} {ids.Left} and {context[Side.Right].Name} {ids.Right} "
                    + $"were to be linked, but {context[side].Name} {id} {why}."
            )
            {
                LeftId = ids.Left,
                RightId = ids.Right,
                Side = side,
                Hint = "tally match FILE shows who is without a partner.",
            }
        );
    }

    private async Task RuleAsync(
        IReadOnlyList<Decision> decisions,
        CancellationToken cancellationToken
    )
    {
        if (decisions.Count == 0)
            return;
        var open = await OpenIssuesAsync(decisions, cancellationToken);
        var pairs = new List<Link>();
        foreach (var decision in decisions)
        {
            if (!open.TryGetValue(decision.IssueKey, out var issue))
                _done.Add(decision.IssueKey);
            else if (issue.Field is null)
                Release(decision, issue);
            else if (await RuleAsync(decision, issue, cancellationToken) is { } link)
                pairs.Add(link);
        }
        foreach (var chunk in pairs.DistinctBy(l => l.Id).Chunk(ReadsMax))
            await ReadAsync(chunk, cancellationToken);
    }

    private async Task<Dictionary<string, Issue>> OpenIssuesAsync(
        IReadOnlyList<Decision> decisions,
        CancellationToken cancellationToken
    )
    {
        var keys = decisions.Select(d => d.IssueKey).ToHashSet(StringComparer.Ordinal);
        var query = new IssueQuery { Stream = context.Stream, State = null };
        return await context
            .Store.IssuesAsync(query, cancellationToken)
            .Where(i => i.State is not IssueState.Closed && keys.Contains(i.Key))
            .ToDictionaryAsync(i => i.Key, cancellationToken: cancellationToken);
    }

    /// <summary>A record that could not be created is tried again.</summary>
    private void Release(Decision decision, Issue issue)
    {
        _done.Add(decision.IssueKey);
        if (decision.Verb != DecisionVerb.Retry)
            return;
        if (issue.LeftId is { } left)
            _released.Add((Side.Left, left));
        if (issue.RightId is { } right)
            _released.Add((Side.Right, right));
    }

    /// <returns>The pair that must be looked at; null when there is none any more.</returns>
    private async Task<Link?> RuleAsync(
        Decision decision,
        Issue issue,
        CancellationToken cancellationToken
    )
    {
        var link = await context.Store.LinkOfAsync(
            context.Stream,
            Side.Left,
            issue.LeftId ?? "",
            cancellationToken
        );
        if (link is not { State: LinkState.Active } || link.Right.RecordId != issue.RightId)
        {
            _done.Add(decision.IssueKey);
            return null;
        }
        var ruling = new Ruling(issue.Field!, KindOf(decision.Verb), decision.Actor)
        {
            IssueKey = issue.Key,
            Text = decision.Value,
            Towards = issue.Side,
        };
        if (issue.Kind is IssueKind.Conflict)
        {
            if (await SeenAsync(decision, issue, cancellationToken) is not { } seen)
            {
                // Nobody can tell what the person saw: the pair is looked at, and the question stays.
                _done.Add(decision.IssueKey);
                return link;
            }
            ruling = ruling with { SeenLeft = seen.Left, SeenRight = seen.Right };
        }
        context.Rulings.Add(link.Id, ruling);
        return link;
    }

    private static RulingKind KindOf(string verb) =>
        verb switch
        {
            DecisionVerb.Left => RulingKind.Left,
            DecisionVerb.Right => RulingKind.Right,
            DecisionVerb.Value => RulingKind.Value,
            DecisionVerb.Retry => RulingKind.Retry,
            _ => RulingKind.Skip,
        };

    /// <summary>The two values as the journal had them when the person decided.</summary>
    private async Task<(Value Left, Value Right)?> SeenAsync(
        Decision decision,
        Issue issue,
        CancellationToken cancellationToken
    )
    {
        var query = new JournalQuery
        {
            Stream = context.Stream,
            RecordId = issue.LeftId,
            Kind = JournalKind.Conflict,
        };
        await foreach (var entry in context.Store.JournalAsync(query, cancellationToken))
        {
            if (
                entry.At > decision.At
                || entry.LeftId != issue.LeftId
                || entry.RightId != issue.RightId
            )
                continue;
            if (entry.Fields.FirstOrDefault(f => f.Field == issue.Field) is { } field)
                return (field.Left, field.Right);
        }
        return null;
    }

    /// <summary>The pairs as they are now, as if a listing had just brought them.</summary>
    private async Task ReadAsync(IReadOnlyList<Link> links, CancellationToken cancellationToken)
    {
        foreach (var side in new[] { Side.Left, Side.Right })
        {
            var records = await Task.WhenAll(
                links.Select(link => GetAsync(side, link, cancellationToken))
            );
            var rows = records.OfType<StagedRow>().ToArray();
            var progress = await context.Store.ProgressAsync(
                context.Stream,
                side,
                cancellationToken
            );
            await context.Store.StageAsync(context.Run, side, rows, progress, cancellationToken);
        }
    }

    /// <returns>Null for a record that is gone, or out of reach for now: the next run looks again.</returns>
    private async Task<StagedRow?> GetAsync(
        Side side,
        Link link,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var record = await context[side]
                .Connector.GetAsync(context.Plan[side], link[side].RecordId, cancellationToken);
            return record is null
                ? null
                : new StagedRow(
                    record,
                    StreamPlan.HashOf(record.Values),
                    link.Id,
                    context.Plan.KeysOf(side, record.Values)
                );
        }
        catch (ConnectorException e) when (!Problems.StopsRun(e))
        {
            context.Tally.Add(Count.Postponed);
            return null;
        }
    }
}
