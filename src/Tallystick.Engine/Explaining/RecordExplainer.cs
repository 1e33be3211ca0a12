using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Matching;

namespace Tallystick.Engine.Explaining;

/// <summary>
/// Answers why a record is as it is: from the link and its shadows, the journal, the issues and what
/// is staged. Asks no app, so that it can say what was known when the last run ended, and no more.
/// </summary>
public sealed class RecordExplainer(StreamDefinition definition, ISyncStore store)
{
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
        var issues = await IssuesAsync(side, recordId, cancellationToken);
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
            var linked = await LinkedAsync(report, link, field, history, issues, cancellationToken);
            return await waits.AddAsync(linked, staged, cancellationToken);
        }
        if (await waits.ExplainAsync(report, staged, cancellationToken) is { } waiting)
            return waiting;
        return staged.Count > 0
            ? await StagedAsync(report, staged[0], cancellationToken)
            : Unlinked(report, history);
    }

    private async Task<WhyReport> LinkedAsync(
        WhyReport report,
        Link link,
        string? field,
        IReadOnlyList<JournalEntry> history,
        IReadOnlyList<Issue> issues,
        CancellationToken cancellationToken
    )
    {
        var partner = link[report.Side.Other].RecordId;
        var origin = history.LastOrDefault(e =>
            e.Kind is JournalKind.Linked or JournalKind.Created or JournalKind.Adopted
            && e.LeftId == link.Left.RecordId
            && e.RightId == link.Right.RecordId
        );
        var known = await store.MappingOfAsync(Stream, cancellationToken);
        var fields = known is null
            ? []
            : new FieldExplainer(definition, known).Explain(
                link,
                (
                    await RowAsync(Side.Left, link, cancellationToken),
                    await RowAsync(Side.Right, link, cancellationToken)
                ),
                field,
                history,
                issues
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
        };
    }

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
        CancellationToken cancellationToken
    )
    {
        if (row.HeldBy is { } heldBy)
            return report with
            {
                State = WhyState.Held,
                HeldBy = heldBy,
                Explanation = HoldOf(heldBy),
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
        if (!Writes(target))
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

    private static string HoldOf(string heldBy) =>
        heldBy switch
        {
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

    private static WhyReport Unlinked(WhyReport report, IReadOnlyList<JournalEntry> history)
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
        var filter = string.Join(" and ", report.Filter.Select(f => $"{f.Key}: {f.Value}"));
        return report with
        {
            Explanation =
                filter.Length > 0
                    ? "It was never read. The stream takes only records of this side with "
                        + $"{filter}, which may leave it out."
                    : "It was never read.",
            Hint =
                filter.Length > 0
                    ? "Look at these fields of it, or at the filter of the stream."
                    : "Check the id and the side; tally sync FILE --full reads everything.",
        };
    }

    private bool Writes(Side side) =>
        definition.Mode switch
        {
            SyncMode.TwoWay => true,
            SyncMode.ToLeft => side is Side.Left,
            SyncMode.ToRight => side is Side.Right,
            SyncMode.Observe => false,
        };

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

    private async Task<IReadOnlyList<Issue>> IssuesAsync(
        Side side,
        string recordId,
        CancellationToken cancellationToken
    )
    {
        var query = new IssueQuery { Stream = Stream };
        return await store
            .IssuesAsync(query, cancellationToken)
            .Where(i => IsAbout(i, side, recordId))
            .ToListAsync(cancellationToken);
    }

    /// <summary>An issue of several candidates names the first of them, and the others in its words.</summary>
    private static bool IsAbout(Issue issue, Side side, string recordId) =>
        (side is Side.Left ? issue.LeftId : issue.RightId) == recordId
        || (
            issue.Kind is IssueKind.AmbiguousMatch or IssueKind.DuplicateWithinSide
            && issue.Message.Split(' ', ',', '.', ':').Contains(recordId)
        );

    internal static WhyIssue Of(Issue issue) =>
        new(issue.Number, issue.Kind, issue.Message, issue.Hint);
}
