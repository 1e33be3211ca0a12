using System.Text.Json.Nodes;

namespace Tallystick.Catalogs.Calls;

/// <summary>Makes values that fit, of the types alone: the same each time.</summary>
public sealed class SampleMaker(Catalog catalog)
{
    private const int DepthMax = 8;

    /// <summary>What the operation requires, and one thing more where it requires nothing of its body.</summary>
    public CallSample Of(CatalogOperation operation)
    {
        var parameters = CallBuilder.ParametersOf(operation).Where(p => p.Required).ToArray();
        return new CallSample
        {
            Path = ValuesOf(parameters, ParameterPlace.Path),
            Query = ValuesOf(parameters, ParameterPlace.Query),
            Body = operation.Body switch
            {
                null => null,
                // A form with files, of which nothing more is said.
                { ContentType: "multipart/form-data", Type.Kind: CatalogKind.Any } => new JsonObject
                {
                    ["file"] = "@photo.png",
                },
                { } body => Of("body", body.Type, 0),
            },
        };
    }

    /// <summary>A sample as what a caller gives.</summary>
    public static CallInput ToInput(CallSample sample) =>
        new()
        {
            Fields =
            [
                .. (sample.Path ?? []).Select(v => CallField.Of(v.Key, v.Value, CallPlace.Path)),
                .. (sample.Query ?? []).Select(v => CallField.Of(v.Key, v.Value, CallPlace.Query)),
            ],
            Data = sample.Body,
        };

    private JsonObject? ValuesOf(IEnumerable<CatalogParameter> parameters, ParameterPlace place)
    {
        var values = new JsonObject();
        foreach (var parameter in parameters.Where(p => p.In == place))
            values[parameter.Name] = Of(parameter.Name, parameter.Type, 0);
        return values.Count > 0 ? values : null;
    }

    private JsonNode? Of(string name, CatalogType type, int depth) =>
        type.Kind switch
        {
            CatalogKind.Any when type.Said is { } said => Of(name, said, depth),
            CatalogKind.Any => depth == 0 ? new JsonObject() : JsonValue.Create(TextOf(name, type)),
            CatalogKind.Text => JsonValue.Create(
                type.Enum.Count > 0 ? type.Enum[0] : TextOf(name, type)
            ),
            CatalogKind.Whole or CatalogKind.Number => JsonValue.Create(NumberOf(name)),
            CatalogKind.Bool => JsonValue.Create(true),
            CatalogKind.List => new JsonArray(
                Of(Singular(name), type.Of ?? new CatalogType(CatalogKind.Text), depth + 1)
            ),
            CatalogKind.Map => new JsonObject(),
            CatalogKind.Shape => OfShape(type.Shape!, depth),
        };

    private JsonObject OfShape(string name, int depth)
    {
        var made = new JsonObject();
        if (depth > DepthMax || !catalog.Shapes.TryGetValue(name, out var shape))
            return made;
        var fields = shape.Fields.Where(f => f.Required).ToArray();
        if (fields.Length == 0)
            fields =
            [
                .. shape
                    .Fields.Where(f => f.Type.Kind is not CatalogKind.Any && !f.Deprecated)
                    .OrderBy(f => f.Type.Kind is CatalogKind.Shape or CatalogKind.List)
                    .Take(1),
            ];
        foreach (var field in fields)
            made[field.Name] = Of(field.Name, field.Type, depth + 1);
        return made;
    }

    private static long NumberOf(string name) =>
        name switch
        {
            "skip" or "offset" => 0,
            "limit" or "pageLimit" or "pageSize" => 20,
            _ => 1,
        };

    private static string TextOf(string name, CatalogType type)
    {
        var word = name.ToLowerInvariant();
        return type.Format switch
        {
            "date-time" => "2026-03-01T09:00:00Z",
            "date" => "2026-03-01",
            "uuid" => "6f9619ff-8b86-4011-b42d-00c04fc964ff",
            "email" => "ada@example.com",
            "uri" or "url" => "https://example.com",
            "binary" => "@photo.png",
            _ => ByName(name, word),
        };
    }

    private static string ByName(string name, string word) =>
        word switch
        {
            "id" => IdOf("record"),
            "altid" or "locationid" or "location_id" => "{{locationId}}",
            "alttype" => "location",
            "limit" or "pagesize" or "pagelimit" => "20",
            "skip" or "offset" => "0",
            "page" => "1",
            "country" => "US",
            "currency" => "USD",
            "timezone" => "America/New_York",
            "starttime" or "startdate" or "start" or "from" => "2026-03-01T09:00:00Z",
            "endtime" or "enddate" or "end" or "to" => "2026-03-01T10:00:00Z",
            _ when word.Contains("email") => "ada@example.com",
            _ when word.Contains("phone") => "+15550100",
            _ when word.Contains("url") || word.Contains("website") || word.Contains("uri") =>
                "https://example.com",
            _ when word.EndsWith("date") || word.EndsWith("time") || word.EndsWith("at") =>
                "2026-03-01T09:00:00Z",
            _ when name.EndsWith("Id", StringComparison.Ordinal) => IdOf(name[..^2]),
            _ when word.EndsWith("_id") => IdOf(name[..^3]),
            _ when word.EndsWith("name") || word is "title" => "Sample",
            _ => "sample",
        };

    /// <summary>Twenty letters and digits, as HighLevel's are, and to be told from one another.</summary>
    private static string IdOf(string what) =>
        string.Concat(what.Where(char.IsAsciiLetterOrDigit)).PadRight(20, '0')[..20];

    private static string Singular(string name) =>
        name.EndsWith('s') && name.Length > 2 ? name[..^1] : name;
}
