using System.Globalization;
using Tallystick.Core.Stores;

namespace Tallystick.Cli;

/// <summary>Takes down what a person decides about issues.</summary>
internal sealed class IssueDesk(ISyncStore store, string actor, TimeProvider time)
{
    public async Task DecideAsync(
        FoundIssue found,
        string verb,
        string? value,
        CancellationToken cancellationToken
    )
    {
        var (stream, issue) = (found.Stream.Name, found.Issue);
        var pairs = new PairDesk(store, stream, actor, time);
        if (issue.Kind is IssueKind.DuplicateWithinSide && verb == DecisionVerb.Apart)
        {
            var group = await GroupAsync(stream, issue, cancellationToken);
            await pairs.ApartAsync(
                issue.Key,
                [.. group.Left.Select(h => h.RecordId)],
                [.. group.Right.Select(h => h.RecordId)],
                cancellationToken
            );
        }
        else if (issue is { LeftId: { } left, RightId: { } right } && verb == DecisionVerb.Link)
            await pairs.LinkAsync(left, right, cancellationToken);
        else if (issue is { LeftId: { } l, RightId: { } r } && verb == DecisionVerb.Apart)
            await pairs.ApartAsync(l, r, cancellationToken);
        else
            await store.DecideAsync(
                new Decision(stream, issue.Key, verb, value, actor, time.GetUtcNow()),
                cancellationToken
            );
    }

    /// <summary>All that share the key: the issue itself names the first of them.</summary>
    private async Task<KeyGroup> GroupAsync(
        string stream,
        Issue issue,
        CancellationToken cancellationToken
    )
    {
        var rule = int.Parse(issue.Key.Split(':')[1], CultureInfo.InvariantCulture);
        await foreach (var group in store.KeyGroupsAsync(stream, rule, cancellationToken))
            if (
                group.Left.Any(h => h.RecordId == issue.LeftId)
                || group.Right.Any(h => h.RecordId == issue.RightId)
            )
                return group;
        throw new UserException(
            $"Number {issue.Number} is no more: nobody shares the key any longer.",
            "The next tally sync closes it."
        );
    }
}
