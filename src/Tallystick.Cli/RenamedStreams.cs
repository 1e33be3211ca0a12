using System.Globalization;
using Tallystick.Engine.Configuration;
using Tallystick.Storage;

namespace Tallystick.Cli;

/// <summary>
/// A stream is known by its name. One that was renamed would meet both sides anew: what was deleted
/// since comes back, and edits turn into conflicts. So that is said before it happens.
/// </summary>
internal static class RenamedStreams
{
    /// <returns>
    /// For each stream that has not run yet what it may have been called, while the state remembers
    /// pairs of streams that the file no longer has.
    /// </returns>
    public static async Task<IReadOnlyList<string>> WarningsAsync(
        SyncFile file,
        SqliteSyncStore store,
        CancellationToken cancellationToken
    )
    {
        var kept = await store.PairsByStreamAsync(cancellationToken);
        var named = file.Syncs.SelectMany(s => s.Streams).Select(s => s.Name).ToHashSet();
        var left = kept.Where(s => s.Value > 0 && !named.Contains(s.Key))
            .Select(s =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{s.Value:N0} pair{(s.Value == 1 ? "" : "s")} of '{s.Key}'"
                )
            )
            .ToArray();
        return left.Length == 0
            ? []
            :
            [
                .. named
                    .Where(name => !kept.ContainsKey(name))
                    .Order(StringComparer.Ordinal)
                    .Select(name =>
                        $"'{name}' starts anew, and the state remembers {string.Join(" and ", left)}, which '{Path.GetFileName(file.Path)}' no longer has. "
                        + "A stream is known by its name: if you renamed it, give it the old one back, or both sides meet as for the first time."
                    ),
            ];
    }
}
