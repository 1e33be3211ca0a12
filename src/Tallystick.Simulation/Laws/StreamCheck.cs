using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Runs;
using Tallystick.Simulation.Apps;
using Tallystick.Simulation.Mappings;

namespace Tallystick.Simulation.Laws;

/// <summary>The laws on one stream: links, doubles, equality, and each edit that somebody made.</summary>
internal sealed class StreamCheck(StreamPlan plan, PlayedPair apps, StreamTale tale, Watch watch)
{
    private static readonly Side[] Sides = [Side.Left, Side.Right];

    private readonly PlayedTable _left = apps.Left[plan.Left.ObjectType];
    private readonly PlayedTable _right = apps.Right[plan.Right.ObjectType];

    private PlayedTable this[Side side] => side is Side.Left ? _left : _right;

    public void Check()
    {
        OnePartnerEach();
        foreach (var link in tale.Links.Where(l => l.State is LinkState.Active))
        {
            SamePerson(link);
            Alike(link);
        }
        foreach (var side in Sides)
        {
            var doubles = new DoubleCheck(plan, apps, watch);
            doubles.Check(side);
            var edits = new EditCheck(plan, apps, side, tale, watch);
            foreach (var edit in this[side].Edits)
                edits.IsNotLost(edit);
        }
    }

    /// <summary>The engine's own comparison, but for what it could not know.</summary>
    public void CheckVerified(VerifyReport report)
    {
        if (report.InSync)
            return;
        var isBraked = tale.Told.Open.Any(i => i.Kind is IssueKind.SuspiciousDelete);
        foreach (var difference in report.Differences.Where(d => d.Kind == Difference.IsDifferent))
            watch.Break(
                Law.Equal,
                $"tally verify finds {difference.Field} of {difference.LeftId} and {difference.RightId} different: "
                    + $"'{difference.Left}' in {apps.Left.Name}, '{difference.Right}' in {apps.Right.Name}."
            );
        if (report.Missing.Total > 0 && !isBraked)
            watch.Break(
                Law.Equal,
                $"tally verify finds {report.Missing.Total} linked records of {plan.Name} missing."
            );
        if (report.Unlinked.Total > 0)
            watch.Break(
                Law.Equal,
                $"tally verify finds {report.Unlinked.Total} records of {plan.Name} without a partner, and no issue says why."
            );
    }

    private void OnePartnerEach()
    {
        foreach (var side in Sides)
        foreach (var twice in tale.Links.GroupBy(l => l[side].RecordId).Where(g => g.Count() > 1))
            watch.Break(
                Law.Doubled,
                $"{twice.Key} in {apps[side].Name} has {twice.Count()} partners."
            );
    }

    private void SamePerson(Link link)
    {
        var (left, right) = (
            _left.Tokens.GetValueOrDefault(link.Left.RecordId),
            _right.Tokens.GetValueOrDefault(link.Right.RecordId)
        );
        if (left is null || right is null || left == right)
            return;
        if (
            _left.Find(link.Left.RecordId) is not { } l
            || _right.Find(link.Right.RecordId) is not { } r
        )
            return;
        watch.Break(
            Law.Mistaken,
            $"{_left.NameOf(l)} in {apps.Left.Name} and {_right.NameOf(r)} in {apps.Right.Name} are different, "
                + $"and were taken for the same one."
        );
    }

    /// <summary>Pairs that flow both ways as they are, compared without the engine's help.</summary>
    private void Alike(Link link)
    {
        if (
            plan.Definition.Mode is not SyncMode.TwoWay
            || _left.Find(link.Left.RecordId) is not { } l
            || _right.Find(link.Right.RecordId) is not { } r
        )
            return;
        foreach (var pair in plan.Fields.Where(IsPlain))
        {
            var (a, b) = (l[pair.Left.Field.Key], r[pair.Right.Field.Key]);
            var isAlike =
                pair.FormOf(Side.Left, a) == pair.FormOf(Side.Right, b)
                || _right.Stored(pair.Right.Field.Key, a) == b
                || _left.Stored(pair.Left.Field.Key, b) == a
                || (pair.Right.Field.LengthMax is { } rm && IsCut(a, b, rm))
                || (pair.Left.Field.LengthMax is { } lm && IsCut(b, a, lm));
            if (
                isAlike
                || link.Marks.Any(m => m.Field == pair.Name)
                || tale.Told.Open.Any(i =>
                    i.Field == pair.Name && (i.LeftId == l.Id || i.RightId == r.Id)
                )
            )
                continue;
            watch.Break(
                Law.Equal,
                $"{pair.Name} is '{a}' for {_left.NameOf(l)} in {apps.Left.Name}, and '{b}' for {_right.NameOf(r)} in {apps.Right.Name}."
            );
        }
    }

    private bool IsPlain(FieldPlan pair) =>
        pair is { Direction: Direction.Both, FillOnly: false, EmptyOverwrites: true }
        && Stage.IsDirect(pair)
        && plan.References.All(r => r.Field != pair)
        && pair.Left.CanUpdate
        && pair.Right.CanUpdate;

    private static bool IsCut(Value whole, Value cut, int max) =>
        whole.Text is { } text
        && text.Length > max
        && cut.Text is { } part
        && text.StartsWith(part, StringComparison.OrdinalIgnoreCase);
}
