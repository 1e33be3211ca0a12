namespace Tallystick.Catalogs;

/// <summary>A type in words: "list of text", "one of open, won, lost".</summary>
public static class TypeText
{
    public static string Of(CatalogType type)
    {
        var word = type.Kind switch
        {
            CatalogKind.Any => "any",
            CatalogKind.Text when type.Enum.Count > 0 => $"one of {string.Join(", ", type.Enum)}",
            CatalogKind.Text => type.Format is { } format ? $"text ({format})" : "text",
            CatalogKind.Whole => "whole number",
            CatalogKind.Number => "number",
            CatalogKind.Bool => "true or false",
            CatalogKind.List => type.Of is { } of ? $"list of {Of(of)}" : "list",
            CatalogKind.Map => type.Of is { } value ? $"names with {Of(value)}" : "object",
            CatalogKind.Shape => type.Shape![(type.Shape!.IndexOf('.') + 1)..],
        };
        return type.Nullable ? $"{word}, or null" : word;
    }
}
