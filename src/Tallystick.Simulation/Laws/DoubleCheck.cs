using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Simulation.Apps;
using Tallystick.Simulation.Mappings;

namespace Tallystick.Simulation.Laws;

/// <summary>Whether an app has somebody twice, and whether anybody could have known better.</summary>
internal sealed class DoubleCheck(StreamPlan plan, PlayedPair apps, Watch watch)
{
    private readonly PlayedTable _left = apps.Left[plan.Left.ObjectType];
    private readonly PlayedTable _right = apps.Right[plan.Right.ObjectType];

    private PlayedTable this[Side side] => side is Side.Left ? _left : _right;

    public void Check(Side side)
    {
        var table = this[side];
        if (side is Side.Left)
            foreach (var token in _left.BornHere.Where(IsBornTwice))
                watch.Tallies.Add(Note.BornOnBothSides, plan.Name, "", () => token);
        foreach (var twice in table.All.GroupBy(r => r.Token).Where(g => g.Count() > 1))
        {
            if (
                !IsOfStream(twice.Key)
                || WereParted(twice.Key)
                || Doubles.WasHidden(table, twice.Key)
            )
                continue;
            if (IsBornTwice(twice.Key) && !IsRecognisable(twice.Key))
            {
                watch.Tallies.Add(
                    Note.Unrecognised,
                    plan.Name,
                    "",
                    () => string.Join(" and ", twice.Select(table.NameOf))
                );
                continue;
            }
            watch.Break(
                Law.Doubled,
                $"{table.App.Name} has the same one twice: {string.Join(" and ", twice.Select(table.NameOf))}."
            );
        }
    }

    private bool IsOfStream(string token) =>
        token.StartsWith(plan.Name + "#", StringComparison.Ordinal);

    private bool IsBornTwice(string token) =>
        _left.BornHere.Contains(token) && _right.BornHere.Contains(token);

    /// <summary>
    /// Some rule had the same key for both as they were typed in, and their parents are one. Behind a
    /// transform the key is as the mapping writes it: a rule that cannot see that is no use.
    /// </summary>
    private bool IsRecognisable(string token)
    {
        if (plan.Rules.Count == 0)
            return false;
        var (left, right) = (FirstOf(_left, token), FirstOf(_right, token));
        if (plan.References.Any(r => r.IsParent) && HasDoubledParent(token))
            return false;
        return plan.Rules.Any(rule =>
            rule.Fields.All(f =>
                f[Side.Left].Field.RefersTo is not null
                || (
                    left.GetValueOrDefault(f.Left.Field.Key, Value.Empty) is { HasContent: true } a
                    && right.GetValueOrDefault(f.Right.Field.Key, Value.Empty)
                        is { HasContent: true } b
                    && (!Stage.IsDirect(f) || f.FormOf(Side.Left, a) == f.FormOf(Side.Right, b))
                )
            )
        );
    }

    private static Dictionary<string, Value> FirstOf(PlayedTable table, string token) =>
        table
            .Edits.Where(e => e.Token == token && e.Version == 1 && e.Added is null)
            .GroupBy(e => e.Field)
            .ToDictionary(g => g.Key, g => g.First().Value);

    /// <summary>The parents were not known to be one when the children met.</summary>
    private bool HasDoubledParent(string token) =>
        new[] { Side.Left, Side.Right }.Any(side =>
            this[side]
                .All.Where(r => r.Token == token)
                .Select(r => apps[side].ParentOf(this[side], r))
                .Any(p => p is null || IsDoubled(side, p))
        );

    private bool IsDoubled(Side side, SimRecord parent) =>
        apps[side].Tables.Any(t => t.All.Count(r => r.Token == parent.Token) > 1)
        || apps[side.Other].Tables.Any(t => t.All.Count(r => r.Token == parent.Token) != 1);

    /// <summary>
    /// Given other keys by people before the sync had learned that they are one, because both were
    /// typed by people or because the answer to a create was lost: nobody can know it any more.
    /// </summary>
    private bool WereParted(string token)
    {
        var edits = new[] { _left, _right }
            .SelectMany(t =>
                t.Edits.Where(e =>
                    e.Token == token
                    && e.At > TimeSpan.Zero
                    && e.Version > 1
                    && IsKeyOrSent(t, e.Field)
                )
            )
            .ToArray();
        if (IsBornTwice(token) && edits.Length > 0)
            return true;
        return new[] { _left, _right }.Any(t =>
            Doubles.WereEditedUnmet(t, token, edits, watch.MeetingsOf(plan.Name))
        );
    }

    private bool IsKeyOrSent(PlayedTable table, string field) =>
        table.Facts.Find(field) is { } facts && (facts.IsKey || plan.Rules.Count == 0);
}
