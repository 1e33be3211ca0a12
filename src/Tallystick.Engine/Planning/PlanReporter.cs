using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Runs;

namespace Tallystick.Engine.Planning;

/// <summary>Turns the run on a copy into a plan: its counts, its journal as planned changes, its issues.</summary>
internal sealed class PlanReporter(
    StreamPlan plan,
    ISyncStore copy,
    RunReport run,
    RunOptions options
)
{
    private const int ProblemsMax = 10;

    public async Task<PlanReport> ReportAsync(
        IReadOnlyList<CallForecast> calls,
        IReadOnlyList<TimeSpan> durations,
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
            Refused = run.Refused,
            BadRows = run.BadRows,
            HeldByCanary = run.HeldByCanary,
            Stopped = run.Stopped,
            Calls = calls,
            Duration = durations.Max(),
            Changes = await ChangesAsync(cancellationToken),
            Problems = await ProblemsAsync(cancellationToken),
        };

    /// <summary>How long the calls take at the granted rate: bursts first, then the day's quota.</summary>
    public static TimeSpan DurationOf(DryConnector dry, SyncEndpoint endpoint) =>
        endpoint
            .Budget.Limits.Select(l => l.Window * Math.Floor((double)dry.Calls / l.Calls))
            .DefaultIfEmpty(TimeSpan.Zero)
            .Max();

    /// <summary>Pairs, not new ones, of which at least one side would be written.</summary>
    private async Task<long> ChangedAsync(CancellationToken cancellationToken)
    {
        var query = Query with { Kind = JournalKind.Updated };
        var pairs = new HashSet<(string?, string?)>();
        await foreach (var entry in copy.JournalAsync(query, cancellationToken))
            if (!IsPlanned(entry.LeftId) && !IsPlanned(entry.RightId))
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
        var isConflict = entry.Kind is JournalKind.Conflict;
        return new PlannedChange(
            ActionOf(entry.Kind),
            entry.Side ?? Side.Right,
            IsPlanned(entry.LeftId) ? null : entry.LeftId,
            IsPlanned(entry.RightId) ? null : entry.RightId,
            field.Field,
            (isConflict ? field.Left : field.Before).ToString(),
            (isConflict ? field.Right : field.After).ToString()
        );
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

    private static bool IsPlanned(string? id) =>
        id?.StartsWith("planned:", StringComparison.Ordinal) is true;
}
