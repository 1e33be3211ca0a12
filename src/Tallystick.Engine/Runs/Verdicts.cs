using System.Globalization;
using Tallystick.Core.Stores;

namespace Tallystick.Engine.Runs;

/// <summary>What people said about issues since the last run, as this run found it.</summary>
/// <param name="questions">The open issues about so many of the same.</param>
internal sealed class Verdicts(IReadOnlyList<Decision> decisions, IReadOnlyList<Issue> questions)
{
    public static Verdicts None { get; } = new([], []);

    public static async Task<Verdicts> ReadAsync(
        ISyncStore store,
        string stream,
        CancellationToken cancellationToken
    )
    {
        var questions = await store
            .IssuesAsync(new IssueQuery { Stream = stream }, cancellationToken)
            .Where(i => i.Kind is IssueKind.SuspiciousChange or IssueKind.SuspiciousDelete)
            .ToListAsync(cancellationToken);
        return new Verdicts(await store.DecisionsAsync(stream, cancellationToken), questions);
    }

    public Decision? About(string issueKey) =>
        decisions.FirstOrDefault(d => d.IssueKey == issueKey);

    public bool IsApproved(string issueKey) => About(issueKey)?.Verb is DecisionVerb.Approve;

    /// <summary>
    /// An issue about so many of the same. A few more or fewer are the same question; considerably
    /// more than the fewest it has ever told of are another one, since whoever looked at it then has
    /// seen no more than that.
    /// </summary>
    /// <param name="issue">Its key says of what.</param>
    public Issue Asked(Issue issue, long count, Func<long, bool> isTooMany)
    {
        var (key, fewest) = questions
            .Where(q => CountOf(issue.Key, q.Key) is not null)
            .Select(q => (q.Key, Fewest: Math.Min(FewestOf(issue.Key, q.Key), count)))
            .Where(q => !isTooMany(count - q.Fewest))
            .DefaultIfEmpty(
                (string.Create(CultureInfo.InvariantCulture, $"{issue.Key}:{count}"), count)
            )
            .First();
        return issue with
        {
            Key = key,
            Fingerprint = fewest.ToString(CultureInfo.InvariantCulture),
        };
    }

    /// <summary>
    /// What was said about so many of the same: a person who approved 120 has not approved 900, so
    /// what came on top must itself be within the brake.
    /// </summary>
    public Decision? AboutSoMany(string what, long count, Func<long, bool> isTooMany) =>
        decisions
            .Where(d =>
                CountOf(what, d.IssueKey) is not null
                && !isTooMany(count - FewestOf(what, d.IssueKey))
            )
            .MaxBy(d => d.At);

    /// <summary>Keys of everything that was said about so many of the same.</summary>
    public IEnumerable<string> KeysOf(string what) =>
        decisions.Select(d => d.IssueKey).Where(k => CountOf(what, k) is not null);

    public IEnumerable<string> KeysUnder(string prefix) =>
        decisions
            .Select(d => d.IssueKey)
            .Where(k => k.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>The fewest that the issue has told of since it was opened.</summary>
    private long FewestOf(string what, string key)
    {
        var told = questions.FirstOrDefault(q => q.Key == key)?.Fingerprint;
        return long.TryParse(told, NumberStyles.None, CultureInfo.InvariantCulture, out var fewest)
            ? fewest
            : CountOf(what, key)!.Value;
    }

    /// <summary>How many it was when the question came up.</summary>
    private static long? CountOf(string what, string key) =>
        key.StartsWith(what + ":", StringComparison.Ordinal)
        && long.TryParse(
            key.AsSpan(what.Length + 1),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var count
        )
            ? count
            : null;
}
