using Tallystick.Core.Comparison;
using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;

namespace Tallystick.Core.Merging;

/// <summary>
/// Sets merge by element: what one side added or removed since its shadow is added to or removed
/// from the other, and everything else on either side is left alone. There is no conflict. At the
/// first meeting each side receives what it lacks.
/// </summary>
internal static class SetMerge
{
    public static void Merge(MergeState state, FieldPlan field, Value left, Value right)
    {
        var l = new Elements(field, Side.Left, left, state.ShadowOf(Side.Left, field));
        var r = new Elements(field, Side.Right, right, state.ShadowOf(Side.Right, field));
        var firstMeeting = l.Shadow is null || r.Shadow is null;
        foreach (var side in new[] { Side.Left, Side.Right })
        {
            var (target, source) = side is Side.Left ? (l, r) : (r, l);
            if (field.FlowsTo(side))
                Change(state, field, side, target, source, firstMeeting);
        }
        state.SetMerged(field, left, right);
    }

    private static void Change(
        MergeState state,
        FieldPlan field,
        Side side,
        Elements target,
        Elements source,
        bool firstMeeting
    )
    {
        var news = firstMeeting
            ? source.Now.Values
            : source.Now.Where(e => !source.Shadow!.ContainsKey(e.Key)).Select(e => e.Value);
        var added = Translated(state, field, side.Other, news)
            .Where(item => !target.Now.ContainsKey(field[side].Form.OfElement(item)))
            .ToArray();
        var gone = firstMeeting
            ? []
            : source.Shadow!.Where(e => !source.Now.ContainsKey(e.Key)).Select(e => e.Value);
        var removed = Translated(state, field, side.Other, gone)
            .Select(item => target.Now.GetValueOrDefault(field[side].Form.OfElement(item)))
            .OfType<string>()
            .ToArray();
        if (!field.EmptyOverwrites && added.Length == 0 && removed.Length == target.Now.Count)
            removed = [];
        if (field.FillOnly)
        {
            removed = [];
            if (target.Now.Count > 0)
                added = [];
        }
        if (added.Length + removed.Length == 0)
            return;
        if (!state.Plan.Writes(side))
        {
            state.Withhold(
                new MergeWithheld(
                    field,
                    side.Other,
                    [.. news.Where(IsNew)],
                    [.. gone.Where(IsLeft)]
                )
            );
            return;
        }
        var after = target.Now.Values.Except(removed, StringComparer.Ordinal).Concat(added);
        state.WriteSet(field, side, ChangeOf(field[side], [.. after], added, removed));

        bool IsNew(string item) => Translated(state, field, side.Other, [item]).Any(added.Contains);

        bool IsLeft(string item) =>
            Translated(state, field, side.Other, [item])
                .Select(field[side].Form.OfElement)
                .Intersect(removed.Select(field[side].Form.OfElement))
                .Any();
    }

    /// <summary>A side that keeps the elements in one text gets the whole of it.</summary>
    private static FieldChange ChangeOf(
        FieldPlanSide side,
        string[] after,
        string[] added,
        string[] removed
    ) =>
        side.Field.Type is FieldType.Set
            ? new FieldChange(side.Ordinal, Value.OfSet(after)) { Added = added, Removed = removed }
            : new FieldChange(side.Ordinal, Value.Of(string.Join("; ", after)));

    /// <summary>The elements as the other side would spell them, each once.</summary>
    private static IEnumerable<string> Translated(
        MergeState state,
        FieldPlan field,
        Side from,
        IEnumerable<string> items
    )
    {
        var value = Value.OfSet(items);
        if (value.IsEmpty)
            return [];
        var row = (Value[])state.RowOf(from).Clone();
        row[field[from].Ordinal] = value;
        var result = field.Translate(from, row, state.Plan[from]);
        return result.Problem is null
            ? ComparisonForm.ElementsOf(result.Value).DistinctBy(field[from.Other].Form.OfElement)
            : [];
    }

    /// <summary>A side's elements by folded form.</summary>
    private sealed class Elements(FieldPlan field, Side side, Value now, Value shadow)
    {
        public SortedDictionary<string, string> Now { get; } = Fold(field, side, now);

        public SortedDictionary<string, string>? Shadow { get; } =
            shadow.IsUnknown ? null : Fold(field, side, shadow);

        private static SortedDictionary<string, string> Fold(
            FieldPlan field,
            Side side,
            Value value
        )
        {
            var elements = new SortedDictionary<string, string>(StringComparer.Ordinal);
            foreach (var item in ComparisonForm.ElementsOf(value))
            {
                var key = field[side].Form.OfElement(item);
                if (key.Length > 0)
                    elements.TryAdd(key, item);
            }
            return elements;
        }
    }
}
