using Tallystick.Core.Comparison;
using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;

namespace Tallystick.Simulation.Mappings;

/// <summary>A sync made ready to be played: compiled, in order, with the facts of each object type.</summary>
internal sealed class Stage
{
    /// <summary>So many fields that are in no pair are filled, to see that nobody touches them.</summary>
    private const int StrangersMax = 2;

    private const string User = "user";

    private readonly Dictionary<(Side, string Type), ObjectFacts> _objects = [];

    private Stage(SimulatedSync sync, IReadOnlyList<StreamPlan> plans)
    {
        Sync = sync;
        Plans = plans;
    }

    public SimulatedSync Sync { get; }

    /// <summary>Parents before their children.</summary>
    public IReadOnlyList<StreamPlan> Plans { get; }

    public IReadOnlyList<StreamDefinition> Definitions => [.. Plans.Select(p => p.Definition)];

    public IEnumerable<ObjectFacts> Objects => _objects.Values;

    /// <summary>A listing may lag so far behind.</summary>
    public TimeSpan LagMax => _objects.Values.Max(o => o.Capabilities.ListLag);

    /// <exception cref="MappingException">Lists everything that does not fit.</exception>
    public static Stage Of(SimulatedSync sync)
    {
        StreamDefinition[] bare = [.. sync.Streams.Select(Played)];
        StreamDefinition[] all = [.. bare.Select(s => s with { Siblings = bare })];
        var (left, right) = (sync.Left.Schemas, sync.Right.Schemas);
        var stage = new Stage(
            sync,
            [
                .. StreamOrder
                    .Of(all, left, right)
                    .Select(s => StreamCompiler.Compile(s, left, right)),
            ]
        );
        foreach (var side in new[] { Side.Left, Side.Right })
        foreach (var type in stage.TypesOf(side))
            stage._objects[(side, type)] = stage.FactsOf(side, type);
        return stage;
    }

    public ObjectFacts this[Side side, string type] => _objects[(side, type)];

    public ObjectFacts? Find(Side side, string type) => _objects.GetValueOrDefault((side, type));

    public string NameOf(Side side) =>
        Sync.Left.Name == Sync.Right.Name ? $"{Sync[side].Name} ({side.Word})" : Sync[side].Name;

    /// <summary>The object types that take part, users included where somebody refers to them.</summary>
    public IReadOnlyList<string> TypesOf(Side side)
    {
        var types = Plans.Select(p => p[side].ObjectType).Distinct().ToList();
        if (Plans.Any(p => p.Users is not null) && !types.Contains(User))
            types.Add(User);
        return types;
    }

    public static bool IsUser(string type) => type == User;

    public StreamPlan PlanOf(string stream) => Plans.First(p => p.Name == stream);

    /// <summary>
    /// A sync that only observes is played as it will be when it is switched on, with everybody in
    /// it: to play nothing would show nothing.
    /// </summary>
    private static StreamDefinition Played(StreamDefinition stream) =>
        stream with
        {
            Mode = stream.Mode is SyncMode.Observe ? SyncMode.TwoWay : stream.Mode,
            Canary = null,
        };

    private ObjectFacts FactsOf(Side side, string type)
    {
        var schema = Sync[side].Schemas.First(s => s.ObjectType == type);
        var isPerson = schema.Fields.Any(f =>
            f.Type is FieldType.Email || FieldNames.KindOf(f) is NameKind.First
        );
        var pairs = Plans
            .Where(p => p[side].ObjectType == type)
            .SelectMany(p => p.Fields.Select(f => (Plan: p, Pair: f)))
            .ToLookup(p => p.Pair[side].Field.Key);
        var filtered = Plans
            .Where(p => p[side].ObjectType == type)
            .SelectMany(p => FilterOf(p, side).Keys)
            .Select(k => schema.Find(k)?.Key)
            .ToHashSet();
        var strangers = schema
            .Fields.Where(f =>
                !pairs.Contains(f.Key)
                && !filtered.Contains(f.Key)
                && f is { Required: false, Type: FieldType.Text, Options.Count: 0 }
                && f.Can(FieldAccess.All)
            )
            .Take(StrangersMax)
            .Select(f => f.Key)
            .ToHashSet();
        var fields = schema
            .Fields.Where(f =>
                pairs.Contains(f.Key)
                || filtered.Contains(f.Key)
                || strangers.Contains(f.Key)
                || (f.Required && f.Can(FieldAccess.Create))
                || (IsUser(type) && f.Type is FieldType.Email)
            )
            .Select(f => FactsOf(side, schema, f, isPerson, [.. pairs[f.Key]]));
        return new ObjectFacts(side, schema, Sync[side].CapabilitiesOf[type], [.. fields]);
    }

    public static IReadOnlyDictionary<string, string> FilterOf(StreamPlan plan, Side side) =>
        plan.Definition.FilterOn(side);

    private FieldFacts FactsOf(
        Side side,
        ObjectSchema schema,
        Field field,
        bool isPerson,
        IReadOnlyList<(StreamPlan Plan, FieldPlan Pair)> pairs
    )
    {
        var other = pairs.Count > 0 ? pairs[0].Pair[side.Other].Field : null;
        var isDirect = pairs.Count > 0 && IsDirect(pairs[0].Pair);
        var kind = isDirect ? pairs[0].Pair.Kind : ComparisonKinds.Of(field.Type, field.Type);
        var reference = pairs
            .SelectMany(p => p.Plan.References.Where(r => r.Field == p.Pair))
            .FirstOrDefault();
        var context = new ComparisonContext
        {
            Country = CountryOf(side, schema),
            TimeZone = schema.TimeZone,
        };
        var name = FieldNames.KindOf(field);
        return new FieldFacts(side, field)
        {
            Pairs = pairs,
            Kind = kind,
            Options = OptionsOf(field, isDirect ? other : null),
            LengthMax = Math.Min(
                field.LengthMax ?? int.MaxValue,
                isDirect ? other!.LengthMax ?? int.MaxValue : int.MaxValue
            ),
            Name = name,
            Country = context.Country,
            IsIdentity =
                !isPerson || name is NameKind.Whole || field.Unique || FieldNames.IsIdentity(field),
            IsKey = pairs.Any(p => p.Plan.Rules.Any(r => r.Fields.Contains(p.Pair))),
            IsParent = reference?.IsParent is true,
            RefersTo = reference is null ? null : TypeOf(reference, side),
            Form = ComparisonForm.For(
                ComparisonKinds.Of(field.Type, field.Type),
                context,
                field.Type
            ),
            Wire = Coercion.For(field, field with { LengthMax = null }, context),
        };
    }

    /// <summary>By the stream that translates it, since a side need not say what it refers to.</summary>
    private string TypeOf(ReferencePlan reference, Side side) =>
        reference.IsUser ? User : PlanOf(reference.Streams[0])[side].ObjectType;

    /// <summary>A side that names no country means the other's.</summary>
    private string? CountryOf(Side side, ObjectSchema schema) =>
        schema.Country
        ?? Sync[side.Other].Schemas.Select(s => s.Country).FirstOrDefault(c => c is not null);

    public static bool IsDirect(FieldPlan pair) =>
        pair.Left.Outgoing is null && pair.Right.Outgoing is null;

    private static string[] OptionsOf(Field field, Field? other)
    {
        if (other is not { Options.Count: > 0 } || field.Options.Count == 0)
            return [.. field.Options.Count > 0 ? field.Options : other?.Options ?? []];
        return
        [
            .. field.Options.Where(o =>
                other.Options.Contains(o, StringComparer.OrdinalIgnoreCase)
            ),
        ];
    }
}
