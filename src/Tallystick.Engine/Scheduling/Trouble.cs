using Tallystick.Core.Mapping;
using Tallystick.Core.Stores;

namespace Tallystick.Engine.Scheduling;

/// <summary>
/// What kept a stream from running at all, as an issue: nobody may be looking when a sync runs by
/// itself. The next run that gets through closes it.
/// </summary>
public static class Trouble
{
    /// <summary>Kinds of issue that a run which gets through closes.</summary>
    internal static IReadOnlyList<IssueKind> Kinds { get; } =
    [IssueKind.Connection, IssueKind.SchemaDrift];

    /// <summary>The way out where the trouble itself names none.</summary>
    internal const string UsualHint =
        "tally doctor FILE looks into it. The next good run closes this.";

    /// <summary>A run that was taken over leaves no trace: another is at work by now, and knows better.</summary>
    /// <param name="problem">What it failed with.</param>
    /// <param name="hint">The way out, for a person; null for the usual one.</param>
    public static async Task RememberAsync(
        ISyncStore store,
        string stream,
        Exception problem,
        string? hint,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (problem is StaleRunException || problem.InnerException is StaleRunException)
            return;
        var kind = problem is MappingException ? IssueKind.SchemaDrift : IssueKind.Connection;
        var run = await store.BeginRunAsync(stream, "trouble", time.GetUtcNow(), cancellationToken);
        var issue = new Issue(kind, "run", problem.Message) { Hint = hint ?? UsualHint };
        await store.CommitAsync(run, new Commit { Issues = [issue] }, cancellationToken);
        await store.EndRunAsync(run, time.GetUtcNow(), "{}", [], cancellationToken);
    }
}
