using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Tallystick.Catalogs;

namespace Tallystick.Connectors.Catalogs;

/// <summary>
/// Turns a document's schemas into types and shapes. Named schemas become shapes "group.Name",
/// others are named after where they stand. What says nothing certain is "any".
/// </summary>
internal sealed class OpenApiTypes(
    string group,
    string operation,
    SortedDictionary<string, CatalogShape> shapes
)
{
    private const int DepthMax = 24;

    public CatalogType Of(IOpenApiSchema? schema, string place) => Of(schema, place, 0);

    private CatalogType Of(IOpenApiSchema? schema, string place, int depth)
    {
        if (schema is null || depth > DepthMax)
            return CatalogType.Any;
        if (schema is OpenApiSchemaReference reference)
            return OfReference(reference, place, depth);
        if (OneOf(schema) is { } only)
            return Of(only, place, depth + 1) with { Nullable = IsNullable(schema) };
        if (FirstChoice(schema) is { } first)
            return CatalogType.Any with
            {
                Said = Known(Of(first, $"{place}.choice", depth + 1)),
                Nullable = IsNullable(schema),
            };
        if (HasFields(schema))
            return Shape(
                $"{group}.{operation[(operation.IndexOf('.') + 1)..]}.{place}",
                schema,
                depth
            );
        var type = schema.Type & ~JsonSchemaType.Null;
        var kind = type switch
        {
            JsonSchemaType.String => CatalogKind.Text,
            JsonSchemaType.Integer => CatalogKind.Whole,
            JsonSchemaType.Number => CatalogKind.Number,
            JsonSchemaType.Boolean => CatalogKind.Bool,
            JsonSchemaType.Array => CatalogKind.List,
            JsonSchemaType.Object => CatalogKind.Map,
            _ => CatalogKind.Any,
        };
        var said = Described(kind, schema, place, depth);
        // An object without fields stands for texts and numbers as often as for objects.
        var isDoubtful =
            kind is CatalogKind.Map && schema.AdditionalProperties is null
            || ContradictsExample(kind, schema);
        if (kind is CatalogKind.Number or CatalogKind.Whole && HasOtherValues(schema))
            return CatalogType.Any with { Nullable = said.Nullable };
        return isDoubtful ? CatalogType.Any with { Said = said, Nullable = said.Nullable } : said;
    }

    private CatalogType Described(
        CatalogKind kind,
        IOpenApiSchema schema,
        string place,
        int depth
    ) =>
        new(kind)
        {
            Of = kind switch
            {
                CatalogKind.List => Known(Of(schema.Items, $"{place}.item", depth + 1)),
                CatalogKind.Map => Known(
                    Of(schema.AdditionalProperties, $"{place}.value", depth + 1)
                ),
                _ => null,
            },
            Enum = kind is CatalogKind.Text ? EnumOf(schema) : [],
            Format = kind is CatalogKind.Any ? null : schema.Format,
            Nullable = IsNullable(schema),
        };

    private CatalogType OfReference(OpenApiSchemaReference reference, string place, int depth)
    {
        if (reference.Target is not { } target || reference.Reference.Id is not { } id)
            return CatalogType.Any;
        return HasFields(target)
            ? Shape($"{group}.{id}", target, depth)
            : Of(target, place, depth + 1);
    }

    private CatalogType Shape(string name, IOpenApiSchema schema, int depth)
    {
        if (shapes.TryAdd(name, new CatalogShape([])))
        {
            var fields = new Dictionary<string, CatalogField>(StringComparer.Ordinal);
            var open = Collect(schema, name, fields, depth);
            shapes[name] = new CatalogShape([.. fields.Values]) { Open = open };
        }
        return new CatalogType(CatalogKind.Shape) { Shape = name, Nullable = IsNullable(schema) };
    }

    /// <returns>Whether names that are not described are allowed.</returns>
    private bool Collect(
        IOpenApiSchema schema,
        string shape,
        Dictionary<string, CatalogField> fields,
        int depth
    )
    {
        var open = schema.AdditionalProperties is not null;
        foreach (var part in schema.AllOf ?? [])
            open |= depth < DepthMax && Collect(part, shape, fields, depth + 1);
        var prefix = shape[(shape.IndexOf('.') + 1)..];
        foreach (
            var (name, property) in schema.Properties ?? new Dictionary<string, IOpenApiSchema>()
        )
            fields[name] = new CatalogField(name, Of(property, $"{prefix}.{name}", depth + 1))
            {
                Required =
                    schema.Required?.Contains(name) is true
                    || fields.GetValueOrDefault(name) is { Required: true },
                Deprecated = property.Deprecated,
            };
        // What is required and not described is still required.
        foreach (var name in schema.Required ?? new HashSet<string>())
            fields[name] = fields.GetValueOrDefault(
                name,
                new CatalogField(name, CatalogType.Any)
            ) with
            {
                Required = true,
            };
        return open;
    }

    private static bool HasFields(IOpenApiSchema schema) =>
        schema.Properties is { Count: > 0 } || (schema.AllOf?.Any(HasFields) ?? false);

    /// <summary>The one schema that a wrapper is about, such as "allOf: [X]" with a description.</summary>
    private static IOpenApiSchema? OneOf(IOpenApiSchema schema)
    {
        if (schema.Properties is { Count: > 0 })
            return null;
        foreach (var list in new[] { schema.AllOf, schema.OneOf, schema.AnyOf })
            if (list is { Count: > 0 })
            {
                var real = list.Where(s => s.Type is not JsonSchemaType.Null).ToArray();
                return real is [var only] ? only : null;
            }
        return null;
    }

    private static IOpenApiSchema? FirstChoice(IOpenApiSchema schema) =>
        schema.OneOf is { Count: > 0 } one ? one.First(s => s.Type is not JsonSchemaType.Null)
        : schema.AnyOf is { Count: > 0 } any ? any.First(s => s.Type is not JsonSchemaType.Null)
        : null;

    private static bool IsNullable(IOpenApiSchema schema) =>
        schema.Type is { } type && (type & JsonSchemaType.Null) != 0;

    private static CatalogType? Known(CatalogType type) =>
        type is { Kind: CatalogKind.Any, Said: null } ? null : type;

    private static string[] EnumOf(IOpenApiSchema schema) =>
        [
            .. (schema.Enum ?? [])
                .OfType<JsonValue>()
                .Select(v => v.ToString())
                .Distinct(StringComparer.Ordinal),
        ];

    /// <summary>A number whose values are listed as texts, or as a list, is none.</summary>
    private static bool HasOtherValues(IOpenApiSchema schema) =>
        schema.Enum?.Any(v => v?.GetValueKind() is not System.Text.Json.JsonValueKind.Number)
            is true;

    /// <summary>Documents that type a field one way and show it another are not to be believed.</summary>
    private static bool ContradictsExample(CatalogKind kind, IOpenApiSchema schema) =>
#pragma warning disable CS0618 // Documents of 3.0 have their example nowhere else.
        schema.Example is { } example
#pragma warning restore CS0618
        && (kind, example.GetValueKind()) switch
        {
            (CatalogKind.Text, System.Text.Json.JsonValueKind.Array) => true,
            (CatalogKind.List, not System.Text.Json.JsonValueKind.Array) => true,
            (CatalogKind.Bool, System.Text.Json.JsonValueKind.String) => true,
            _ => false,
        };
}
