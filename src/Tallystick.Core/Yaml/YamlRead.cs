namespace Tallystick.Core.Yaml;

/// <summary>One node as the type that somebody expects; what does not fit is an error.</summary>
internal static class YamlRead
{
    private static readonly YamlNode.Mapping NoKeys = new(0, 0, []);

    public static string? Text(YamlNode node, YamlScope scope, string name)
    {
        if (node is YamlNode.Scalar { IsNothing: false } scalar)
            return scalar.Text;
        if (node is YamlNode.Scalar)
            Nothing(node, scope, name);
        else
            scope.Fault(node, $"{name} must be a single value, and is {node.Kind}");
        return null;
    }

    public static YamlMap Map(YamlNode node, YamlScope scope, string name)
    {
        if (node is YamlNode.Mapping map)
            return new YamlMap(map, scope, name);
        if (node is YamlNode.Scalar { IsNothing: true })
            Nothing(node, scope, name);
        else
            scope.Fault(node, $"{name} must be a map of keys, and is {node.Kind}");
        return new YamlMap(NoKeys, scope, name) { IsLost = true };
    }

    public static IReadOnlyList<YamlItem> List(YamlNode node, YamlScope scope, string name)
    {
        if (node is YamlNode.Sequence list)
            return [.. list.Items.Select((n, i) => new YamlItem(n, scope, $"{name}[{i + 1}]"))];
        if (node is YamlNode.Scalar { IsNothing: true })
            Nothing(node, scope, name);
        else
            scope.Fault(node, $"{name} must be a list, and is {node.Kind}");
        return [];
    }

    private static void Nothing(YamlNode node, YamlScope scope, string name) =>
        scope.Fault(node, $"{name} has no value", "Give it one, or take the key out.");
}
