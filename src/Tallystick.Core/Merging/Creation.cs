using Tallystick.Core.Comparison;
using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;

namespace Tallystick.Core.Merging;

/// <summary>What a new record on one side gets from its original on the other.</summary>
/// <param name="Patch">Only fields with content; empty when there is nothing to create with.</param>
public sealed record Creation(Patch Patch, IReadOnlyList<MergeProblem> Problems)
{
    /// <param name="from">The side that has the record.</param>
    public static Creation Of(StreamPlan plan, Side from, Value[] row)
    {
        var target = from.Other;
        var changes = new List<FieldChange>();
        var problems = new List<MergeProblem>();
        foreach (var field in plan.Fields)
        {
            if (!field.FlowsTo(target) || !field[target].CanCreate)
                continue;
            if (row[field[from].Ordinal].IsUnknown)
                continue;
            var result = field.Translate(from, row, plan[from]);
            if (result.Problem is { } problem)
                problems.Add(new MergeProblem(field, from, MarkReason.Invalid, problem));
            else if (result.Value.HasContent)
                changes.Add(ChangeOf(field, target, result));
        }
        return new Creation(new Patch(changes), problems);
    }

    private static FieldChange ChangeOf(FieldPlan field, Side target, CoercionResult result)
    {
        var value = result.Value;
        var change = new FieldChange(field[target].Ordinal, value) { IsCut = result.Truncated };
        return value.IsSet ? change with { Added = value.Items, Removed = [] } : change;
    }
}
