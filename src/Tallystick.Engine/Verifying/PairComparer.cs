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

    /// <summary>They differ only in fields that an open issue or the mode holds, or that were undone.</summary>
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
    public const string OutsideCanary = "waits until more records take part";

    private const string RemovedThere = "elements that were removed on one side only stay so";
    private const string Awaiting = "what it refers to has no partner yet";
    private const string Cut = "one side takes only the beginning of the text";
    private const string HeldByMode = "the sync's mode keeps the edit back";

    private readonly BrakeIssues _brakes = new(issues.Values);

    /// <summary>Tells of records that are missing.</summary>
    public MissingJudge Missing => field ??= new MissingJudge(context, _brakes);

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
        var still = new StillLife(context, link, left, right);
        foreach (var field in context.Plan.Fields)
            if (Compare(link, field, left, right, still) is { } difference)
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

    private Difference? Compare(
        Link link,
        FieldPlan field,
        Record left,
        Record right,
        StillLife still
    )
    {
        var (l, r) = (left.Values[field.Left.Ordinal], right.Values[field.Right.Ordinal]);
        if (l.IsUnknown || r.IsUnknown)
            return IsAwaiting(l, r) || IsAwaiting(r, l)
                ? new Difference(Difference.IsHeld, left.Id, right.Id, field.Name, "", "", Awaiting)
                : null;
        if (
            Agreement.IsEqual(context.Plan, field, left.Values, right.Values)
            && !still.IsPutBack(field)
        )
            return null;
        var mark = link.Marks.FirstOrDefault(m => m.Field == field.Name);
        if (mark?.Reason is MarkReason.Normalised && IsAsAgreed(link, field, l, r))
            return null;
        if (still.IsAsMeant(field))
            return null;
        var why = HeldBy(link, field, mark, l, r, still);
        return new Difference(
            why is null ? Difference.IsDifferent : Difference.IsHeld,
            left.Id,
            right.Id,
            field.Name,
            l.ToString(),
            r.ToString(),
            why
        );
    }

    private static bool IsAwaiting(Value one, Value other) =>
        one.AwaitedId is not null && !other.IsUnknown;

    /// <summary>Why the field may differ; null when it may not.</summary>
    private string? HeldBy(
        Link link,
        FieldPlan field,
        FieldMark? mark,
        Value left,
        Value right,
        StillLife still
    ) =>
        mark is { Reason: MarkReason.Undone or MarkReason.Accepted }
        && IsAsAgreed(link, field, left, right)
            ? mark.Reason.ToString().ToLowerInvariant()
        : !context.Gate.IsIn(link) ? OutsideCanary
        : mark
            is { Reason: not (MarkReason.Normalised or MarkReason.Undone or MarkReason.Accepted) }
        && IssueOf(link, mark) is { } issue
            ? HeldBy(YamlWords.Kebab(mark.Reason.ToString()), issue)
        : BrakeOn(field, still) is { } brake ? HeldBy(brake)
        : still.IsKeptBack(field) ? HeldByMode
        : still.IsSetApart(field) ? RemovedThere
        : still.IsCut(field) ? Cut
        : null;

    /// <summary>The question that holds back all that a run would write of the field; null for none.</summary>
    private Issue? BrakeOn(FieldPlan field, StillLife still)
    {
        Issue? first = null;
        foreach (var (side, isBlank) in still.WritesOf(field))
        {
            if (
                isBlank is not { } blank
                || _brakes.OnChange(side, field.Name, blank) is not { } issue
            )
                return null;
            first ??= issue;
        }
        return first;
    }

    public static string HeldBy(Issue brake) =>
        HeldBy(YamlWords.Kebab(brake.Kind.ToString()), brake);

    private Issue? IssueOf(Link link, FieldMark mark) =>
        issues.GetValueOrDefault(
            FieldIssues.KeyOf(mark.Reason, link.Left.RecordId, link.Right.RecordId, mark.Field)
        );

    private static string HeldBy(string word, Issue issue)
    {
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
