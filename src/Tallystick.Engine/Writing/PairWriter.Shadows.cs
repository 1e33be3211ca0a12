using Tallystick.Core.Mapping;
using Tallystick.Core.Merging;
using Tallystick.Core.Records;

namespace Tallystick.Engine.Writing;

/// <summary>What both sides have agreed on once a pair is written.</summary>
internal sealed partial class PairWriter
{
    /// <summary>The shadow of one side after all that was written, and not written, to both.</summary>
    private Value[] Shadow(Pair pair, MergeResult merge, Side side, IReadOnlyList<Written> written)
    {
        var shadow = (Value[])merge.ShadowOf(side).Clone();
        foreach (var write in written.Where(w => !w.IsPostponed && w.Side == side))
        {
            foreach (var change in write.Patch.Changes)
                if (write.After is not null)
                    shadow[change.Ordinal] = ValueOf(pair, write, change).Agreed;
            // A refused value never arrived: the written side still has what it had.
            foreach (var (change, _) in write.Refused)
                shadow[change.Ordinal] = pair[side].Row[change.Ordinal];
        }
        foreach (var write in written.Where(w => w.IsPostponed))
        foreach (var change in write.Patch.Changes)
        {
            var field = FieldOf(write.Side, change.Ordinal);
            shadow[field[side].Ordinal] = Unreached(pair, side, field, written);
        }
        foreach (var news in merge.Withheld.Where(w => w.From == side))
            shadow[news.Field[side].Ordinal] = news.Before(shadow[news.Field[side].Ordinal]);
        return shadow;
    }

    /// <summary>
    /// What both sides agree on of a field whose news did not reach the other side: what they agreed
    /// on before, and of a set also what was written to this side.
    /// </summary>
    private static Value Unreached(
        Pair pair,
        Side side,
        FieldPlan field,
        IReadOnlyList<Written> written
    )
    {
        var old = OldShadow(pair, side, field);
        if (!field.IsSet || old.IsUnknown)
            return old;
        // Its own news has arrived on the other side, even if the other's has not arrived here.
        if (written.Any(w => w.Side != side && w.Happened && w.Has(field)))
            old = pair[side].Row[field[side].Ordinal];
        var form = field[side].Form;
        foreach (var write in written.Where(w => w.Side == side && w.Happened))
        foreach (var change in write.Patch.Changes.Where(c => c.Ordinal == field[side].Ordinal))
        {
            var removed = (change.Removed ?? []).Select(form.OfElement).ToHashSet();
            old = Value.OfSet(
                old.Items.Concat(change.Added ?? [])
                    .Where(e => !removed.Contains(form.OfElement(e)))
            );
        }
        return old;
    }
}
