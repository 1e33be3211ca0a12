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
        // Tried again, a set is merged as at a first meeting: each side receives what it lacks.
        var isRetry = state.RulingOf(field) is { Kind: RulingKind.Retry };
        if (isRetry)
            state.Ruled(state.RulingOf(field)!);
        var l = new Elements(field, Side.Left, left, ShadowOf(Side.Left));
        var r = new Elements(field, Side.Right, right, ShadowOf(Side.Right));
        var firstMeeting = l.Shadow is null || r.Shadow is null;
        foreach (var side in new[] { Side.Left, Side.Right })
        {
            var (target, source) = side is Side.Left ? (l, r) : (r, l);
            if (field.FlowsTo(side))
                Change(state, field, side, target, source, firstMeeting);
        }
        state.SetMerged(field, left, right);

        Value ShadowOf(Side side) => isRetry ? Value.Unknown : state.ShadowOf(side, field);
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
        var form = field[side].Form;
        var news = Carried(
            state,
            field,
            side.Other,
            firstMeeting || (field.FillOnly && target.Now.Count == 0)
                ? source.Now
                : source.Now.Where(e => !source.Shadow!.ContainsKey(e.Key))
        );
        var gone = Carried(
            state,
            field,
            side.Other,
            firstMeeting ? [] : source.Shadow!.Where(e => !source.Now.ContainsKey(e.Key))
        );
        var added = news.SelectMany(e => e.As)
            .DistinctBy(form.OfElement)
            .Where(item => !target.Now.ContainsKey(form.OfElement(item)))
            .ToArray();
        var removed = gone.SelectMany(e => e.As)
            .Select(item => target.Now.GetValueOrDefault(form.OfElement(item)))
            .OfType<string>()
            .Distinct()
            .ToArray();
        if (!field.EmptyOverwrites && added.Length == 0 && removed.Length == target.Now.Count)
            removed = [];
        if (field.FillOnly)
        {
            removed = [];
            if (target.Now.Count > 0)
                (news, added) = ([], []);
        }
        if (state.Plan.Writes(side))
            Write(state, field, side, target, news, added, removed);
        else
            state.Withhold(
                new MergeWithheld(
                    field,
                    side.Other,
                    [
                        .. news.Where(e => e.Problem is not null || e.IsIn(added, form))
                            .Select(e => e.Item),
                    ],
                    [.. gone.Where(e => e.IsIn(removed, form)).Select(e => e.Item)]
                )
            );
    }

    private static void Write(
        MergeState state,
        FieldPlan field,
        Side side,
        Elements target,
        IEnumerable<Element> news,
        string[] added,
        string[] removed
    )
    {
        if (news.FirstOrDefault(e => e.Problem is not null) is { Problem: { } problem })
            state.Refused(field, side.Other, problem);
        if (added.Length + removed.Length == 0)
            return;
        var after = target.Now.Values.Except(removed, StringComparer.Ordinal).Concat(added);
        state.WriteSet(field, side, ChangeOf(field[side], [.. after], added, removed));
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

    /// <summary>Elements of a side, and what they would be on the other.</summary>
    private static List<Element> Carried(
        MergeState state,
        FieldPlan field,
        Side from,
        IEnumerable<KeyValuePair<string, string>> elements
    )
    {
        var carried = new List<Element>();
        foreach (var (_, item) in elements)
        {
            var row = (Value[])state.RowOf(from).Clone();
            row[field[from].Ordinal] = Value.OfSet([item]);
            var result = field.Translate(from, row, state.Plan[from]);
            carried.Add(new Element(item, ComparisonForm.ElementsOf(result.Value), result.Problem));
        }
        return carried;
    }

    /// <param name="As">As the other side would spell it; mostly one, none when there is a problem.</param>
    private sealed record Element(string Item, IReadOnlyList<string> As, string? Problem)
    {
        public bool IsIn(string[] items, ComparisonForm form) =>
            As.Select(form.OfElement).Intersect(items.Select(form.OfElement)).Any();
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
                elements.TryAdd(field[side].Form.OfElement(item), item);
            return elements;
        }
    }
}
