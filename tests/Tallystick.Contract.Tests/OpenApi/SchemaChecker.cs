using System.Text.Json;

namespace Tallystick.Contract.Tests.OpenApi;

/// <summary>
/// Checks a value against a schema with the few keywords that the documents use: type, nullable,
/// properties, required, additionalProperties, items, enum, allOf, anyOf, oneOf. In a request a
/// property that is not listed is a deviation, because the live API refuses it; an answer may
/// hold more than is listed.
/// </summary>
internal sealed class SchemaChecker(bool isRequest)
{
    public void Check(
        OpenApiDocument document,
        JsonElement schema,
        JsonElement value,
        string location,
        DeviationLog log
    )
    {
        var flat = FlatSchema.Of(document, log.Instead(location) ?? schema);
        if (value.ValueKind == JsonValueKind.Null)
        {
            if (!flat.IsNullable && flat.Type is not null)
            {
                log.Add(DeviationKind.NullNotAllowed, location, $"{flat.Type} expected");
            }
            return;
        }
        if (flat.Choices.Count > 0)
        {
            CheckChoices(flat, value, location, log);
            return;
        }
        if (!IsOfType(flat, value))
        {
            log.Add(
                DeviationKind.WrongType,
                location,
                $"{flat.Type} expected, {value.Short()} found"
            );
            return;
        }
        if (flat.Enum.Count > 0 && !flat.Enum.Any(e => JsonElement.DeepEquals(e, value)))
        {
            var allowed = string.Join(", ", flat.Enum.Select(e => e.GetRawText()));
            log.Add(DeviationKind.NotInEnum, location, $"{value.Short()} is none of {allowed}");
        }
        CheckChildren(flat, value, location, log);
    }

    private void CheckChildren(
        FlatSchema flat,
        JsonElement value,
        string location,
        DeviationLog log
    )
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            CheckObject(flat, value, location, log);
        }
        else if (value.ValueKind == JsonValueKind.Array && flat.ItemSchema is { } item)
        {
            foreach (var element in value.EnumerateArray())
            {
                Check(item.Document, item.Schema, element, location + "[]", log);
            }
        }
    }

    private void CheckObject(FlatSchema flat, JsonElement value, string location, DeviationLog log)
    {
        foreach (var name in flat.Required)
        {
            if (!value.TryGetProperty(name, out _))
            {
                log.Add(DeviationKind.MissingProperty, $"{location}.{name}", "is required");
            }
        }
        foreach (var property in value.EnumerateObject())
        {
            var at = $"{location}.{property.Name}";
            if (flat.Properties.TryGetValue(property.Name, out var known))
            {
                Check(known.Document, known.Schema, property.Value, at, log);
            }
            else if (isRequest && !flat.IsOpen)
            {
                log.Add(DeviationKind.UnknownProperty, at, "is not documented");
            }
        }
    }

    /// <summary>
    /// One choice that fits is enough, for <c>oneOf</c> too: the documents list shapes there that
    /// do not exclude each other. If none fits, the nearest one is reported.
    /// </summary>
    private void CheckChoices(FlatSchema flat, JsonElement value, string location, DeviationLog log)
    {
        DeviationLog? nearest = null;
        foreach (var (document, schema) in flat.Choices)
        {
            var branch = log.Branch();
            Check(document, schema, value, location, branch);
            if (branch.Deviations.Count == 0)
            {
                return;
            }
            if (nearest is null || branch.Deviations.Count < nearest.Deviations.Count)
            {
                nearest = branch;
            }
        }
        log.AddRange(nearest!);
    }

    private static bool IsOfType(FlatSchema flat, JsonElement value) =>
        flat.Type switch
        {
            "string" => value.ValueKind == JsonValueKind.String,
            "number" => value.ValueKind == JsonValueKind.Number,
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "array" => value.ValueKind == JsonValueKind.Array,
            "object" => value.ValueKind == JsonValueKind.Object,
            _ => true,
        };
}
