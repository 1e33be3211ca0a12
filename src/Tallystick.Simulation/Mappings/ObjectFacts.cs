using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;

namespace Tallystick.Simulation.Mappings;

/// <summary>One object type of one side, as it is played.</summary>
internal sealed class ObjectFacts(
    Side side,
    ObjectSchema schema,
    Capabilities capabilities,
    IReadOnlyList<FieldFacts> fields
)
{
    private readonly Dictionary<string, FieldFacts> _byKey = fields.ToDictionary(f => f.Key);

    public Side Side => side;

    public string Type => schema.ObjectType;

    public ObjectSchema Schema => schema;

    public Capabilities Capabilities => capabilities;

    /// <summary>The stream that keeps these records in step; the type itself for users.</summary>
    public string Stream { get; } =
        fields.SelectMany(f => f.Pairs).Select(p => p.Plan.Name).FirstOrDefault()
        ?? schema.ObjectType;

    /// <summary>Those that the mapping reads, those that must be filled, and a few others.</summary>
    public IReadOnlyList<FieldFacts> Fields => fields;

    public FieldFacts? Parent { get; } = fields.FirstOrDefault(f => f.IsParent);

    /// <summary>Whom the app's own people change in a field; never what is set by the app alone.</summary>
    public IReadOnlyList<FieldFacts> Editable { get; } =
    [
        .. fields.Where(f =>
            f is { IsMapped: true, IsParent: false } && f.Field.Can(FieldAccess.Update)
        ),
    ];

    public FieldFacts? Find(string key) => _byKey.GetValueOrDefault(key);
}
