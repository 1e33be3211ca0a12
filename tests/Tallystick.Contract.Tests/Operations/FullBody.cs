using System.Text.Json.Nodes;
using Tallystick.Catalogs;

namespace Tallystick.Contract.Tests.Operations;

/// <summary>Adds to a body every field that its shape has, so that answers are made of all of them.</summary>
internal sealed class FullBody(Catalog catalog)
{
    private const int DepthMax = 4;

    public void Fill(JsonObject body, CatalogType type) => Fill(body, type, 0);

    private void Fill(JsonObject body, CatalogType type, int depth)
    {
        if (type.Shape is null || !catalog.Shapes.TryGetValue(type.Shape, out var shape))
            return;
        foreach (var field in shape.Fields.Where(f => !f.Deprecated))
        {
            if (body[field.Name] is JsonObject nested)
                Fill(nested, field.Type, depth + 1);
            else if (!body.ContainsKey(field.Name) && Of(field.Type, depth + 1) is { } value)
                body[field.Name] = value;
        }
    }

    /// <summary>Null for what nobody can guess: ids, which must be somebody's, numbers, which have bounds, and what may be anything.</summary>
    private JsonNode? Of(CatalogType type, int depth)
    {
        switch (type.Kind)
        {
            case CatalogKind.Text when type.Enum.Count > 0:
                return type.Enum[^1];
            case CatalogKind.Text:
                return type.Format is "date-time" ? "2026-03-01" : null;
            case CatalogKind.Bool:
                return false;
            case CatalogKind.List when depth < DepthMax && type.Of is { } of:
                return Of(of, depth + 1) is { } element ? [element] : (JsonArray)[];
            case CatalogKind.Shape when depth < DepthMax:
                var made = new JsonObject();
                Fill(made, type, depth);
                return made;
            default:
                return null;
        }
    }
}
