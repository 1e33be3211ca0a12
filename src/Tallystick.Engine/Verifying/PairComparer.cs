using System.Globalization;
using Tallystick.Core.Mapping;
using Tallystick.Core.Merging;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Core.Yaml;
using Tallystick.Engine.Runs;
using Tallystick.Engine.Writing;

namespace Tallystick.Engine.Verifying;

/// <summary>How the two records of a link compare.</summary>
internal enum PairVerdict
{
    Equal,

    /// <summary>They differ only in fields that an open issue holds, or that were undone.</summary>
    Held,

    Different,
}

/// <param name="Differences">Each field that differs, held or not.</param>
internal readonly record struct PairComparison(
    PairVerdict Verdict,
    IReadOnlyList<Difference> Differences
);

/// <summary>Compares the two records of a link field by field, and knows which differences are meant.</summary>
/// <param name="issues">The stream's issues that are open or ignored, by key.</param>
internal sealed class PairComparer(RunContext context, IReadOnlyDictionary<string, Issue> issues)
{
    public static async Task<PairComparer> OfAsync(
        RunContext context,
        CancellationToken cancellationToken
    )
    {
        var issues = context.Store.IssuesAsync(
            new IssueQuery { Stream = context.Stream, State = null },
            cancellationToken
        );
        return new PairComparer(
            context,
            await issues
                .Where(i => i.State is not IssueState.Closed)
                .ToDictionaryAsync(
                    i => i.Key,
                    StringComparer.Ordinal,
                    cancellationToken: cancellationToken
                )
        );
    }

    public PairComparison Compare(Link link, Record left, Record right)
    {
        List<Difference>? differences = null;
        foreach (var field in context.Plan.Fields)
            if (Compare(link, field, left, right) is { } difference)
                (differences ??= []).Add(difference);
        return differences is null
            ? new PairComparison(PairVerdict.Equal, [])
            : new PairComparison(
                differences.Exists(d => d.Kind == Difference.IsDifferent)
                    ? PairVerdict.Different
                    : PairVerdict.Held,
                differences
            );
    }

    private Difference? Compare(Link link, FieldPlan field, Record left, Record right)
    {
        var (l, r) = (left.Values[field.Left.Ordinal], right.Values[field.Right.Ordinal]);
        if (l.IsUnknown || r.IsUnknown)
            return null;
        if (Agreement.IsEqual(context.Plan, field, left.Values, right.Values))
            return null;
        var mark = link.Marks.FirstOrDefault(m => m.Field == field.Name);
        var reason = mark?.Reason;
        if (reason is MarkReason.Normalised && IsAsAgreed(link, field, l, r))
            return null;
        var isUndone =
            reason is MarkReason.Undone or MarkReason.Accepted && IsAsAgreed(link, field, l, r);
        var isWaiting = !context.Gate.IsIn(link);
        var issue = mark
            is { Reason: not (MarkReason.Normalised or MarkReason.Undone or MarkReason.Accepted) }
            ? IssueOf(link, mark)
            : null;
        var isHeld = isWaiting || isUndone || issue is not null;
        return new Difference(
            isHeld ? Difference.IsHeld : Difference.IsDifferent,
            left.Id,
            right.Id,
            field.Name,
            l.ToString(),
            r.ToString(),
            isUndone ? mark!.Reason.ToString().ToLowerInvariant()
                : isWaiting ? "waits until more records take part"
                : issue is not null ? HeldBy(mark!.Reason, issue)
                : null
        );
    }

    private Issue? IssueOf(Link link, FieldMark mark) =>
        issues.GetValueOrDefault(
            FieldIssues.KeyOf(mark.Reason, link.Left.RecordId, link.Right.RecordId, mark.Field)
        );

    private static string HeldBy(MarkReason reason, Issue issue)
    {
        var word = YamlWords.Kebab(reason.ToString());
        var number = issue.Number.ToString(CultureInfo.InvariantCulture);
        return issue.State is IssueState.Ignored
            ? $"{word}: ignored, issue {number}"
            : $"{word}: held by issue {number}";
    }

    /// <summary>Both sides hold what the last run left there.</summary>
    private static bool IsAsAgreed(Link link, FieldPlan field, Value left, Value right) =>
        link.Left.Shadow is { } ls
        && link.Right.Shadow is { } rs
        && !ls[field.Left.Ordinal].IsUnknown
        && !rs[field.Right.Ordinal].IsUnknown
        && field.AreEqual(Side.Left, left, ls[field.Left.Ordinal])
        && field.AreEqual(Side.Right, right, rs[field.Right.Ordinal]);
}
