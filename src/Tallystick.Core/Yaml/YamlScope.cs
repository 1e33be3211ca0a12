namespace Tallystick.Core.Yaml;

/// <summary>What all parts of one file share.</summary>
internal sealed record YamlScope(string File, DocumentErrors Errors)
{
    public Position At(YamlNode node) => new(File, node.Line, node.Column);

    public void Fault(YamlNode node, string message, string? hint = null) =>
        Errors.Add(At(node), message, hint);
}
