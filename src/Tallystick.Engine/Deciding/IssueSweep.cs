using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Runs;

namespace Tallystick.Engine.Deciding;

/// <summary>
/// Closes issues whose cause went without the run coming across it: the record is gone or has got
/// its partner, the field is no longer mapped, the pair no longer knows of any trouble.
/// </summary>
internal sealed class IssueSweep(RunContext context)
{
    private static readonly IssueKind[] OfFields =
    [
        IssueKind.Conflict,
        IssueKind.RefusedWrite,
        IssueKind.InvalidValue,
        IssueKind.NotStored,
        IssueKind.Oscillation,
    ];

    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        var fields = context.Plan.Fields.Select(f => f.Name).ToHashSet(StringComparer.Ordinal);
        var closed = new List<string>();
        var query = new IssueQuery { Stream = context.Stream, State = null };
        await foreach (var issue in context.Store.IssuesAsync(query, cancellationToken))
        {
            if (
                issue.State is IssueState.Closed
                || issue.SeenInRun == context.Run.Number
                || !(OfFields.Contains(issue.Kind) || IsRevived(issue))
            )
                continue;
            var isGone =
                IsRevived(issue) ? await IsNobodyLeftAsync(issue, cancellationToken)
                : issue.Field is { } field
                    ? !fields.Contains(field) || await IsFieldSettledAsync(issue, cancellationToken)
                : await IsRecordSettledAsync(issue, cancellationToken);
            if (isGone)
                closed.Add(issue.Key);
        }
        if (closed.Count > 0)
            await context.Store.CommitAsync(
                context.Run,
                new Commit { IssuesClosed = closed },
                cancellationToken
            );
    }

    private static bool IsRevived(Issue issue) =>
        issue.Key.StartsWith(IssueWays.Revived, StringComparison.Ordinal);

    /// <summary>The one that was created again is deleted after all: the survivor has no pair, and waits for none.</summary>
    private async Task<bool> IsNobodyLeftAsync(Issue issue, CancellationToken cancellationToken)
    {
        foreach (var side in new[] { Side.Left, Side.Right })
        {
            if ((side is Side.Left ? issue.LeftId : issue.RightId) is not { } id)
                continue;
            var link = await context.Store.LinkOfAsync(context.Stream, side, id, cancellationToken);
            if (link?.State is LinkState.Active)
                return false;
            var staged = await context.Store.StagedAsync(
                context.Stream,
                side,
                [id],
                cancellationToken
            );
            if (link is null && staged.Count > 0)
                return false;
        }
        return true;
    }

    private async Task<bool> IsFieldSettledAsync(Issue issue, CancellationToken cancellationToken)
    {
        if (issue.LeftId is not { } left || issue.RightId is not { } right)
            return false;
        var link = await context.Store.LinkOfAsync(
            context.Stream,
            Side.Left,
            left,
            cancellationToken
        );
        if (link is null || link.Right.RecordId != right)
            return true;
        return link.State is LinkState.Active
            && !link.Marks.Any(m =>
                Writing.FieldIssues.KeyOf(m.Reason, left, right, m.Field) == issue.Key
            );
    }

    private async Task<bool> IsRecordSettledAsync(Issue issue, CancellationToken cancellationToken)
    {
        var side = issue.LeftId is null ? Side.Right : Side.Left;
        if ((issue.LeftId ?? issue.RightId) is not { } id)
            return false;
        if (
            await context.Store.LinkOfAsync(context.Stream, side, id, cancellationToken) is not null
        )
            return true;
        var staged = await context.Store.StagedAsync(context.Stream, side, [id], cancellationToken);
        return staged.Count == 0;
    }
}
