using System.Globalization;
using Tallystick.Core.Stores;

namespace Tallystick.Engine.Runs;

/// <summary>What people said about issues since the last run, as this run found it.</summary>
internal sealed class Verdicts(IReadOnlyList<Decision> decisions)
{
    public static Verdicts None { get; } = new([]);

    public Decision? About(string issueKey) =>
        decisions.FirstOrDefault(d => d.IssueKey == issueKey);

    public bool IsApproved(string issueKey) => About(issueKey)?.Verb is DecisionVerb.Approve;

    /// <summary>The key of an issue about so many of the same; see <see cref="AboutSoMany"/>.</summary>
    public static string KeyOf(string what, long count) =>
        string.Create(CultureInfo.InvariantCulture, $"{what}:{count}");

    /// <summary>
    /// What was said about so many of the same: a person who approved 120 has not approved 900, so
    /// what came on top must itself be within the brake.
    /// </summary>
    public Decision? AboutSoMany(string what, long count, Func<long, bool> isTooMany) =>
        decisions
            .Where(d => CountOf(what, d.IssueKey) is { } said && !isTooMany(count - said))
            .MaxBy(d => d.At);

    /// <summary>Keys of everything that was said about so many of the same.</summary>
    public IEnumerable<string> KeysOf(string what) =>
        decisions.Select(d => d.IssueKey).Where(k => CountOf(what, k) is not null);

    public IEnumerable<string> KeysUnder(string prefix) =>
        decisions
            .Select(d => d.IssueKey)
            .Where(k => k.StartsWith(prefix, StringComparison.Ordinal));

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
