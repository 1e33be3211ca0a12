using Tallystick.Core.Limits;
using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Matching;
using Tallystick.Engine.Runs;

namespace Tallystick.Engine.Planning;

/// <summary>Turns the run on a copy into a plan: its counts, its journal as planned changes, its issues.</summary>
internal sealed class PlanReporter(
    StreamPlan plan,
    ISyncStore copy,
    RunReport run,
    MatchReview review,
    RunOptions options
)
{
    private const int ProblemsMax = 10;

    public async Task<PlanReport> ReportAsync(
        IReadOnlyList<CallForecast> calls,
        IReadOnlyList<QuotaForecast> quotas,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) =>
        new()
        {
            Stream = plan.Name,
            Read = run.Read,
            Linked = run.Links - run.Matched - run.Created.Total - run.Adopted,
            Matched = run.Matched,
            Create = run.Created,
            Update = run.Updated,
            Delete = run.Deleted,
            Equal = Math.Max(
                0,
                run.Links - run.Created.Total - await ChangedAsync(cancellationToken)
            ),
            Conflicts = run.Conflicts,
            Ambiguous = run.Ambiguous,
            Duplicates = run.Duplicates,
            Suggestions = review.Suggestions.Count,
            Refused = run.Refused,
            BadRows = run.BadRows,
            Uncreatable = run.Uncreatable,
            HeldByBrake = run.HeldByBrake,
            HeldByCanary = run.HeldByCanary,
            Waiting = run.Waiting,
            Stopped = run.Stopped,
            Calls = calls,
            Quotas = quotas,
            Duration = quotas.Select(q => q.FinishesAt - now).Append(TimeSpan.Zero).Max(),
            Changes = await ChangesAsync(cancellationToken),
            Problems = await ProblemsAsync(cancellationToken),
        };

    /// <summary>What a run with these writes means for an endpoint's limits; null where it has none.</summary>
    /// <param name="reads">Calls that the plan itself has made.</param>
    public static QuotaForecast? QuotaOf(
        Side side,
        SyncEndpoint endpoint,
        DryConnector dry,
        long reads,
        Lane lane
    )
    {
        var forecast = endpoint.Budget.Forecaster(lane);
        if (forecast.Limits.Count == 0)
            return null;
        return new QuotaForecast(side, endpoint.Name, lane)
        {
            Reads = reads,
            Writes = dry.Calls,
            DayLimit = forecast.DayLimit,
            SpentToday = forecast.SpentToday,
            LeftToday = forecast.LeftToday,
            Days = forecast.DaysOf(reads + dry.Calls),
            FinishesAt = forecast.EndOf(reads + dry.Calls),
        };
    }

    /// <summary>Pairs, not new ones, of which at least one side would be written.</summary>
    private async Task<long> ChangedAsync(CancellationToken cancellationToken)
    {
        var query = Query with { Kind = JournalKind.Updated };
        var pairs = new HashSet<(string?, string?)>();
        await foreach (var entry in copy.JournalAsync(query, cancellationToken))
            if (!DryConnector.IsPlanned(entry.LeftId) && !DryConnector.IsPlanned(entry.RightId))
                pairs.Add((entry.LeftId, entry.RightId));
        return pairs.Count;
    }

    private async Task<List<PlannedChange>> ChangesAsync(CancellationToken cancellationToken)
    {
        var changes = new List<PlannedChange>();
        foreach (
            var kind in new[]
            {
                JournalKind.Conflict,
                JournalKind.Deleted,
                JournalKind.Updated,
                JournalKind.Created,
            }
        )
        {
            var query = Query with { Kind = kind, EntriesMax = options.DifferencesMax };
            await foreach (var entry in copy.JournalAsync(query, cancellationToken))
                changes.AddRange(entry.Fields.Select(f => ChangeOf(entry, f)));
            if (changes.Count >= options.DifferencesMax)
                break;
        }
        return [.. changes.Take(options.DifferencesMax)];
    }

    private static PlannedChange ChangeOf(JournalEntry entry, JournalField field)
    {
        var (target, before, after) =
            entry.Kind is not JournalKind.Conflict
                ? (entry.Side ?? Side.Right, field.Before, field.After)
            : field.Winner == Side.Right.Word ? (Side.Left, field.Left, field.Right)
            : field.Winner == Side.Left.Word ? (Side.Right, field.Right, field.Left)
            : (Side.Right, field.Left, field.Right);
        return new PlannedChange(
            ActionOf(entry.Kind),
            target,
            DryConnector.IsPlanned(entry.LeftId) ? null : entry.LeftId,
            DryConnector.IsPlanned(entry.RightId) ? null : entry.RightId,
            field.Field,
            DryConnector.TextOf(before),
            DryConnector.TextOf(after)
        )
        {
            Winner = entry.Kind is JournalKind.Conflict ? field.Winner : null,
        };
    }

    private static string ActionOf(JournalKind kind) =>
        kind switch
        {
            JournalKind.Created => "create",
            JournalKind.Updated => "update",
            JournalKind.Deleted => "delete",
            JournalKind.Conflict => "conflict",
            JournalKind.Linked or JournalKind.Adopted => "link",
            JournalKind.Refused => "refused",
            JournalKind.DeleteSeen => "delete seen",
            JournalKind.Agreed => "agreed",
            JournalKind.Overwriting => "overwriting",
            JournalKind.Decided => "decided",
        };

    private async Task<List<string>> ProblemsAsync(CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        var query = new IssueQuery { Stream = plan.Name };
        await foreach (var issue in copy.IssuesAsync(query, cancellationToken))
        {
            problems.Add(issue.Message);
            if (problems.Count == ProblemsMax)
                break;
        }
        return problems;
    }

    private JournalQuery Query =>
        new()
        {
            Stream = plan.Name,
            Run = run.Run,
            EntriesMax = int.MaxValue,
        };
}
