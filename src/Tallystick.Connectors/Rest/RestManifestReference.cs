using System.Globalization;
using System.Text;

namespace Tallystick.Connectors.Rest;

/// <summary>The tables of <c>docs/reference/manifest.md</c>.</summary>
public static class RestManifestReference
{
    /// <summary>One table for each kind of map, in Markdown.</summary>
    public static string Write()
    {
        var text = new StringBuilder();
        foreach (var section in RestVocabulary.Sections)
        {
            text.Append(CultureInfo.InvariantCulture, $"### {section.Name}\n");
            text.Append(CultureInfo.InvariantCulture, $"{section.Help}\n\n");
            text.Append("| key | value | |\n| --- | --- | --- |\n");
            foreach (var key in section.Keys)
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"| `{key.Name}`{(key.IsRequired ? " \\*" : "")} | {Shape(key.Shape)} | {key.Help} |\n"
                );
            text.Append('\n');
        }
        return text.ToString().TrimEnd() + "\n";
    }

    private static string Shape(KeyShape shape) =>
        shape switch
        {
            KeyShape.Whole whole => $"{whole.Min} to {whole.Max}",
            KeyShape.Flag => "true or false",
            KeyShape.Time => "time, as `30s`",
            KeyShape.OneOf choice => string.Join(", ", choice.Words.Select(w => $"`{w}`")),
            KeyShape.Texts => "text, or list of texts",
            KeyShape.TextMap map => $"map of {map.KeyIs} to {map.ValueIs}",
            KeyShape.Part part => $"[{part.Section}](#{part.Section})",
            KeyShape.PartOrList either => $"[{either.Section}](#{either.Section}), or list of them",
            KeyShape.ListOf list => $"list of [{list.Section}](#{list.Section})",
            KeyShape.MapOf map => $"map of name to [{map.Section}](#{map.Section})",
            _ => "text",
        };
}
