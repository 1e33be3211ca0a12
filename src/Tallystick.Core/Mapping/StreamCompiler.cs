using Tallystick.Core.Comparison;
using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;
using Tallystick.Core.Transforms;

namespace Tallystick.Core.Mapping;

/// <summary>Compiles a stream's definition against what the two sides have now.</summary>
public sealed class StreamCompiler
{
    private readonly StreamDefinition _definition;
    private readonly ObjectSchema _left;
    private readonly ObjectSchema _right;
    private readonly List<MappingProblem> _problems = [];
    private readonly List<Field> _leftFields = [];
    private readonly List<Field> _rightFields = [];
    private readonly List<ReferencePlan> _references = [];
    private readonly IReadOnlyList<ObjectSchema> _lefts;
    private readonly IReadOnlyList<ObjectSchema> _rights;
    private readonly UserLists? _users;

    private StreamCompiler(
        StreamDefinition definition,
        IReadOnlyList<ObjectSchema> lefts,
        IReadOnlyList<ObjectSchema> rights
    )
    {
        _definition = definition;
        (_lefts, _rights) = (lefts, rights);
        _left = SchemaOf(lefts, definition, Side.Left);
        _right = SchemaOf(rights, definition, Side.Right);
        _users = UsersOf(lefts) is { } l && UsersOf(rights) is { } r ? new UserLists(l, r) : null;
    }

    /// <exception cref="MappingException">Lists every problem, not only the first.</exception>
    public static StreamPlan Compile(
        StreamDefinition definition,
        IReadOnlyList<ObjectSchema> left,
        IReadOnlyList<ObjectSchema> right
    ) => new StreamCompiler(definition, left, right).Compile();

    /// <summary>The users that a side lists by their e-mail address.</summary>
    private static Projection? UsersOf(IReadOnlyList<ObjectSchema> schemas) =>
        schemas
            .FirstOrDefault(s => s.ObjectType == ReferenceFinder.User)
            ?.Fields.FirstOrDefault(f => f.Type is FieldType.Email && f.Can(FieldAccess.List))
            is { } email
            ? new Projection(ReferenceFinder.User, [email])
            : null;

    private static ObjectSchema SchemaOf(
        IReadOnlyList<ObjectSchema> schemas,
        StreamDefinition definition,
        Side side
    )
    {
        var (objectType, where) =
            side is Side.Left
                ? (definition.LeftObject, definition.LeftWhere)
                : (definition.RightObject, definition.RightWhere);
        return schemas.FirstOrDefault(s => s.ObjectType == objectType)
            ?? throw new MappingException([
                new MappingProblem(
                    where ?? definition.Name,
                    $"the {side.Word} side has no object type '{objectType}'.",
                    $"It has: {string.Join(", ", schemas.Select(s => s.ObjectType))}."
                ),
            ]);
    }

    private StreamPlan Compile()
    {
        var fields = _definition.Fields.Select(Compile).OfType<FieldPlan>().ToArray();
        var rules = _definition.Match.Select(rule => Rule(rule, fields)).ToArray();
        CheckTargets(fields);
        if (_definition.Fields.Count == 0)
            Problem(_definition.Name, "the stream maps no fields.", "List them under 'fields:'.");
        CheckFilter(_left, Side.Left);
        CheckFilter(_right, Side.Right);
        var plan = new StreamPlan(
            _definition,
            new Projection(_left.ObjectType, _leftFields),
            new Projection(_right.ObjectType, _rightFields),
            fields,
            rules,
            _references
        )
        {
            Users = _references.Exists(r => r.IsUser) ? _users : null,
        };
        CheckArchive(plan);
        return _problems.Count == 0 ? plan : throw new MappingException(_problems);
    }

    private ParentLookups? LookupsOf(StreamDefinition parents) =>
        LookupOf(_lefts, parents.LeftObject) is { } left
        && LookupOf(_rights, parents.RightObject) is { } right
            ? new ParentLookups(left, right)
            : null;

    private static Projection? LookupOf(IReadOnlyList<ObjectSchema> schemas, string type) =>
        schemas
            .FirstOrDefault(s => s.ObjectType == type)
            ?.Fields.FirstOrDefault(f => f.Can(FieldAccess.Get))
            is { } field
            ? new Projection(type, [field])
            : null;

