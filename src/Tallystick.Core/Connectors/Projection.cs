using Tallystick.Core.Schema;

namespace Tallystick.Core.Connectors;

/// <summary>
/// The fields of one object type that a sync needs, in a fixed order: records come back with their
/// values at these ordinals. Compiled once per stream and side; a connector may keep its own
/// compiled reader per instance.
/// </summary>
public sealed class Projection(string objectType, IReadOnlyList<Field> fields)
{
    public string ObjectType { get; } = objectType;

    public IReadOnlyList<Field> Fields { get; } = fields;
}
