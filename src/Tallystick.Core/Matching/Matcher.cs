using Tallystick.Core.Records;
using Tallystick.Core.Stores;

namespace Tallystick.Core.Matching;

/// <summary>What one group of records with the same match key comes to.</summary>
public abstract record MatchDecision
{
    private MatchDecision() { }

    /// <summary>Nobody here needs a partner, or nobody here can be one.</summary>
    public sealed record Nothing : MatchDecision;

    /// <summary>Exactly one record on each side: the same person.</summary>
    public sealed record Pair(string LeftId, string RightId) : MatchDecision;

    /// <summary>More than one candidate: a person must choose.</summary>
    public sealed record Ambiguous(IReadOnlyList<string> Left, IReadOnlyList<string> Right)
        : MatchDecision;

    /// <summary>One side has the same person more than once.</summary>
    public sealed record Duplicates(IReadOnlyList<string> Left, IReadOnlyList<string> Right)
        : MatchDecision;
}

/// <summary>
/// Decides who is the same person, one group of equal keys at a time. Never guesses: one record
/// without partner on each side makes a pair, anything more is for a person. The first rule is the
/// identity of people: there, two records of one side with the same key are duplicates and are held
/// back even when the other side has nobody, so that they are not doubled over there too. Later
/// rules are weaker (a family shares a phone): they pair, but do not accuse. Records that a person
/// has told apart are no candidates for each other.
/// </summary>
public static class Matcher
{
    /// <param name="isIdentity">Whether the group is one of the first rule.</param>
    public static MatchDecision Decide(KeyGroup group, bool isIdentity) =>
        Decide(group, isIdentity, ApartList.None);

    /// <inheritdoc cref="Decide(KeyGroup, bool)"/>
    public static MatchDecision Decide(KeyGroup group, bool isIdentity, ApartList apart)
    {
        var left = Open(group, Side.Left, isIdentity, apart);
        var right = Open(group, Side.Right, isIdentity, apart);
        if (left.Count + right.Count == 0)
            return new MatchDecision.Nothing();
        if (isIdentity && HasTakenRival(group, left, right, apart))
            return new MatchDecision.Duplicates(left, right);
        if (!apart.IsEmpty && Only(left, right, apart) is { } only)
            return only;
        return (left.Count, right.Count) switch
        {
            (1, 1) => new MatchDecision.Pair(left[0], right[0]),
            (> 0, > 0) => new MatchDecision.Ambiguous(left, right),
            _ when isIdentity && left.Count + right.Count > 1 => new MatchDecision.Duplicates(
                left,
                right
            ),
            _ => new MatchDecision.Nothing(),
        };
    }

    /// <summary>Those without partner that have not been told apart from everybody else here.</summary>
    private static List<string> Open(KeyGroup group, Side side, bool isIdentity, ApartList apart)
    {
        var holders = side is Side.Left ? group.Left : group.Right;
        var others = side is Side.Left ? group.Right : group.Left;
        var free = holders.Where(h => h.LinkId is null).Select(h => h.RecordId);
        if (apart.IsEmpty)
            return [.. free];
        return
        [
            .. free.Where(id =>
                (holders.Count == 1 && others.Count == 0)
                || others.Any(o =>
                    (isIdentity || o.LinkId is null)
                    && !apart.Contains(side, id, side.Other, o.RecordId)
                )
                || (
                    isIdentity
                    && holders.Any(h =>
                        h.RecordId != id && !apart.Contains(side, id, side, h.RecordId)
                    )
                )
            ),
        ];
    }

    /// <summary>The one pair that what people said leaves possible; null for none or several.</summary>
    private static MatchDecision.Pair? Only(List<string> left, List<string> right, ApartList apart)
    {
        var possible = left.SelectMany(l => right.Select(r => (Left: l, Right: r)))
            .Where(p => !apart.Contains(Side.Left, p.Left, Side.Right, p.Right))
            .Take(2)
            .ToArray();
        return possible is [var (l, r)] ? new MatchDecision.Pair(l, r) : null;
    }

    /// <summary>Somebody who has a partner already has the same key.</summary>
    private static bool HasTakenRival(
        KeyGroup group,
        List<string> left,
        List<string> right,
        ApartList apart
    )
    {
        return group.Left.Any(h => IsRival(Side.Left, h))
            || group.Right.Any(h => IsRival(Side.Right, h));

        bool IsRival(Side side, KeyHolder holder) =>
            holder.LinkId is not null
            && (
                left.Exists(id => !apart.Contains(side, holder.RecordId, Side.Left, id))
                || right.Exists(id => !apart.Contains(side, holder.RecordId, Side.Right, id))
            );
    }

    /// <summary>
    /// Whether a pair found by rule <paramref name="rule"/> is contradicted by a stronger one: both
    /// records have that rule's key, and the keys differ.
    /// </summary>
    public static bool IsContradicted(
        IReadOnlyList<string?> leftKeys,
        IReadOnlyList<string?> rightKeys,
        int rule
    )
    {
        for (var i = 0; i < rule; i++)
            if (leftKeys[i] is { } l && rightKeys[i] is { } r && l != r)
                return true;
        return false;
    }
}
