using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tallystick.Catalogs.Calls;

/// <summary>A value given as text, as its type wants it.</summary>
internal static class TextValue
{
    /// <returns>The value; or null and what is wrong with the text.</returns>
    public static (JsonNode? Value, string? Problem) Read(CallField field, CatalogType type) =>
        field.IsJson ? Json(field.Text) : Of(type, field.Text);

    private static (JsonNode?, string?) Of(CatalogType type, string text) =>
        type.Kind switch
        {
            CatalogKind.Text => (JsonValue.Create(text), null),
            CatalogKind.Whole => long.TryParse(
                text,
                NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture,
                out var whole
            )
                ? (JsonValue.Create(whole), null)
                : (null, "must be a whole number"),
            CatalogKind.Number => Number(text) is { } number
                ? (number, null)
                : (null, "must be a number, with a point and no blanks"),
            CatalogKind.Bool => text.ToLowerInvariant() switch
            {
                "true" => (JsonValue.Create(true), null),
                "false" => (JsonValue.Create(false), null),
                _ => (null, "must be true or false"),
            },
            CatalogKind.List or CatalogKind.Map or CatalogKind.Shape => Json(text),
            CatalogKind.Any => Json(text) is (var value, null)
                ? (value, null)
                : (JsonValue.Create(text), null),
        };

    private static JsonValue? Number(string text) =>
        long.TryParse(
            text,
            NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture,
            out var whole
        )
            ? JsonValue.Create(whole)
        : decimal.TryParse(
            text,
            NumberStyles.Float & ~NumberStyles.AllowLeadingWhite & ~NumberStyles.AllowTrailingWhite,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? JsonValue.Create(number)
        : null;

    private static (JsonNode?, string?) Json(string text)
    {
        try
        {
            return (JsonNode.Parse(text), null);
        }
        catch (JsonException)
        {
            return (null, "must be JSON, and is not");
        }
    }
}
