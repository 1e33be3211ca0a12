using Tallystick.Core.Connectors;
using Tallystick.Core.Records;

namespace Tallystick.Core.Transforms;

/// <summary>A record as expressions see it: its values by the keys of its fields. Copies nothing.</summary>
public sealed class RecordView(Projection projection, Value[] values)
{
    /// <summary>By key first, then by key in any case, then by alias; null: no such field.</summary>
    public Value? Find(string key) =>
        Ordinal(projection, key) is var ordinal and >= 0 ? values[ordinal] : null;

    /// <summary>Some field's key goes on after this prefix, as "address." in "address.city".</summary>
    internal bool HasPrefix(string prefix) => HasPrefix(projection, prefix);

    internal static bool HasPrefix(Projection projection, string prefix) =>
        projection.Fields.Any(field =>
            field.Key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)
        );

    internal static int Ordinal(Projection projection, string key)
    {
        var fields = projection.Fields;
        for (var i = 0; i < fields.Count; i++)
            if (fields[i].Key == key)
                return i;
        for (var i = 0; i < fields.Count; i++)
            if (fields[i].Key.Equals(key, StringComparison.OrdinalIgnoreCase))
                return i;
        for (var i = 0; i < fields.Count; i++)
            if (fields[i].Aliases.Contains(key, StringComparer.OrdinalIgnoreCase))
                return i;
        return -1;
    }
}
