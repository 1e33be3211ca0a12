using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Tallystick.Catalogs.Calls;

/// <summary>
/// Makes a call of an operation and values, and holds it against the catalog before anything is
/// sent. A call that does not fit is built as far as it goes, with all that is wrong with it.
/// </summary>
public static partial class CallBuilder
{
    public static CallDraft Build(Catalog catalog, CatalogOperation operation, CallInput input)
    {
        var values = new CallValues(catalog, operation);
        values.Take(input);
        var faults = values.Faults;
        CheckParameters(catalog, operation, values);
        var body = CheckedBody(catalog, operation, values);
        if (PathOf(operation, values) is not { } path)
            return new CallDraft(null, faults);
        var request = new CallRequest(operation, path)
        {
            Query =
            [
                .. Pairs(operation, values, ParameterPlace.Query),
                .. values.Strays.Select(s => KeyValuePair.Create(s.Key, TextOf(s.Value))),
            ],
            Headers =
            [
                .. operation.Version is { } version
                    ? [new KeyValuePair<string, string>("Version", version)]
                    : Array.Empty<KeyValuePair<string, string>>(),
                .. Pairs(operation, values, ParameterPlace.Header),
            ],
            Body = body,
        };
        return new CallDraft(request, faults);
    }

    /// <summary>The declared ones, and those that only the path names.</summary>
    public static IEnumerable<CatalogParameter> ParametersOf(CatalogOperation operation)
    {
        var declared = operation
            .Parameters.Where(p => p.In is ParameterPlace.Path)
            .Select(p => p.Name)
            .ToHashSet(StringComparer.Ordinal);
        var silent = Brace()
            .Matches(operation.Path)
            .Select(m => m.Groups[1].Value)
            .Where(n => !declared.Contains(n))
            .Select(n => new CatalogParameter(
                n,
                ParameterPlace.Path,
                new CatalogType(CatalogKind.Text)
            )
            {
                Required = true,
            });
        return operation.Parameters.Concat(silent);
    }

    private static void CheckParameters(
        Catalog catalog,
        CatalogOperation operation,
        CallValues values
    )
    {
        foreach (var parameter in ParametersOf(operation))
        {
            var value = values.Of(parameter);
            if (value is null)
            {
                if (parameter.Required && !values.Unreadable.Contains(parameter.Name))
                    values.Faults.Add(TypeCheck.Missing(parameter.Name, parameter.Type));
                continue;
            }
            new TypeCheck(catalog, values.Faults).Check(
                parameter.Name,
                Typed(value, parameter.Type),
                parameter.Type
            );
            if (parameter.In is ParameterPlace.Path && TextOf(value) is "" or "." or "..")
                values.Faults.Add(new CallFault(parameter.Name, "must name something"));
        }
    }

    /// <summary>Paths and queries are text: "5" and 5 are the same there.</summary>
    private static JsonNode Typed(JsonNode value, CatalogType type)
    {
        if (value is JsonArray list)
            return new JsonArray([
                .. list.Select(e => e is null ? null : Typed(e, type.Of ?? CatalogType.Any)),
            ]);
        if (value is JsonObject)
            return value.DeepClone();
        var read = TextValue.Read(new CallField("", TextOf(value)), type);
        return read.Problem is null && read.Value is not null ? read.Value : value.DeepClone();
    }

    private static CallBody? CheckedBody(
        Catalog catalog,
        CatalogOperation operation,
        CallValues values
    )
    {
        if (operation.Body is not { } body)
            return null;
        if (values.Body is null)
        {
            if (!body.Required)
                return null;
            if (body.Type.Kind is CatalogKind.List)
                values.Faults.Add(new CallFault("the body", "is missing", "Give it as JSON."));
            values.Body = body.Type.Kind is CatalogKind.List ? new JsonArray() : new JsonObject();
        }
        var names = ParametersOf(operation).Select(p => p.Name);
        var check = new TypeCheck(catalog, values.Faults)
        {
            AlsoKnown = [.. names],
            Unreadable = values.Unreadable,
        };
        check.Check("", values.Body, body.Type);
        return body.ContentType switch
        {
            "application/x-www-form-urlencoded" => new CallBody.Form([.. Flat(values.Body)]),
            "multipart/form-data" => new CallBody.Multipart([
                .. Flat(values.Body).Select(p => PartOf(catalog, body, p.Key, p.Value)),
            ]),
            _ => new CallBody.Json(values.Body),
        };
    }

    private static CallPart PartOf(Catalog catalog, CatalogBody body, string name, string text)
    {
        var type = BodyWriter.TypeOf(catalog, body.Type, name);
        var isFile =
            text.StartsWith('@') && (type.Kind is CatalogKind.Any || type.Format is "binary");
        return isFile ? new CallPart(name, null, text[1..]) : new CallPart(name, text, null);
    }

    private static IEnumerable<KeyValuePair<string, string>> Flat(JsonNode? body) =>
        body is JsonObject fields
            ? fields.SelectMany(f => Texts(f.Value).Select(t => KeyValuePair.Create(f.Key, t)))
            : [];

    private static IEnumerable<KeyValuePair<string, string>> Pairs(
        CatalogOperation operation,
        CallValues values,
        ParameterPlace place
    ) =>
        from parameter in ParametersOf(operation)
        where parameter.In == place
        from text in Texts(values.Of(parameter))
        select KeyValuePair.Create(parameter.Name, text);

    /// <returns>Null when a value for it is missing.</returns>
    private static string? PathOf(CatalogOperation operation, CallValues values)
    {
        var isWhole = true;
        var path = Brace()
            .Replace(
                operation.Path,
                match =>
                {
                    var text = TextOf(values.Of(ParameterPlace.Path, match.Groups[1].Value));
                    isWhole &= text is not ("" or "." or "..");
                    return Uri.EscapeDataString(text);
                }
            );
        return isWhole ? path : null;
    }

    private static IEnumerable<string> Texts(JsonNode? value) =>
        value switch
        {
            null => [],
            JsonArray list => list.Select(TextOf),
            _ => [TextOf(value)],
        };

    private static string TextOf(JsonNode? value) =>
        value switch
        {
            null => "",
            JsonValue text when text.TryGetValue<string>(out var plain) => plain,
            _ => value.ToJsonString(CallJson.Relaxed),
        };

    [GeneratedRegex(@"\{([^{}]+)\}")]
    private static partial Regex Brace();
}