    private FieldPlan? Compile(FieldPair pair)
    {
        var where = pair.Where ?? _definition.Name;
        var left = FieldOf(_left, pair.Left, where, Side.Left);
        var right = FieldOf(_right, pair.Right, where, Side.Right);
        if (left is null || right is null)
            return null;
        CheckReadable(pair, left, right, where);
        CheckWritable(pair, left, right, where);
        CheckTransforms(pair, where);
        var kind = pair.Compare ?? ComparisonKinds.Of(left.Type, right.Type);
        var plan = new FieldPlan(
            SideOf(
                _leftFields,
                left,
                right,
                ContextOf(_left, _right),
                ContextOf(_right, _left),
                kind,
                Parse(pair.ToRight, where)
            ),
            SideOf(
                _rightFields,
                right,
                left,
                ContextOf(_right, _left),
                ContextOf(_left, _right),
                kind,
                Parse(pair.ToLeft, where)
            )
        )
        {
            Kind = kind,
            Direction = pair.Direction,
            FillOnly = pair.FillOnly,
            EmptyOverwrites = pair.EmptyOverwrites,
            Conflict = pair.Conflict ?? _definition.Conflict,
        };
        if (ReferenceFinder.IsReference(pair, left, right))
            AddReference(plan, where);
        return plan;
    }

    private void AddReference(FieldPlan plan, string where)
    {
        var (left, right) = (plan.Left.Field, plan.Right.Field);
        var streams = ReferenceFinder.StreamsOf(_definition.Siblings, left, right);
        var isUser =
            left.RefersTo is ReferenceFinder.User || right.RefersTo is ReferenceFinder.User;
        var hasUsers = isUser && (_users is not null || _definition.Users.Count > 0);
        if (streams.Count > 0 || hasUsers)
        {
            var isParent = streams.Count > 0 && ReferenceFinder.IsParent(left, right);
            _references.Add(
                new ReferencePlan(plan, [.. streams.Select(s => s.Name)], isParent)
                {
                    Lookups = isParent ? LookupsOf(streams[0]) : null,
                }
            );
            return;
        }
        var leave = "or leave the pair out";
        Problem(
            where,
            $"'{plan.Name}' refers to {TypeOf(left)} on the left and {TypeOf(right)} on the right, "
                + "and nothing tells which is which: each side has ids of its own.",
            isUser ? $"List them under 'users:' of the sync ([left id]: [right id]), {leave}."
                : left.RefersTo is null || right.RefersTo is null
                    ? $"Say what it refers to on both sides, {leave}."
                : $"Add a stream to the sync whose left is '{left.RefersTo}' and whose right is "
                    + $"'{right.RefersTo}', {leave}."
        );

        static string TypeOf(Field field) =>
            field.RefersTo is { } type ? $"'{type}'" : "an object type that is not told";
    }

    /// <summary>A side that names no country or zone means the other's.</summary>
    private static ComparisonContext ContextOf(ObjectSchema own, ObjectSchema other) =>
        new() { Country = own.Country ?? other.Country, TimeZone = own.TimeZone ?? other.TimeZone };

    private static FieldPlanSide SideOf(
        List<Field> fields,
        Field field,
        Field other,
        ComparisonContext context,
        ComparisonContext otherContext,
        ComparisonKind kind,
        Transform? outgoing
    )
    {
        var ordinal = fields.FindIndex(f => f.Key == field.Key);
        if (ordinal < 0)
        {
            ordinal = fields.Count;
            fields.Add(field);
        }
        // A transform's output is the author's own text; only the target's form is asked of it.
        var source = outgoing is null ? field : field with { Type = FieldType.Text };
        // A day becomes a point in time in the zone in which that will be read as a day again.
        var isDay = kind is ComparisonKind.Date && other.Type is FieldType.Instant;
        return new FieldPlanSide(
            ordinal,
            field,
            ComparisonForm.For(kind, context, field.Type),
            Coercion.For(source, other, isDay ? otherContext : context),
            outgoing
        );
    }

    private Field? FieldOf(ObjectSchema schema, string key, string where, Side side)
    {
        if (schema.Find(key) is { } field)
            return field;
        Problem(
            where,
            $"the {side.Word} side's '{schema.ObjectType}' has no field '{key}'.",
            Suggestions.For(key, schema.Fields.Select(f => f.Key))
        );
        return null;
    }

