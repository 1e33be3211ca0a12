using System.Text.Json;
using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;

namespace Tallystick.Engine.Runs;

/// <summary>
/// After a mapping was edited: shadows move to the new ordinals, new fields have none yet, and every
/// row is looked at again.
/// </summary>
internal static class ShadowMigration
{
    private const int PageMax = 500;

    public static async Task MigrateAsync(
        ISyncStore store,
        Run run,
        StreamPlan plan,
        string known,
        CancellationToken cancellationToken
    )
    {
        var before = JsonSerializer.Deserialize(
            known,
            StreamSignatureContext.Default.StreamSignature
        )!;
        var left = MapOf(before.Left, plan.Left.Fields.Select(f => f.Key));
        var right = MapOf(before.Right, plan.Right.Fields.Select(f => f.Key));
        long after = 0;
        while (true)
        {
            var links = await store.LinksAsync(plan.Name, after, PageMax, cancellationToken);
            if (links.Count == 0)
                return;
            after = links[^1].Id;
            var commits = links.Select(l => CommitOf(l, left, right, plan));
            await store.CommitAsync(run, new Commit { Links = [.. commits] }, cancellationToken);
        }
    }

    private static LinkCommit CommitOf(Link link, int[] left, int[] right, StreamPlan plan)
    {
        var moved = link with { Left = Moved(link.Left, left), Right = Moved(link.Right, right) };
        return new LinkCommit(
            moved,
            moved.Left.Shadow is { } l ? plan.KeysOf(Side.Left, l) : null,
            moved.Right.Shadow is { } r ? plan.KeysOf(Side.Right, r) : null
        );
    }

    private static LinkSide Moved(LinkSide side, int[] map)
    {
        if (side.Shadow is not { } shadow)
            return side;
        var moved = new Value[map.Length];
        for (var i = 0; i < map.Length; i++)
            if (map[i] >= 0 && map[i] < shadow.Length)
                moved[i] = shadow[map[i]];
        return side with { Shadow = moved, Hash = default };
    }

    /// <summary>For each new ordinal the old one; -1 for a field that is new.</summary>
    private static int[] MapOf(IReadOnlyList<string> before, IEnumerable<string> now)
    {
        var old = before.ToList();
        return [.. now.Select(key => old.IndexOf(key))];
    }
}
