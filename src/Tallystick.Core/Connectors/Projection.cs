using Tallystick.Core.Records;
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

    /// <summary>A row as a listing would show it: unknown where only a read tells.</summary>
    public Value[] AsListed(Value[] row)
    {
        var listed = (Value[])row.Clone();
        for (var i = 0; i < listed.Length; i++)
            if (!Fields[i].Can(FieldAccess.List))
                listed[i] = Value.Unknown;
        return listed;
    }
}
