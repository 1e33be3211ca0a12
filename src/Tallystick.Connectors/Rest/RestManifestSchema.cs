using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tallystick.Connectors.Rest;

/// <summary>The JSON schema by which editors complete and check manifests (draft 7).</summary>
public static class RestManifestSchema
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NewLine = "\n",
    };

    /// <summary>The text of <c>connectors/connector.schema.json</c>.</summary>
    public static string Write()
    {
        var root = RestVocabulary.Sections[0];
        var schema = new JsonObject
        {
            ["$schema"] = "http://json-schema.org/draft-07/schema#",
            ["title"] = "Tallystick connector manifest",
        };
        foreach (var (name, value) in Section(root))
            schema[name] = value?.DeepClone();
        var definitions = new JsonObject();
        foreach (var section in RestVocabulary.Sections.Skip(1))
            definitions[section.Name] = Section(section);
        schema["definitions"] = definitions;
        return schema.ToJsonString(Indented) + "\n";
    }

    private static JsonObject Section(VocabularySection section)
    {
        var properties = new JsonObject();
        foreach (var key in section.Keys)
        {
            var shape = Shape(key.Shape);
            // Draft 7 reads nothing beside a reference.
            properties[key.Name] = shape.ContainsKey("$ref")
                ? new JsonObject { ["description"] = key.Help, ["allOf"] = new JsonArray(shape) }
                : With(shape, key.Help);
        }
        var result = new JsonObject
        {
            ["description"] = section.Help,
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["properties"] = properties,
        };
        var required = section.Keys.Where(k => k.IsRequired).Select(k => (JsonNode?)k.Name);
        if (required.ToArray() is { Length: > 0 } names)
            result["required"] = new JsonArray(names);
        return result;
    }

    private static JsonObject With(JsonObject shape, string help)
    {
        shape.Insert(0, "description", help);
        return shape;
    }

    private static JsonObject Shape(KeyShape shape) =>
        shape switch
        {
            KeyShape.Whole whole => new()
            {
                ["type"] = "integer",
                ["minimum"] = whole.Min,
                ["maximum"] = whole.Max,
            },
            KeyShape.Flag => new() { ["type"] = "boolean" },
            KeyShape.Time => new()
            {
                ["type"] = "string",
                ["pattern"] = "^[0-9]{1,9}(ms|s|m|h|d)$",
            },
            KeyShape.OneOf choice => new()
            {
                ["enum"] = new JsonArray([.. choice.Words.Select(w => (JsonNode?)w)]),
            },
            KeyShape.Texts => new()
            {
                ["anyOf"] = new JsonArray(
                    Scalar(),
                    new JsonObject { ["type"] = "array", ["items"] = Scalar() }
                ),
            },
            KeyShape.TextMap => new() { ["type"] = "object", ["additionalProperties"] = Scalar() },
            KeyShape.Part part => Reference(part.Section),
            KeyShape.PartOrList either => new()
            {
                ["anyOf"] = new JsonArray(
                    Reference(either.Section),
                    new JsonObject
                    {
                        ["type"] = "array",
                        ["minItems"] = 1,
                        ["items"] = Reference(either.Section),
                    }
                ),
            },
            KeyShape.ListOf list => new()
            {
                ["type"] = "array",
                ["items"] = Reference(list.Section),
            },
            KeyShape.MapOf map => new()
            {
                ["type"] = "object",
                ["minProperties"] = 1,
                ["additionalProperties"] = Reference(map.Section),
            },
            _ => Scalar(),
        };

    // Numbers and true keep their spelling where a text is meant.
    private static JsonObject Scalar() =>
        new() { ["type"] = new JsonArray("string", "number", "boolean") };

    private static JsonObject Reference(string section) =>
        new() { ["$ref"] = "#/definitions/" + section };
}
