using System.Text.Json;
using Tallystick.Core.Mapping;
using Tallystick.Core.Stores;
using Tallystick.Engine.Deciding;
using Tallystick.Engine.Scheduling;

namespace Tallystick.Engine.Runs;

/// <summary>Troubles of a whole run: they become issues, which the next good run closes.</summary>
public sealed partial class SyncSession
{
    private const string ConnectionKey = "run";

    /// <summary>So many duplicates are named in a report; the list of issues has them all.</summary>
    private const int DuplicatesMax = 10;

    /// <summary>The run under way on the memory itself; null before it has begun.</summary>
    private Run? _run;

    /// <summary>Compiles the mapping, and tells what the apps have changed about it since the last run.</summary>
    /// <returns>No plan when the stream must stop for what is told.</returns>
    /// <exception cref="MappingException">The mapping never fitted, or was edited since.</exception>
    private async Task<(StreamPlan? Plan, IReadOnlyList<string> Drift)> CompileKnownAsync(
        ISyncStore memory,
        CancellationToken cancellationToken
    )
    {
        var known = await memory.MappingOfAsync(definition.Name, cancellationToken);
        try
        {
            var plan = await CompileAsync(cancellationToken);
            var retyped = SchemaWatch.Retyped(known, plan);
            return retyped.Count == 0 || await IsApprovedAsync(memory, cancellationToken)
                ? (plan, [])
                : (null, retyped);
        }
        catch (MappingException e) when (SchemaWatch.IsDrift(known, definition))
        {
            return (null, [.. e.Problems.Select(p => p.ToString())]);
        }
    }

    private async Task<bool> IsApprovedAsync(ISyncStore memory, CancellationToken cancellationToken)
    {
        var decisions = await memory.DecisionsAsync(definition.Name, cancellationToken);
        return decisions.Any(d =>
            d.IssueKey == SchemaWatch.IssueKey && d.Verb == DecisionVerb.Approve
        );
    }

    private async Task<RunReport> StopForDriftAsync(
        ISyncStore memory,
        IReadOnlyList<string> drift,
        CancellationToken cancellationToken
    )
    {
        var issue = SchemaWatch.IssueOf(drift);
        var run = await memory.BeginRunAsync(
            definition.Name,
            "sync",
            time.GetUtcNow(),
            cancellationToken
        );
        await memory.CommitAsync(run, new Commit { Issues = [issue] }, cancellationToken);
        var report = new RunReport
        {
            Stream = definition.Name,
            Run = run.Number,
            Reading = "nothing",
            Stopped = issue.Message,
            LeftCalls = left.Budget.Report(),
            RightCalls = right.Budget.Report(),
        };
        var json = JsonSerializer.Serialize(report, ReportJson.Default.RunReport);
        // Both sides have answered: what a connection was in trouble for has passed.
        await memory.EndRunAsync(
            run,
            time.GetUtcNow(),
            json,
            [IssueKind.Connection],
            cancellationToken
        );
        return await WithIssuesAsync(report, memory, isFirst: false, cancellationToken);
    }

    private static PlanReport DriftPlan(RunReport report, IReadOnlyList<string> drift) =>
        new()
        {
            Stream = report.Stream,
            Stopped = report.Stopped,
            Problems = drift,
        };

    /// <param name="isFirst">Nothing had been linked before: the duplicates are told in words, too.</param>
    private static async Task<RunReport> WithIssuesAsync(
        RunReport report,
        ISyncStore memory,
        bool isFirst,
        CancellationToken cancellationToken
    )
    {
        var (open, duplicates) = (0L, new List<string>());
        var query = new IssueQuery { Stream = report.Stream };
        await foreach (var issue in memory.IssuesAsync(query, cancellationToken))
        {
            open++;
            if (issue.Kind is IssueKind.DuplicateWithinSide)
                duplicates.Add(issue.Message);
        }
        return report with
        {
            OpenIssues = open,
            Duplicates = duplicates.Count,
            DuplicatesFirst = isFirst ? [.. duplicates.Take(DuplicatesMax)] : [],
        };
    }

    /// <summary>Keeps why a run had to stop as an issue: a scheduler's output is not always read.</summary>
    private async Task<T> TellingAsync<T>(Func<Task<T>> work)
    {
        _run = null;
        try
        {
            return await work();
        }
        catch (RunStoppedException e)
        {
            await NoteStopAsync(e, CancellationToken.None);
            throw;
        }
    }

    private async Task NoteStopAsync(RunStoppedException stop, CancellationToken cancellationToken)
    {
        var issue = new Issue(IssueKind.Connection, ConnectionKey, stop.Message)
        {
            Hint = stop.Hint ?? Trouble.UsualHint,
        };
        try
        {
            var run =
                _run
                ?? await store.BeginRunAsync(
                    definition.Name,
                    "sync",
                    time.GetUtcNow(),
                    cancellationToken
                );
            await store.CommitAsync(run, new Commit { Issues = [issue] }, cancellationToken);
        }
        catch (StaleRunException)
        {
            // Another run is at work by now, and knows better.
        }
    }
}
