namespace Tallystick.Core.Yaml;

/// <summary>One element of a list: a text, a map or a list, with the place where it stands.</summary>
public sealed class YamlItem
{
    private readonly YamlNode _node;
    private readonly YamlScope _scope;
    private readonly string _name;

    internal YamlItem(YamlNode node, YamlScope scope, string name) =>
        (_node, _scope, _name) = (node, scope, name);

    public Position Where => _scope.At(_node);

    public bool IsMap => _node is YamlNode.Mapping;

    public bool IsText => _node is YamlNode.Scalar;

    public bool IsList => _node is YamlNode.Sequence;

    /// <summary>The text; "" and an error when it is anything else.</summary>
    public string Text() => YamlRead.Text(_node, _scope, _name) ?? "";

    /// <summary>The map; an empty one and an error when it is anything else.</summary>
    public YamlMap Map() => YamlRead.Map(_node, _scope, _name);

    /// <summary>The elements of the list; none and an error when it is anything else.</summary>
    public IReadOnlyList<YamlItem> List() => YamlRead.List(_node, _scope, _name);

    /// <summary>Adds an error at the element.</summary>
    public void Fault(string message, string? hint = null) =>
        _scope.Errors.Add(Where, message, hint);
}
