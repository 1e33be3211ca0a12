using Tallystick.Core.Matching;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Runs;

namespace Tallystick.Engine.Matching;

/// <summary>
/// Finds the partners of rows that have none, rule by rule in falling order of trust. What is not
/// clear is held back as an issue, and set free again when it has become clear.
/// </summary>
internal sealed class MatchPhase(RunContext context)
{
    private const string HeldAsAmbiguous = "match:ambiguous";
    private const string HeldAsDuplicate = "match:duplicate";
    private const int BatchMax = 500;
    private const int NamedMax = 5;

    private readonly Dictionary<(Side, string), string> _held = [];
    private readonly List<Issue> _issues = [];
    private readonly Succession _succession = new(context);

    /// <summary>What belongs to others is nobody: two tasks of one person may well have one title.</summary>
    private readonly bool _isIdentity = !context.Plan.References.Any(r => r.IsParent);

    public async Task MatchAsync(CancellationToken cancellationToken)
    {
        context.Report("match");
        for (var rule = 0; rule < context.Plan.Rules.Count; rule++)
            await MatchAsync(rule, cancellationToken);
        await SettleHeldAsync(cancellationToken);
        // Candidates already noted in an earlier round of this run are not counted twice.
        context.Tally.Add(Count.Ambiguous, _held.Count - context.Tally[Count.Ambiguous]);
    }

    private async Task MatchAsync(int rule, CancellationToken cancellationToken)
    {
        var pairs = new List<(string LeftId, string RightId)>();
        var doubles = new List<(KeyGroup Group, MatchDecision.Duplicates Found)>();
        var groups = context.Store.KeyGroupsAsync(context.Stream, rule, cancellationToken);
        await foreach (var group in groups.WithCancellation(cancellationToken))
        {
            Decide(Without(group), rule, pairs, doubles);
            if (pairs.Count < BatchMax)
                continue;
            await ProposeAsync(pairs, rule, cancellationToken);
            pairs.Clear();
        }
        if (pairs.Count > 0)
            await ProposeAsync(pairs, rule, cancellationToken);
        foreach (var (group, found) in doubles)
            if (!await _succession.TakeAsync(group, cancellationToken))
                Note(group, found, rule);
    }

    private void Decide(
        KeyGroup group,
        int rule,
        List<(string, string)> pairs,
        List<(KeyGroup, MatchDecision.Duplicates)> doubles
    )
    {
        switch (Matcher.Decide(group, _isIdentity && rule == 0, context.Apart))
        {
            case MatchDecision.Nothing:
                return;
            case MatchDecision.Pair pair:
                pairs.Add((pair.LeftId, pair.RightId));
                return;
            case MatchDecision.Ambiguous ambiguous:
                Hold(HeldAsAmbiguous, ambiguous.Left, ambiguous.Right);
                _issues.Add(Ambiguous(rule, ambiguous.Left, ambiguous.Right));
                context.Review?.Ambiguous.Add(
                    (rule, MatchReview.Of(ambiguous.Left, ambiguous.Right))
                );
                return;
            case MatchDecision.Duplicates duplicates:
                doubles.Add((group, duplicates));
                return;
        }
    }

    private void Note(KeyGroup group, MatchDecision.Duplicates duplicates, int rule)
    {
        Hold(HeldAsDuplicate, duplicates.Left, duplicates.Right);
        _issues.Add(Duplicates(rule, group));
        context.Review?.Duplicates.Add((rule, MatchReview.Cut(group)));
    }

    /// <summary>Records that a stronger rule has held back take no part in a weaker one.</summary>
    private KeyGroup Without(KeyGroup group) =>
        group with
        {
            Left = [.. group.Left.Where(h => !_held.ContainsKey((Side.Left, h.RecordId)))],
            Right = [.. group.Right.Where(h => !_held.ContainsKey((Side.Right, h.RecordId)))],
        };

    private async Task ProposeAsync(
        List<(string LeftId, string RightId)> pairs,
        int rule,
        CancellationToken cancellationToken
    )
    {
        var good = rule == 0 ? pairs : await UncontradictedAsync(pairs, rule, cancellationToken);
        await context.Store.ProposeLinksAsync(context.Run, good, cancellationToken);
        context.Tally.Add(Count.Matched, good.Count);
    }

