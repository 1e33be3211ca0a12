using System.Text.Json;
using System.Text.RegularExpressions;

namespace Tallystick.Contract.Tests.OpenApi;

/// <summary>
/// Checks a value against a schema with the few keywords that the documents use: type, nullable,
/// properties, required, additionalProperties, items, enum, allOf, anyOf, oneOf. In a request a
/// property that is not listed is a deviation, because the live API refuses it; an answer may
/// hold more than is listed.
/// </summary>
internal sealed partial class SchemaChecker(bool isRequest)
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
        if (!isRequest)
            CheckValue(flat, value, location, log);
        CheckChildren(flat, value, location, log);
    }

    /// <summary>What a validating proxy looks at besides types.</summary>
    private static void CheckValue(
        FlatSchema flat,
        JsonElement value,
        string location,
        DeviationLog log
    )
    {
        if (value.ValueKind == JsonValueKind.String && !IsOfFormat(flat.Format, value.GetString()!))
            log.Add(DeviationKind.WrongFormat, location, $"{value.Short()} is no {flat.Format}");
        if (
            value.ValueKind == JsonValueKind.Number
            && (value.GetDouble() < flat.Minimum || value.GetDouble() > flat.Maximum)
        )
            log.Add(
                DeviationKind.OutOfRange,
                location,
                $"{value.Short()} is not within {flat.Minimum}..{flat.Maximum}"
            );
    }

    private static bool IsOfFormat(string? format, string text) =>
        format switch
        {
            "date-time" => Instant().IsMatch(text),
            "date" => Day().IsMatch(text),
            "email" => text.Contains('@', StringComparison.Ordinal),
            "uri" => Uri.TryCreate(text, UriKind.Absolute, out _),
            "uuid" => Guid.TryParse(text, out _),
            _ => true,
        };

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:?\d\d)$")]
    private static partial Regex Instant();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d$")]
    private static partial Regex Day();

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
    /// In a request one choice that fits is enough, for <c>oneOf</c> too: the documents list shapes
    /// there that do not exclude each other. If none fits, the nearest one is reported.
    /// </summary>
    private void CheckChoices(FlatSchema flat, JsonElement value, string location, DeviationLog log)
    {
        DeviationLog? nearest = null;
        var fitting = 0;
        foreach (var (document, schema) in flat.Choices)
        {
            var branch = log.Branch();
            Check(document, schema, value, location, branch);
            if (branch.Deviations.Count == 0)
            {
                fitting++;
                if (isRequest || !flat.IsExclusive)
                    return;
            }
            if (nearest is null || branch.Deviations.Count < nearest.Deviations.Count)
            {
                nearest = branch;
            }
        }
        if (fitting > 1)
            log.Add(
                DeviationKind.SeveralChoices,
                location,
                $"{value.Short()} fits {fitting} of the choices, of which it may fit one"
            );
        else if (fitting == 0)
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
