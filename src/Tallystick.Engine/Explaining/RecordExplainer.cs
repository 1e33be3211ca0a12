using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Matching;
using Tallystick.Engine.Verifying;

namespace Tallystick.Engine.Explaining;

/// <summary>
/// Answers why a record is as it is: from the link and its shadows, the journal, the issues and what
/// is staged. Asks no app, so that it can say what was known when the last run ended, and no more.
/// </summary>
public sealed class RecordExplainer(StreamDefinition definition, ISyncStore store)
{
    private static readonly Side[] Sides = [Side.Left, Side.Right];

    private string Stream => definition.Name;

    /// <param name="field">Only this field, by its key on either side; null for all.</param>
    public async Task<WhyReport> ExplainAsync(
        Side side,
        string recordId,
        string? field,
        CancellationToken cancellationToken
    )
    {
        var history = await HistoryAsync(side, recordId, cancellationToken);
        var all = await IssuesAsync(cancellationToken);
        Issue[] issues = [.. all.Where(i => IsAbout(i, side, recordId))];
        var report = new WhyReport
        {
            Stream = Stream,
            Side = side,
            RecordId = recordId,
            State = WhyState.Unknown,
            Explanation = "",
            Mode = definition.Mode,
            Filter = definition.FilterOn(side),
            Issues = [.. issues.Where(i => i.Field is null).Select(Of)],
        };
        var staged = await store.StagedAsync(Stream, side, [recordId], cancellationToken);
        var waits = new WaitExplainer(definition, store);
        if (await store.LinkOfAsync(Stream, side, recordId, cancellationToken) is { } link)
        {
            var sources = new WhySources(
                link,
                await RowAsync(Side.Left, link, cancellationToken),
                await RowAsync(Side.Right, link, cancellationToken),
                history,
                issues
            );
            var linked = await LinkedAsync(report, sources, field, all, cancellationToken);
            return await waits.AddAsync(linked, staged, cancellationToken);
        }
        if (await waits.ExplainAsync(report, staged, cancellationToken) is { } waiting)
            return waiting;
        return staged.Count > 0
            ? await StagedAsync(report, staged[0], issues, cancellationToken)
            : await UnlinkedAsync(report, history, cancellationToken);
    }

    private async Task<WhyReport> LinkedAsync(
        WhyReport report,
        WhySources sources,
        string? field,
        IReadOnlyList<Issue> all,
        CancellationToken cancellationToken
    )
    {
        var (link, history) = (sources.Link, sources.History);
        var brakes = new BrakeIssues(all);
        var fields = await FieldsAsync(sources, field, brakes, cancellationToken);
        var partner = link[report.Side.Other].RecordId;
        var origin = history.LastOrDefault(e =>
            e.Kind is JournalKind.Linked or JournalKind.Created or JournalKind.Adopted
            && e.LeftId == link.Left.RecordId
            && e.RightId == link.Right.RecordId
        );
        var gone = history.FirstOrDefault(e =>
            e.Kind is JournalKind.DeleteSeen or JournalKind.Deleted
        );
        var how = gone is null ? "" : $" ({gone.Cause}, run {gone.Run})";
        var stays = link.State switch
        {
            LinkState.LeftGone => Side.Right,
            LinkState.RightGone => Side.Left,
            LinkState.Active or LinkState.Deleted => (Side?)null,
        };
        var (state, explanation, hint) =
            stays is null
                ? (WhyState.Linked, $"It is the same as {report.Side.Other.Word} {partner}.", null)
            : stays == report.Side
                ? (
                    WhyState.Survivor,
                    $"Its partner, {report.Side.Other.Word} {partner}, is gone{how}; it stays without one.",
                    "To be rid of it, delete it in its own app."
                )
            : (
                WhyState.Gone,
                $"It is gone{how}; its partner, {report.Side.Other.Word} {partner}, stays.",
                (string?)null
            );
        return report with
        {
            State = state,
            Explanation = explanation,
            Hint = hint,
            PartnerId = partner,
            LinkedAt = origin?.At,
            LinkedInRun = origin?.Run,
            LinkedBy = origin is null ? null : CauseOf(origin),
            Fields = fields,
            GoneOn = stays?.Other,
            Notes = stays is null ? NotesOf(brakes) : [],
            Issues = stays is null
                ? [.. report.Issues, .. BrakesOn(brakes).Select(Of)]
                : report.Issues,
        };
    }

