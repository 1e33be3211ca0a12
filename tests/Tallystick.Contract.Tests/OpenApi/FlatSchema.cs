using System.Text.Json;

namespace Tallystick.Contract.Tests.OpenApi;

/// <summary>A schema with its references followed and its <c>allOf</c> parts made one.</summary>
internal sealed class FlatSchema
{
    private const int DepthMax = 20;

    private FlatSchema() { }

    public string? Type { get; private set; }

    public string? Format { get; private set; }

    public double? Minimum { get; private set; }

    public double? Maximum { get; private set; }

    /// <summary>Whether only one of the choices may fit.</summary>
    public bool IsExclusive { get; private set; }

    public bool IsNullable { get; private set; }

    public Dictionary<string, (OpenApiDocument Document, JsonElement Schema)> Properties { get; } =
    [];

    public HashSet<string> Required { get; } = [];

    public List<JsonElement> Enum { get; } = [];

    public (OpenApiDocument Document, JsonElement Schema)? ItemSchema { get; private set; }

    public List<(OpenApiDocument Document, JsonElement Schema)> Choices { get; } = [];

    /// <summary>Whether properties besides those listed may be there: by word, or by silence.</summary>
    public bool IsOpen => _isOpen || Properties.Count == 0;

    private bool _isOpen;

    public static FlatSchema Of(OpenApiDocument document, JsonElement schema)
    {
        var flat = new FlatSchema();
        flat.Take(document, schema, 0);
        return flat;
    }

    private void Take(OpenApiDocument from, JsonElement reference, int depth)
    {
        if (depth > DepthMax)
        {
            throw new InvalidDataException($"A schema of '{from.Path}' refers to itself.");
        }
        var (document, schema) = from.Follow(reference);
        Type = schema.Text("type") ?? Type;
        Format = schema.Text("format") ?? Format;
        Minimum = schema.Number("minimum") ?? Minimum;
        Maximum = schema.Number("maximum") ?? Maximum;
        IsExclusive |= schema.Items("oneOf").Any();
        IsNullable |= schema.Flag("nullable");
        _isOpen |=
            schema.Child("additionalProperties")
                is { ValueKind: JsonValueKind.True or JsonValueKind.Object };
        Enum.AddRange(schema.Items("enum"));
        Required.UnionWith(schema.Items("required").Select(name => name.GetString()!));
        if (schema.Child("properties") is { } properties)
        {
            foreach (var property in properties.EnumerateObject())
            {
                Properties[property.Name] = (document, property.Value);
            }
        }
        if (schema.Child("items") is { } items)
        {
            ItemSchema = (document, items);
        }
        Choices.AddRange(
            schema.Items("anyOf").Concat(schema.Items("oneOf")).Select(part => (document, part))
        );
        foreach (var part in schema.Items("allOf"))
        {
            Take(document, part, depth + 1);
        }
    }
}
