using Tallystick.Core.Comparison;
using Tallystick.Core.Mapping;
using Tallystick.Core.Transforms;
using Tallystick.Core.Yaml;

namespace Tallystick.Engine.Configuration;

/// <summary>Reads one pair of fields: the short form [left, right], or a map.</summary>
internal sealed class PairReader(YamlItem item)
{
    private enum EmptyRule
    {
        Write,
        Keep,
    }

    private string Where => $"{item.Where.File}:{item.Where.Line}";

    public FieldPair Read()
    {
        if (item.IsMap)
            return Long(item.Map());
        if (item.IsList && item.List() is [var left, var right])
            return Short(left, right);
        item.Fault(
            "a pair must be two fields or a map of keys",
            "Write [left field, right field], or 'left:' and 'right:' on lines of their own."
        );
        return new FieldPair("", "");
    }

    private FieldPair Short(YamlItem left, YamlItem right)
    {
        var pair = new FieldPair(left.Text(), right.Text()) { Where = Where };
        foreach (var (side, name) in new[] { (left, pair.Left), (right, pair.Right) })
            if (side.IsText && name.Length == 0)
                side.Fault("a field's name is empty", "Name a field.");
        return pair;
    }

    private FieldPair Long(YamlMap map)
    {
        var basis = new FieldPair(Name(map, "left"), Name(map, "right"));
        var pair = basis with
        {
            Where = Where,
            Direction = map.Choice<Direction>("direction") ?? basis.Direction,
            FillOnly = map.Bool("fill") ?? basis.FillOnly,
            EmptyOverwrites = map.Choice<EmptyRule>("empty") is not EmptyRule.Keep,
            Conflict = map.Choice<ConflictPolicy>("conflict"),
            Compare = map.Choice<ComparisonKind>("compare"),
            ToRight = Liquid(map, "to-right"),
            ToLeft = Liquid(map, "to-left"),
        };
        CheckWays(map, pair);
        map.Done();
        return pair;
    }

    private static string Name(YamlMap map, string key)
    {
        var before = map.Errors.Count;
        var name = map.RequiredText(key);
        if (name.Length == 0 && map.Errors.Count == before)
            map.Fault(key, $"'{key}' is empty", "Name a field.");
        return name;
    }

    private static string? Liquid(YamlMap map, string key)
    {
        if (map.Text(key) is not { } liquid)
            return null;
        try
        {
            Transform.Compile(liquid);
        }
        catch (TransformException e)
        {
            map.Fault(key, $"'{key}' is no Liquid that can be used: {e.Message.TrimEnd('.')}");
        }
        return liquid;
    }

    private static void CheckWays(YamlMap map, FieldPair pair)
    {
        if (pair is { Direction: Direction.ToLeft, ToRight: not null })
            map.Fault("to-right", "'to-right' is never used, since the pair flows only to-left");
        if (pair is { Direction: Direction.ToRight, ToLeft: not null })
            map.Fault("to-left", "'to-left' is never used, since the pair flows only to-right");
        if (pair.Direction is Direction.Both && pair.ToRight is null != pair.ToLeft is null)
            map.Fault(
                pair.ToRight is null ? "to-left" : "to-right",
                "the pair flows both ways, and only one has a transform",
                "Give both 'to-right' and 'to-left', or a 'direction'."
            );
    }
}