    /// <summary>A weak match of two people whose stronger keys differ is a question, not a match.</summary>
    private async Task<List<(string LeftId, string RightId)>> UncontradictedAsync(
        List<(string LeftId, string RightId)> pairs,
        int rule,
        CancellationToken cancellationToken
    )
    {
        var left = await KeysAsync(Side.Left, pairs.Select(p => p.LeftId), cancellationToken);
        var right = await KeysAsync(Side.Right, pairs.Select(p => p.RightId), cancellationToken);
        var good = new List<(string, string)>();
        foreach (var pair in pairs)
        {
            if (!Matcher.IsContradicted(left[pair.LeftId], right[pair.RightId], rule))
            {
                good.Add(pair);
                continue;
            }
            Hold(HeldAsAmbiguous, [pair.LeftId], [pair.RightId]);
            _issues.Add(Contradicted(rule, pair.LeftId, pair.RightId));
            context.Review?.Contradicted.Add((rule, MatchReview.Of([pair.LeftId], [pair.RightId])));
        }
        return good;
    }

    private async Task<Dictionary<string, IReadOnlyList<string?>>> KeysAsync(
        Side side,
        IEnumerable<string> ids,
        CancellationToken cancellationToken
    )
    {
        var rows = await context.Store.StagedAsync(
            context.Stream,
            side,
            [.. ids],
            cancellationToken
        );
        return rows.ToDictionary(r => r.Record.Id, r => r.Keys);
    }

    private void Hold(string reason, IEnumerable<string> left, IEnumerable<string> right)
    {
        foreach (var id in left)
            _held.TryAdd((Side.Left, id), reason);
        foreach (var id in right)
            _held.TryAdd((Side.Right, id), reason);
    }

    /// <summary>Stores what is held now, and frees what no longer needs to be.</summary>
    private async Task SettleHeldAsync(CancellationToken cancellationToken)
    {
        var before = await context.Store.HeldAsync(context.Stream, cancellationToken);
        var released = before
            .Where(h => h.HeldBy.StartsWith("match:", StringComparison.Ordinal))
            .Where(h => !_held.ContainsKey((h.Side, h.RecordId)))
            .Select(h => (h.Side, h.RecordId))
            .ToArray();
        context.Freed.UnionWith(released);
        var held = _held.Select(h => (h.Key.Item1, h.Key.Item2, h.Value));
        var commit = new Commit
        {
            Held = [.. held],
            Released = [.. released],
            Issues = _issues,
        };
        await context.Store.CommitAsync(context.Run, commit, cancellationToken);
    }

    private Issue Ambiguous(int rule, IReadOnlyList<string> left, IReadOnlyList<string> right) =>
        new(
            IssueKind.AmbiguousMatch,
            $"match:{rule}:{left[0]}:{right[0]}",
            $"More than one candidate by {context.Plan.Rules[rule].Name}: "
                + $"{Named(Side.Left, left)} and {Named(Side.Right, right)}."
        )
        {
            LeftId = left[0],
            RightId = right[0],
            Hint =
                "Merge or correct the duplicates in their own app, or say who is who with "
                + "tally match FILE.",
        };

    private Issue Duplicates(int rule, KeyGroup group)
    {
        var left = group.Left.Select(h => h.RecordId).ToArray();
        var right = group.Right.Select(h => h.RecordId).ToArray();
        return new Issue(
            IssueKind.DuplicateWithinSide,
            $"duplicate:{rule}:{left.FirstOrDefault()}:{right.FirstOrDefault()}",
            $"The same {context.Plan.Rules[rule].Name} more than once: "
                + string.Join(
                    " and ",
                    new[] { Named(Side.Left, left), Named(Side.Right, right) }.Where(n => n != "")
                )
                + ". Those without a partner are not synced."
        )
        {
            LeftId = left.FirstOrDefault(),
            RightId = right.FirstOrDefault(),
            Side =
                left.Length == 0 ? Side.Right
                : right.Length == 0 ? Side.Left
                : null,
            Hint =
                "Merge them or correct one of them in its own app. If they are different people: "
                + "tally issues resolve NUMBER --apart.",
        };
    }

    private Issue Contradicted(int rule, string leftId, string rightId) =>
        new(
            IssueKind.AmbiguousMatch,
            $"{IssueWays.Contradicted}{rule}:{leftId}:{rightId}",
            $"{Named(Side.Left, [leftId])} and {Named(Side.Right, [rightId])} have the same "
                + $"{context.Plan.Rules[rule].Name}, but differ in {context.Plan.Rules[0].Name}: "
                + "they may be two people."
        )
        {
            LeftId = leftId,
            RightId = rightId,
            Hint =
                "tally issues resolve NUMBER --link if it is one person, --apart if they are two.",
        };

    private string Named(Side side, IReadOnlyList<string> ids)
    {
        if (ids.Count == 0)
            return "";
        var more = ids.Count > NamedMax ? $" and {ids.Count - NamedMax} more" : "";
        return $"{context[side].Name} {string.Join(", ", ids.Take(NamedMax))}{more}";
    }
}
