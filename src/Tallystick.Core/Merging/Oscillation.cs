using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;

namespace Tallystick.Core.Merging;

/// <summary>
/// Tells a field that somebody else writes back from one that people edit: each time we had written
/// the same value over the same other one, and without a write of ours the other one was back. A
/// person who switches the source to and fro leaves two kinds of writes that take turns.
/// </summary>
public static class Oscillation
{
    /// <summary>Returns of the old value that stop the writing.</summary>
    public const int ReturnsMax = 3;

    /// <summary>Within which they count.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromHours(24);

    /// <param name="newestFirst">Journal entries of the pair since the window's start.</param>
    /// <param name="side">The side that is about to be written.</param>
    /// <param name="now">What it holds.</param>
    /// <param name="next">What would be written.</param>
    /// <param name="isNormalised">The side stores what is written in a form of its own.</param>
    /// <returns>When the writes were made that did not last, oldest first.</returns>
    public static IReadOnlyList<DateTimeOffset> WritesUndone(
        IEnumerable<JournalEntry> newestFirst,
        FieldPlan field,
        Side side,
        Value now,
        Value next,
        bool isNormalised
    )
    {
        var times = new List<DateTimeOffset>();
        foreach (var (entry, write) in WritesOf(newestFirst, field, side))
        {
            var isSame =
                entry is { Kind: JournalKind.Updated, Actor: "sync" }
                && field.AreEqual(side, write.Before, now)
                && (isNormalised || field.AreEqual(side, write.After, next));
            if (!isSame)
                break;
            times.Add(entry.At);
        }
        times.Reverse();
        return times;
    }

    private static IEnumerable<(JournalEntry, JournalField)> WritesOf(
        IEnumerable<JournalEntry> entries,
        FieldPlan field,
        Side side
    ) =>
        from entry in entries
        where
            entry.Side == side
            && entry.Kind is JournalKind.Updated or JournalKind.Created or JournalKind.Deleted
        from write in entry.Fields
        where write.Field == field.Name
        select (entry, write);
}
