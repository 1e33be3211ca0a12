using System.Text.Json;
using System.Text.Json.Nodes;
using Tallystick.Catalogs;
using Tallystick.Sandbox.Http;

namespace Tallystick.Sandbox.Generic;

/// <summary>
/// Makes a value of a type from what is known of it: known values that fit, made-up ones where the
/// type requires more. What is made up as a whole gets its optional fields too.
/// </summary>
internal sealed class AnswerMaker(Catalog catalog, SampleValues samples)
{
    /// <summary>So deep go things that nobody requires.</summary>
    private const int OptionalDepthMax = 3;

    private const int DepthMax = 12;

    /// <param name="known">What is known of the value; null for nothing.</param>
    /// <param name="isMadeUp">Whether optional fields are to be filled too.</param>
    public JsonNode? Make(string name, CatalogType type, JsonNode? known, bool isMadeUp) =>
        Make(name, type, known, isMadeUp, 0);

    private JsonNode? Make(string name, CatalogType type, JsonNode? known, bool isMadeUp, int depth)
    {
        if (type.Kind is CatalogKind.Any)
            return type.Said is { } said
                ? Make(name, said, known, isMadeUp, depth)
                : known?.DeepClone() ?? JsonValue.Create("sample");
        return type.Kind switch
        {
            CatalogKind.Shape => Shape(type.Shape!, known as JsonObject ?? [], isMadeUp, depth),
            CatalogKind.List => List(name, type, known as JsonArray, isMadeUp, depth),
            CatalogKind.Map => Map(name, type, known as JsonObject ?? [], isMadeUp, depth),
            _ => Fits(type, known) ? Formatted(type, known!) : samples.Of(name, type),
        };
    }

    /// <summary>A day that was given is told as an instant where the document says so.</summary>
    private static JsonNode Formatted(CatalogType type, JsonNode known) =>
        type is { Kind: CatalogKind.Text, Format: "date-time" }
        && Times.Parse(known.GetValue<string>()) is { } instant
            ? Times.Iso(instant)
            : known.DeepClone();

    private JsonObject Shape(string shape, JsonObject known, bool isMadeUp, int depth)
    {
        var made = new JsonObject();
        if (depth > DepthMax || !catalog.Shapes.TryGetValue(shape, out var fields))
            return made;
        foreach (var field in fields.Fields)
        {
            var isKnown = known.TryGetPropertyValue(field.Name, out var value);
            if (isKnown && value is null && field.Type.Nullable)
                made[field.Name] = null;
            else if (
                field.Required
                || isKnown && Fits(field.Type, value)
                || isMadeUp && IsWorthwhile(field, depth)
            )
                made[field.Name] = Make(field.Name, field.Type, value, isMadeUp, depth + 1);
        }
        return made;
    }

    private static bool IsWorthwhile(CatalogField field, int depth) =>
        depth < OptionalDepthMax && !field.Deprecated && field.Type.Kind is not CatalogKind.Any;

    private JsonArray List(
        string name,
        CatalogType type,
        JsonArray? known,
        bool isMadeUp,
        int depth
    )
    {
        var of = type.Of ?? new CatalogType(CatalogKind.Text);
        var list = new JsonArray();
        if (known is not null)
        {
            foreach (var element in known.Where(e => type.Of is null || Fits(of, e)))
                list.Add(Make(name, type.Of ?? CatalogType.Any, element, false, depth + 1));
        }
        else if (isMadeUp && depth < OptionalDepthMax)
        {
            list.Add(Make(Singular(name), of, null, isMadeUp, depth + 1));
        }
        return list;
    }

    private JsonObject Map(
        string name,
        CatalogType type,
        JsonObject known,
        bool isMadeUp,
        int depth
    )
    {
        var map = new JsonObject();
        foreach (var (key, value) in known)
            map[key] = type.Of is { } of
                ? Make(name, of, value, isMadeUp, depth + 1)
                : value?.DeepClone();
        return map;
    }

    /// <summary>Whether a value can stand where the type is asked for; parts of it are made to fit.</summary>
    private static bool Fits(CatalogType type, JsonNode? value)
    {
        if (type is { Kind: CatalogKind.Any, Said: { } said })
            return Fits(said, value);
        if (value is null)
            return type.Kind is CatalogKind.Any;
        var kind = value.GetValueKind();
        return type.Kind switch
        {
            CatalogKind.Any => true,
            CatalogKind.Text => kind is JsonValueKind.String
                && (type.Enum.Count == 0 || type.Enum.Contains(value.GetValue<string>()))
                && (
                    type.Format is not "date-time"
                    || Times.Parse(value.GetValue<string>()) is not null
                ),
            CatalogKind.Whole or CatalogKind.Number => kind is JsonValueKind.Number,
            CatalogKind.Bool => kind is JsonValueKind.True or JsonValueKind.False,
            CatalogKind.List => kind is JsonValueKind.Array,
            CatalogKind.Map or CatalogKind.Shape => kind is JsonValueKind.Object,
        };
    }

    private static string Singular(string name) =>
        name.EndsWith('s') && name.Length > 2 ? name[..^1] : name;
}
