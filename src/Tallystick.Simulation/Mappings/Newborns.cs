using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;
using Tallystick.Core.Transforms;

namespace Tallystick.Simulation.Mappings;

/// <summary>
/// What people type when they add somebody: person number so and so of a stream, who is the same on
/// both sides, as the mapping itself would carry them over.
/// </summary>
internal sealed class Newborns(Stage stage)
{
    /// <summary>What people type into fields that are in no pair.</summary>
    public static readonly Value Stranger = Value.Of("left alone");

    private readonly Dictionary<(string Stream, int Number), (Value[] Left, Value[] Right)> _rows =
    [];

    public static string TokenOf(StreamPlan plan, int number) => $"{plan.Name}#{number}";

    public Dictionary<string, Value> FieldsOf(StreamPlan plan, Side side, int number)
    {
        var facts = stage[side, plan[side].ObjectType];
        var fields = new Dictionary<string, Value>();
        foreach (var field in facts.Fields.Where(f => f.RefersTo is null))
            fields[field.Key] = field.IsMapped
                ? ValueMaker.Newborn(field, number)
                : Unmapped(field, number);
        var row = RowsOf(plan, number) is var rows && side is Side.Left ? rows.Left : rows.Right;
        for (var i = 0; i < plan[side].Fields.Count; i++)
            if (!row[i].IsUnknown)
                fields[plan[side].Fields[i].Key] = row[i];
        Vary(plan, facts, number, fields);
        foreach (var (key, value) in Stage.FilterOf(plan, side))
            if (facts.Schema.Find(key) is { } field)
                fields[field.Key] = IsOutside(number) ? Value.Of("elsewhere") : Value.Of(value);
        return fields;
    }

    /// <summary>Some records are none of the sync's, where it has a filter.</summary>
    public static bool IsOutside(int number) => number % 6 == 5;

    /// <summary>
    /// What people type into a field behind a transform: in the form in which the mapping writes it
    /// there, since that is what they see. Null where the field is on the other end, or has none.
    /// </summary>
    public Value? InForm(StreamPlan plan, FieldFacts field, int number)
    {
        var pair = field.Pairs.Select(p => p.Pair).FirstOrDefault(p => !Stage.IsDirect(p));
        if (pair is null || field.Side == SourceOf(pair))
            return null;
        var source = SourceOf(pair);
        var rows = RowsOf(plan, number % 100);
        var row = (Value[])(source is Side.Left ? rows.Left : rows.Right).Clone();
        var ordinal = pair[source].Ordinal;
        var facts = stage[source, plan[source].ObjectType].Find(pair[source].Field.Key)!;
        row[ordinal] = ValueMaker.Changed(facts, row[ordinal], number);
        return Carried(plan, pair, source, row);
    }

    /// <summary>Where values of a pair are made as they come; the other end is made of them.</summary>
    private static Side SourceOf(FieldPlan pair) =>
        pair.FlowsTo(Side.Right) ? Side.Left : Side.Right;

    private static Value Unmapped(FieldFacts field, int number) =>
        field.Field.Required ? ValueMaker.Newborn(field, number)
        : field.Field.Type is FieldType.Text ? Stranger
        : Value.Empty;

    /// <summary>What one side alone says of somebody whom both have, and the addresses and phones that some have not.</summary>
    private static void Vary(
        StreamPlan plan,
        ObjectFacts facts,
        int number,
        Dictionary<string, Value> fields
    )
    {
        var isBare = plan.Rules.Count > 1;
        foreach (var field in facts.Editable)
            if (
                isBare
                && !field.Field.Required
                && (field.Field.Type, number % 8) is (FieldType.Email, 3) or (FieldType.Phone, 5)
            )
                fields[field.Key] = Value.Empty;
            else if (
                field is { IsKey: false, IsIdentity: false, RefersTo: null, IsSet: false }
                && (number + field.Key.Length) % 7 == 4
                && facts.Side is Side.Right
                && field.Pairs.All(p => Stage.IsDirect(p.Pair))
            )
                fields[field.Key] = ValueMaker.Changed(field, fields[field.Key], number + 5000);
    }

    private (Value[] Left, Value[] Right) RowsOf(StreamPlan plan, int number)
    {
        if (_rows.TryGetValue((plan.Name, number), out var known))
            return known;
        var (left, right) = (Primary(plan, Side.Left, number), Primary(plan, Side.Right, number));
        foreach (var pair in plan.Fields.Where(p => plan.References.All(r => r.Field != p)))
        {
            var from = SourceOf(pair);
            var (source, target) = from is Side.Left ? (left, right) : (right, left);
            if (Carried(plan, pair, from, source) is { } value)
                target[pair[from.Other].Ordinal] = value;
        }
        return _rows[(plan.Name, number)] = (left, right);
    }

    private Value[] Primary(StreamPlan plan, Side side, int number) =>
        [
            .. plan[side]
                .Fields.Select(f => stage[side, plan[side].ObjectType].Find(f.Key)!)
                .Select(f => f.RefersTo is null ? ValueMaker.Newborn(f, number) : Value.Unknown),
        ];

    private static Value? Carried(StreamPlan plan, FieldPlan pair, Side from, Value[] row)
    {
        try
        {
            var result = pair.Translate(from, row, plan[from]);
            return result.Problem is null && !result.Value.IsUnknown ? result.Value : null;
        }
        catch (TransformException)
        {
            return null;
        }
    }
}
