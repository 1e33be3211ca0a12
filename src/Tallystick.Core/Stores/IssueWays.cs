namespace Tallystick.Core.Stores;

/// <summary>What a person can decide about an issue of a kind.</summary>
public static class IssueWays
{
    /// <summary>How the keys of pairs by a weak rule begin that a stronger one contradicts.</summary>
    public const string Contradicted = "contradicted:";

    /// <summary>How the keys of records begin that were deleted here, edited there, and created again.</summary>
    public const string Revived = "revived:";

    /// <summary>Whether the decision is what a person said about this issue of its stream.</summary>
    public static bool IsAbout(Decision decision, Issue issue) =>
        decision.IssueKey == issue.Key
        || decision.IssueKey == PairDecision.KeyOf(issue.Key)
        || issue is { Kind: IssueKind.AmbiguousMatch, LeftId: { } left, RightId: { } right }
            && decision.IssueKey == PairDecision.KeyOf(left, right);

    /// <summary>The verbs that apply, the most usual first; empty for an issue that only its cause can close.</summary>
    public static IReadOnlyList<string> Of(Issue issue) =>
        issue.Kind switch
        {
            IssueKind.Conflict =>
            [
                DecisionVerb.Left,
                DecisionVerb.Right,
                DecisionVerb.Value,
                DecisionVerb.Skip,
                DecisionVerb.Ignore,
            ],
            IssueKind.AmbiguousMatch
                when issue.Key.StartsWith(Contradicted, StringComparison.Ordinal) =>
            [
                DecisionVerb.Link,
                DecisionVerb.Apart,
                DecisionVerb.Ignore,
            ],
            IssueKind.AmbiguousMatch or IssueKind.BadRow => [DecisionVerb.Ignore],
            IssueKind.DuplicateWithinSide => [DecisionVerb.Apart, DecisionVerb.Ignore],
            IssueKind.RefusedWrite or IssueKind.InvalidValue or IssueKind.NotStored => issue.Field
                is null
                ? [DecisionVerb.Retry, DecisionVerb.Ignore]
                : [DecisionVerb.Retry, DecisionVerb.Skip, DecisionVerb.Ignore],
            IssueKind.Deleted when issue.Key.StartsWith(Revived, StringComparison.Ordinal) =>
            [
                DecisionVerb.Ignore,
            ],
            IssueKind.Deleted or IssueKind.SuspiciousDelete or IssueKind.SuspiciousChange =>
            [
                DecisionVerb.Approve,
                DecisionVerb.Decline,
            ],
            IssueKind.Oscillation => [DecisionVerb.Retry, DecisionVerb.Skip, DecisionVerb.Ignore],
            IssueKind.SchemaDrift => [DecisionVerb.Approve],
            IssueKind.Connection => [],
        };
}
