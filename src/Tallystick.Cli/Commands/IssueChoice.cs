using System.Globalization;
using Tallystick.Core.Stores;

namespace Tallystick.Cli.Commands;

/// <summary>The issues that a person decides about.</summary>
/// <param name="Chosen">Each with what was decided before and no run has carried out yet; null for nothing.</param>
/// <param name="Kept">Those that <c>--all</c> leaves alone, since a person has decided about them one by one.</param>
internal sealed record IssueChoice(
    IReadOnlyList<(FoundIssue Found, Decision? Before)> Chosen,
    IReadOnlyList<(FoundIssue Found, Decision Before)> Kept
)
{
    /// <summary>All of these that the verb fits.</summary>
    public static async Task<IssueChoice> OfAllAsync(
        Workspace workspace,
        IReadOnlyList<FoundIssue> found,
        string verb,
        CancellationToken cancellationToken
    )
    {
        var decisions = await DecisionsAsync(workspace, found, cancellationToken);
        var chosen = new List<(FoundIssue, Decision?)>();
        var kept = new List<(FoundIssue, Decision)>();
        foreach (var one in found.Where(f => f.Ways.Contains(verb)))
            if (BeforeOf(one, decisions) is { } before)
                kept.Add((one, before));
            else
                chosen.Add((one, null));
        return new IssueChoice(chosen, kept);
    }

    /// <exception cref="UserException">One is not there, is closed, or is not settled by the verb.</exception>
    public static async Task<IssueChoice> OfNumbersAsync(
        Workspace workspace,
        IReadOnlyList<long> numbers,
        string verb,
        CancellationToken cancellationToken
    )
    {
        var found = new List<FoundIssue>();
        foreach (var number in numbers.Distinct())
        {
            var one = await IssuesShowCommand.FindAsync(workspace, number, cancellationToken);
            await RequireOpenAsync(workspace, one, cancellationToken);
            RequireWay(one, verb);
            found.Add(one);
        }
        var decisions = await DecisionsAsync(workspace, found, cancellationToken);
        return new IssueChoice([.. found.Select(f => (f, BeforeOf(f, decisions)))], []);
    }

    private static async Task<IReadOnlyList<Decision>> DecisionsAsync(
        Workspace workspace,
        IReadOnlyList<FoundIssue> found,
        CancellationToken cancellationToken
    )
    {
        var decisions = new List<Decision>();
        foreach (var stream in found.Select(f => f.Stream.Name).Distinct(StringComparer.Ordinal))
            decisions.AddRange(await workspace.Store.DecisionsAsync(stream, cancellationToken));
        return decisions;
    }

    private static Decision? BeforeOf(FoundIssue found, IReadOnlyList<Decision> decisions) =>
        decisions.FirstOrDefault(d =>
            d.Stream == found.Stream.Name && IssueWays.IsAbout(d, found.Issue)
        );

    private static void RequireWay(FoundIssue found, string verb)
    {
        var ways = found.Ways;
        if (!ways.Contains(verb))
            throw new UserException(
                $"--{verb} is no way out of number {found.Issue.Number}. Nothing was decided.",
                ways.Count > 0
                    ? $"There are: {string.Join(", ", ways.Select(w => $"--{w}"))}. {found.Bound}".Trim()
                    : "It closes by itself when its cause is gone.",
                ExitCode.Usage
            );
    }

    private static async Task RequireOpenAsync(
        Workspace workspace,
        FoundIssue found,
        CancellationToken cancellationToken
    )
    {
        var issue = found.Issue;
        if (issue.State is not IssueState.Closed)
            return;
        var query = new IssueQuery { Stream = found.Stream.Name, Kind = issue.Kind };
        var others = await workspace
            .Store.IssuesAsync(query, cancellationToken)
            .Where(i => IsSuccessor(i, issue))
            .Select(i => i.Number)
            .ToListAsync(cancellationToken);
        var why =
            others is [var other] ? $"number {other} asks about it now"
            : await DecidedAsync(workspace, found, cancellationToken) is { } decided ? decided
            : "its cause is gone";
        throw new UserException(
            $"Number {issue.Number} is closed: {why}. Nothing was decided.",
            null,
            ExitCode.Usage
        );
    }

    /// <summary>The same question about considerably more or fewer.</summary>
    private static bool IsSuccessor(Issue open, Issue closed) =>
        open.Kind is IssueKind.SuspiciousChange or IssueKind.SuspiciousDelete
        && open.Key[..open.Key.LastIndexOf(':')] == closed.Key[..closed.Key.LastIndexOf(':')];

    /// <summary>"ada decided on … : left", for an issue that the journal knows by its records.</summary>
    private static async Task<string?> DecidedAsync(
        Workspace workspace,
        FoundIssue found,
        CancellationToken cancellationToken
    )
    {
        var issue = found.Issue;
        if ((issue.LeftId ?? issue.RightId) is not { } id)
            return null;
        var query = new JournalQuery
        {
            Stream = found.Stream.Name,
            RecordId = id,
            Kind = JournalKind.Decided,
            Since = issue.OpenedAt,
        };
        var last = await workspace
            .Store.JournalAsync(query, cancellationToken)
            .FirstOrDefaultAsync(
                e =>
                    e.LeftId == issue.LeftId
                    && e.RightId == issue.RightId
                    && (
                        issue.Field is null
                        || e.Cause.EndsWith($" for {issue.Field}", StringComparison.Ordinal)
                    ),
                cancellationToken
            );
        return last is null
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{last.Actor} decided on {last.At:yyyy-MM-dd HH:mm 'UTC'} ({last.Cause})"
            );
    }
}
