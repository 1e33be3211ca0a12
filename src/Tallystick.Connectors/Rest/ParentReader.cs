using Tallystick.Core.Schema;
using Tallystick.Core.Yaml;

namespace Tallystick.Connectors.Rest;

/// <summary>Reads what the records of an object type belong to.</summary>
internal static class ParentReader
{
    /// <summary>The object with its owner, and with errors where the two do not fit.</summary>
    public static RestObject Belonging(
        RestObject type,
        string parent,
        YamlMap map,
        IReadOnlyList<string> all
    )
    {
        if (!all.Contains(parent))
        {
            map.Fault(
                "parent",
                $"there is no object '{parent}'",
                YamlWords.Nearest(parent, all) is { } near
                    ? $"Did you mean '{near}'?"
                    : $"There is {string.Join(", ", all)}."
            );
            return type;
        }
        var named = type
            .Fields.Where(f => f.Field is { Required: true } field && field.RefersTo == parent)
            .ToArray();
        if (named is not [var field])
        {
            map.Fault(
                "parent",
                $"object '{type.Name}' needs exactly one required reference to '{parent}'",
                $"Such as: {parent}: {{ path: {parent}Id, type: reference, refers-to: {parent}, required: true }}"
            );
            return type;
        }
        // A record stays with the owner that it was made for.
        var fixedField = field with
        {
            Field = field.Field with { Access = field.Field.Access & ~FieldAccess.Update },
        };
        var isInId = new[] { type.Get, type.Update, type.Delete }.Any(call =>
            call is not null && RestObject.HasParent(call.Path)
        );
        var result = type with
        {
            Fields = [.. type.Fields.Select(f => f == field ? fixedField : f)],
            Parent = new RestParent(parent, fixedField, isInId),
        };
        Check(result, map);
        return result;
    }

    /// <summary>An owner that belongs to somebody itself would need a longer id than two parts.</summary>
    public static void CheckOwners(RestObject type, IReadOnlyList<RestObject> all, YamlMap map)
    {
        if (
            type.Parent is { ObjectType: var name }
            && all.Any(o => o.Name == name && o.Parent is not null)
        )
            map.Fault(
                "parent",
                $"'{name}' belongs to another object itself",
                "Only one step is possible."
            );
    }

    private static void Check(RestObject type, YamlMap map)
    {
        var parent = type.Parent!;
        var (field, name) = (parent.Field, parent.Field.Field.Key);
        if (!type.IsListedByParent && field.Path is null)
            map.Fault(
                "list",
                $"a listing of all records must carry '{name}'",
                "Give the field its 'path', or list by {parent}."
            );
        if (type.Create is { } create && !RestObject.HasParent(create.Path) && field.Path is null)
            map.Fault(
                "create",
                $"nothing tells a new record's '{name}'",
                "Put {parent} into the call's path, or give the field its 'path'."
            );
        if (type.IsListedByParent && type.Find.Count > 0)
            map.Fault(
                "find",
                "'find' needs a listing of all records, and this one is by {parent}",
                "Take it out."
            );
    }
}
