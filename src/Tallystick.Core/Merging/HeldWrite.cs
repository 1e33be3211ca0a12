using Tallystick.Core.Mapping;
using Tallystick.Core.Records;

namespace Tallystick.Core.Merging;

/// <summary>A write that a merge came to and that has to wait.</summary>
public sealed record HeldWrite(Side Side, FieldPlan Field, FieldChange Change);

/// <summary>Takes writes out of a merge, so that what they would carry over is still news afterwards.</summary>
public static class HeldWrites
{
    /// <param name="evenDecided">Also what a person decided about one field, which is meant otherwise.</param>
    public static MergeResult Hold(
        StreamPlan plan,
        MergeResult merge,
        Func<HeldWrite, bool> isHeld,
        bool evenDecided = false
    )
    {
        var held = WritesOf(plan, merge)
            .Where(w => evenDecided || !merge.Ruled.Any(r => r.Field == w.Field.Name))
            .Where(isHeld)
            .ToArray();
        if (held.Length == 0)
            return merge;
        var names = held.Select(h => h.Field.Name).ToHashSet(StringComparer.Ordinal);
        return merge with
        {
            Left = Without(merge.Left, Side.Left, held),
            Right = Without(merge.Right, Side.Right, held),
            Held = [.. merge.Held, .. held],
            Settled = [.. merge.Settled.Where(name => !names.Contains(name))],
            Conflicts =
            [
                .. merge.Conflicts.Where(c => !c.IsSettled || !names.Contains(c.Field.Name)),
            ],
            PutBacks = [.. merge.PutBacks.Where(b => !names.Contains(b.Field.Name))],
        };
    }

    /// <summary>Every write of a merge, with its field.</summary>
    public static IEnumerable<HeldWrite> WritesOf(StreamPlan plan, MergeResult merge)
    {
        foreach (var side in new[] { Side.Left, Side.Right })
        foreach (var change in merge[side].Changes)
            yield return new HeldWrite(
                side,
                plan.Fields.First(f => f[side].Ordinal == change.Ordinal && f.FlowsTo(side)),
                change
            );
    }

    private static Patch Without(Patch patch, Side side, IReadOnlyList<HeldWrite> held) =>
        new([
            .. patch.Changes.Where(c =>
                !held.Any(h => h.Side == side && h.Change.Ordinal == c.Ordinal)
            ),
        ]);
}