    private async Task<IReadOnlyList<WhyField>> FieldsAsync(
        WhySources sources,
        string? only,
        BrakeIssues brakes,
        CancellationToken cancellationToken
    )
    {
        if (await store.MappingOfAsync(Stream, cancellationToken) is not { } known)
            return [];
        var canary = await CanaryLook.OfAsync(definition, store, cancellationToken);
        var unlike = new UnlikeExplainer(definition, brakes, canary);
        return new FieldExplainer(definition, known, unlike).Explain(sources, only);
    }

    private static IEnumerable<Issue> BrakesOn(BrakeIssues brakes) =>
        Sides.Select(brakes.OnDeletes).OfType<Issue>();

    /// <summary>Which records a listing lacked is not remembered, nor who has left a filter.</summary>
    private IReadOnlyList<string> NotesOf(BrakeIssues brakes)
    {
        var notes = new List<string>();
        foreach (var side in Sides)
        {
            if (brakes.OnDeletes(side) is not null)
                notes.Add(
                    $"Linked records are missing on the {side.Word}, and whether that is meant is asked: "
                        + "if this one is among them, which tally verify tells, its partner waits for the answer."
                );
            if (FilterOn(side) is { } filter)
                notes.Add(
                    $"Of the {side.Word}, only records with {filter} are read: one that has left this filter "
                        + "stays linked, is not kept in step, and what is told of it here is from before. "
                        + "tally verify counts such pairs."
                );
        }
        return notes;
    }

    /// <summary>What the stream asks of the side's records, in words; null for nothing.</summary>
    private string? FilterOn(Side side) =>
        definition.FilterOn(side) is { Count: > 0 } filter
            ? string.Join(" and ", filter.Select(f => $"{f.Key}: {f.Value}"))
            : null;

    /// <summary>What was read of it and is not settled yet.</summary>
    private async Task<Value[]?> RowAsync(Side side, Link link, CancellationToken cancellationToken)
    {
        var staged = await store.StagedAsync(
            Stream,
            side,
            [link[side].RecordId],
            cancellationToken
        );
        return staged is [var row] ? row.Record.Values : null;
    }

    private static string CauseOf(JournalEntry origin) =>
        origin.Kind is JournalKind.Created ? $"created, {origin.Cause}" : origin.Cause;

    private async Task<WhyReport> StagedAsync(
        WhyReport report,
        StagedRow row,
        IReadOnlyList<Issue> issues,
        CancellationToken cancellationToken
    )
    {
        if (row.HeldBy is { } heldBy)
            return report with
            {
                State = WhyState.Held,
                HeldBy = heldBy,
                Explanation = HoldOf(heldBy, report.Side, issues),
                Hint =
                    report.Issues.Select(i => i.Hint).OfType<string>().FirstOrDefault()
                    ?? "tally issues FILE tells more; tally sync FILE --retry-held tries again.",
            };
        var target = report.Side.Other;
        var intents = await store.IntentsAsync(Stream, cancellationToken);
        if (intents.Any(i => i.Target == target && i.SourceId == report.RecordId))
            return report with
            {
                State = WhyState.Waiting,
                Explanation =
                    $"It was sent to be created on the {target.Word} side, and the answer was lost.",
                Hint = "The next run looks for it there, and creates it if it is not there.",
            };
        var canary = await CanaryLook.OfAsync(definition, store, cancellationToken);
        if (canary.HoldsCreate(report.RecordId, target) is { } waits)
            return report with
            {
                State = WhyState.Waiting,
                Explanation =
                    $"It was read, has no partner, and {waits}: it is not created on the {target.Word} side.",
                Hint = "tally promote FILE lets more records take part.",
            };
        if (!definition.WritesOn(target))
            return report with
            {
                State = WhyState.Waiting,
                Explanation =
                    $"It was read and has no partner; the mode does not write the {target.Word} side.",
                Hint = "Set 'mode: two-way' to have it created there.",
            };
        return report with
        {
            State = WhyState.Waiting,
            Explanation =
                "It was read and has no partner yet; a run that ended early left it, "
                + $"or no record can be created on the {target.Word} side, such as where the credentials may add none (tally doctor).",
            Hint = "The next tally sync looks at it again.",
        };
    }