    private Transform? Parse(string? liquid, string where)
    {
        if (liquid is null)
            return null;
        try
        {
            return Transform.Compile(liquid);
        }
        catch (TransformException e)
        {
            Problem(where, e.Message);
            return null;
        }
    }

    private void CheckReadable(FieldPair pair, Field left, Field right, string where)
    {
        foreach (var (key, field) in new[] { (pair.Left, left), (pair.Right, right) })
            if ((field.Access & FieldAccess.Read) == 0)
                Problem(where, $"'{key}' cannot be read, so it cannot be kept in step.");
    }

    private void CheckWritable(FieldPair pair, Field left, Field right, string where)
    {
        var target = pair.Direction switch
        {
            Direction.ToRight => right,
            Direction.ToLeft => left,
            Direction.Both => null,
        };
        if (target is not null && (target.Access & FieldAccess.Write) == 0)
            Problem(
                where,
                $"'{target.Key}' is read-only, but the pair flows to it.",
                "Turn the direction round or leave the pair out."
            );
        // A parent is given when a record is made, and need not be changeable on either side.
        var isParent =
            ReferenceFinder.IsReference(pair, left, right) && ReferenceFinder.IsParent(left, right);
        if (
            pair.Direction is Direction.Both
            && !isParent
            && !left.Can(FieldAccess.Update)
            && !right.Can(FieldAccess.Update)
            // What is set once on both sides, such as a child's parent, goes over with a create.
            && !(left.Can(FieldAccess.Create) && right.Can(FieldAccess.Create))
        )
            Problem(where, $"neither '{left.Key}' nor '{right.Key}' can be updated.");
    }

    private void CheckTransforms(FieldPair pair, string where)
    {
        var oneWay = (pair.ToRight is null) != (pair.ToLeft is null);
        if (oneWay && pair.Direction is Direction.Both)
            Problem(
                where,
                $"'{pair.Left}' has a transform one way only, but flows both ways.",
                "Give both 'to-right' and 'to-left', or a 'direction'."
            );
    }

    private void CheckTargets(IReadOnlyList<FieldPlan> fields)
    {
        foreach (var side in new[] { Side.Left, Side.Right })
        {
            var twice = fields
                .Where(f => f.FlowsTo(side))
                .GroupBy(f => f[side].Ordinal)
                .Where(g => g.Count() > 1);
            foreach (var group in twice)
                Problem(
                    _definition.Name,
                    $"the {side.Word} field '{group.First()[side].Field.Key}' is written by "
                        + $"{group.Count()} pairs: {string.Join(", ", group.Select(f => f.Name))}.",
                    "Keep one of them, or give the others the other direction."
                );
        }
    }

    /// <summary>A mode that writes nothing yet is to be switched on later.</summary>
    private void CheckArchive(StreamPlan plan)
    {
        foreach (var gone in new[] { Side.Left, Side.Right })
        {
            var survivor = gone.Other;
            var isMeant = plan.Writes(survivor) || _definition.Mode is SyncMode.Observe;
            if (_definition.DeletesOn(gone) is not DeletePolicy.Archive || !isMeant)
                continue;
            if (plan.ArchiveField(survivor) is null)
                Problem(
                    _definition.Name,
                    $"'archive' tags the {survivor.Word} record, but no set field that can be "
                        + $"updated flows to the {survivor.Word} side.",
                    "Map a set such as tags, without a transform or 'fill', or choose another "
                        + "policy for deletes."
                );
        }
    }

    private void CheckFilter(ObjectSchema schema, Side side)
    {
        foreach (var key in _definition.FilterOn(side).Keys)
            FieldOf(schema, key, $"{_definition.Name} filter", side);
    }

    private MatchRule Rule(IReadOnlyList<string> keys, IReadOnlyList<FieldPlan> fields)
    {
        var plans = new List<FieldPlan>();
        foreach (var key in keys)
        {
            var field = _left.Find(key);
            var plan = fields.FirstOrDefault(f => f.Left.Field.Key == field?.Key);
            if (plan is not null)
                plans.Add(plan);
            else
                Problem(
                    _definition.Name,
                    $"the match rule names '{key}', which no pair maps.",
                    Suggestions.For(key, fields.Select(f => f.Left.Field.Key))
                );
        }
        return new MatchRule(plans);
    }

    private void Problem(string where, string message, string? hint = null) =>
        _problems.Add(new MappingProblem(where, message, hint));
}