    private static string HoldOf(string heldBy, Side side, IReadOnlyList<Issue> issues) =>
        heldBy switch
        {
            "match:ambiguous" when Contradicted(side, issues) is { } partner =>
                $"One rule makes it the same as {side.Other.Word} {partner}, and a stronger one says "
                    + "that they are different, so it is held back.",
            "match:ambiguous" =>
                "It has more than one candidate for a partner, so it is held back.",
            "match:duplicate" =>
                "Another record of its side shares its match key, so it is held back.",
            "create:refused" => "The other side refused to create it.",
            "create:empty" => "It has nothing in any mapped field, so nothing was created for it.",
            _ when TakenKeys.IsAbout(heldBy) =>
                "The other side has a record with the same key, and refused to create a second one.",
            _ => "It is held back.",
        };

    /// <summary>The only candidate, where nothing is in the way but a stronger rule; null where it is otherwise.</summary>
    private static string? Contradicted(Side side, IReadOnlyList<Issue> issues) =>
        issues.Where(i => i.Kind is IssueKind.AmbiguousMatch).ToArray() is [var only]
        && only.Key.StartsWith(IssueWays.Contradicted, StringComparison.Ordinal)
            ? side is Side.Left
                ? only.RightId
                : only.LeftId
            : null;

    private async Task<WhyReport> UnlinkedAsync(
        WhyReport report,
        IReadOnlyList<JournalEntry> history,
        CancellationToken cancellationToken
    )
    {
        if (history is [var last, ..])
        {
            var ending = history.FirstOrDefault(e =>
                e.Kind is JournalKind.Deleted or JournalKind.DeleteSeen
            );
            var entry = ending ?? last;
            return report with
            {
                State = WhyState.Past,
                PartnerId = entry.IdOn(report.Side.Other),
                Explanation =
                    $"It has no partner any more. Last: {entry.Cause}, run {entry.Run}, "
                    + $"{entry.At.UtcDateTime:yyyy-MM-dd HH:mm} UTC.",
                Hint =
                    $"tally journal FILE --record {report.Side.Word}:{report.RecordId} tells its history.",
            };
        }
        var other =
            await store.MappingOfAsync(Stream, cancellationToken) is null
                ? "no run has read the stream yet"
            : FilterOn(report.Side) is { } filter
                ? $"it is none of those that the stream takes, with {filter}"
            : "no run has read it yet";
        return report with
        {
            Explanation =
                $"It was never read: there may be no such record on the {report.Side.Word}, or {other}.",
            Hint =
                report.Filter.Count > 0
                    ? "Check the id and the side, these fields of it, and the filter of the stream; tally sync FILE --full reads everything."
                    : "Check the id and the side; tally sync FILE --full reads everything.",
        };
    }

    /// <summary>Newest first.</summary>
    private async Task<IReadOnlyList<JournalEntry>> HistoryAsync(
        Side side,
        string recordId,
        CancellationToken cancellationToken
    )
    {
        var query = new JournalQuery
        {
            Stream = Stream,
            RecordId = recordId,
            EntriesMax = int.MaxValue,
        };
        return await store
            .JournalAsync(query, cancellationToken)
            .Where(e => e.IdOn(side) == recordId)
            .ToListAsync(cancellationToken);
    }

    /// <summary>Open and ignored ones of the stream.</summary>
    private async Task<IReadOnlyList<Issue>> IssuesAsync(CancellationToken cancellationToken)
    {
        var issues = new List<Issue>();
        foreach (var state in new[] { IssueState.Open, IssueState.Ignored })
            issues.AddRange(
                await store
                    .IssuesAsync(
                        new IssueQuery { Stream = Stream, State = state },
                        cancellationToken
                    )
                    .ToListAsync(cancellationToken)
            );
        return issues;
    }

    /// <summary>An issue of several candidates names the first of them, and the others in its words.</summary>
    private static bool IsAbout(Issue issue, Side side, string recordId) =>
        (side is Side.Left ? issue.LeftId : issue.RightId) == recordId
        || (
            issue.Kind is IssueKind.AmbiguousMatch or IssueKind.DuplicateWithinSide
            && issue.Message.Split(' ', ',', '.', ':').Contains(recordId)
        );

    internal static WhyIssue Of(Issue issue) =>
        new(issue.Number, issue.Kind, issue.Message, issue.Hint)
        {
            Ignored = issue.State is IssueState.Ignored ? issue.Reason ?? "" : null,
        };
}
