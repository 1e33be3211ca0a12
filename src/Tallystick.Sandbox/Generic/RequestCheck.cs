using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Tallystick.Catalogs;
using Tallystick.Sandbox.Http;

namespace Tallystick.Sandbox.Generic;

/// <summary>
/// Holds a request against the catalog as the live API holds it against its own classes: what is
/// not listed is refused, and each wrong value gets a message that names its place.
/// </summary>
internal sealed class RequestCheck
{
    private const int DepthMax = 32;

    private readonly Catalog _catalog;
    private readonly bool _isForm;
    private readonly List<string> _errors = [];

    private RequestCheck(Catalog catalog, bool isForm) => (_catalog, _isForm) = (catalog, isForm);

    /// <exception cref="Refusal">Something is wrong: 422, with all of it.</exception>
    public static void Run(GenericOperation operation, Call call)
    {
        if (ErrorsOf(operation, call) is { Count: > 0 } errors)
            throw Refusal.Invalid(errors);
    }

    public static bool IsGood(GenericOperation operation, Call call) =>
        ErrorsOf(operation, call).Count == 0;

    private static List<string> ErrorsOf(GenericOperation operation, Call call)
    {
        var facts = operation.Facts;
        var isForm = facts.Body is { } b && b.ContentType != "application/json";
        var check = new RequestCheck(operation.Catalog, isForm);
        check.Query(facts, call.Query);
        if (facts.Body is { } body)
            check.Body(body, call.Body);
        return check._errors;
    }

    private void Query(CatalogOperation facts, IQueryCollection query)
    {
        var known = facts.Parameters.Where(p => p.In is ParameterPlace.Query).ToList();
        foreach (var name in query.Keys)
            if (known.All(p => p.Name != Bare(name) && p.Name != name))
                _errors.Add($"property {name} should not exist");
        foreach (var parameter in known)
        {
            var values = query
                .Where(q => q.Key == parameter.Name || Bare(q.Key) == parameter.Name)
                .SelectMany(q => q.Value)
                .OfType<string>()
                .ToList();
            if (values.Count > 0)
                foreach (var value in values)
                    Text(parameter.Name, parameter.Type, value);
            else if (parameter.Required)
                _errors.Add(Expected(parameter.Name, parameter.Type));
        }
    }

    /// <summary>Lists and objects in a query: <c>ids[]</c>, <c>ids[0]</c>, <c>filter[name]</c>.</summary>
    private static string Bare(string name) =>
        name.IndexOf('[', StringComparison.Ordinal) is var at and > 0 ? name[..at] : name;

    private void Body(CatalogBody body, JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.Undefined)
        {
            if (body.Type.Shape is { } shape)
                Missing("", shape, 0);
            return;
        }
        if (body.Type.Kind is CatalogKind.Shape && value.ValueKind is not JsonValueKind.Object)
            throw Refusal.BadRequest("Bad Request");
        Value("", body.Type, value, 0);
    }

    private void Missing(string place, string shape, int depth)
    {
        if (depth > DepthMax || !_catalog.Shapes.TryGetValue(shape, out var known))
            return;
        foreach (var field in known.Fields.Where(f => f.Required))
            _errors.Add(Expected(Join(place, field.Name), field.Type));
    }

    private void Value(string place, CatalogType type, JsonElement value, int depth)
    {
        if (depth > DepthMax || value.ValueKind is JsonValueKind.Null && type.Nullable)
            return;
        if (_isForm && value.ValueKind is JsonValueKind.String && depth > 0)
        {
            Text(place, type, value.GetString()!);
            return;
        }
        if (!IsOf(type, value))
        {
            _errors.Add(Expected(place, type));
            return;
        }
        switch (type.Kind)
        {
            case CatalogKind.Shape:
                Fields(place, type.Shape!, value, depth);
                break;
            case CatalogKind.List when type.Of is { } of:
                var i = 0;
                foreach (var element in value.EnumerateArray())
                    Value(Join(place, $"{i++}"), of, element, depth + 1);
                break;
            case CatalogKind.Map when type.Of is { } of:
                foreach (var property in value.EnumerateObject())
                    Value(Join(place, property.Name), of, property.Value, depth + 1);
                break;
            default:
                break;
        }
    }

    private void Fields(string place, string shape, JsonElement value, int depth)
    {
        if (!_catalog.Shapes.TryGetValue(shape, out var known))
            return;
        var fields = known.Fields.ToDictionary(f => f.Name, StringComparer.Ordinal);
        foreach (var property in value.EnumerateObject())
            if (!known.Open && fields.Count > 0 && !fields.ContainsKey(property.Name))
                _errors.Add(
                    $"{(place.Length > 0 ? place + "." : "")}property {property.Name} should not exist"
                );
        foreach (var field in known.Fields)
        {
            var at = Join(place, field.Name);
            if (!value.TryGetProperty(field.Name, out var given))
            {
                if (field.Required)
                    _errors.Add(Expected(at, field.Type));
            }
            else if (given.ValueKind is not JsonValueKind.Null || field.Required)
                Value(at, field.Type, given, depth + 1);
        }
    }

    /// <summary>A value that came as text, in a query or a form.</summary>
    private void Text(string place, CatalogType type, string text)
    {
        var isGood = type.Kind switch
        {
            CatalogKind.Text => type.Enum.Count == 0 || type.Enum.Contains(text),
            CatalogKind.Whole => long.TryParse(text, CultureInfo.InvariantCulture, out _),
            CatalogKind.Number => double.TryParse(text, CultureInfo.InvariantCulture, out _),
            CatalogKind.Bool => text is "true" or "false" or "1" or "0",
            _ => true,
        };
        if (!isGood)
            _errors.Add(Expected(place, type));
        else if (type is { Kind: CatalogKind.List, Of: { Enum.Count: > 0 } of })
            foreach (var part in text.Split(','))
                Text(place, of, part);
    }

    private static bool IsOf(CatalogType type, JsonElement value) =>
        type.Kind switch
        {
            CatalogKind.Text => value.ValueKind is JsonValueKind.String
                && (type.Enum.Count == 0 || type.Enum.Contains(value.GetString()!)),
            CatalogKind.Whole => value.ValueKind is JsonValueKind.Number
                && value.TryGetInt64(out _),
            CatalogKind.Number => value.ValueKind is JsonValueKind.Number,
            CatalogKind.Bool => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            CatalogKind.List => value.ValueKind is JsonValueKind.Array,
            CatalogKind.Map or CatalogKind.Shape => value.ValueKind is JsonValueKind.Object,
            CatalogKind.Any => true,
        };

    private static string Expected(string place, CatalogType type) =>
        type.Kind switch
        {
            CatalogKind.Text when type.Enum.Count > 0 =>
                $"{place} must be one of the following values: {string.Join(", ", type.Enum)}",
            CatalogKind.Text => $"{place} must be a string",
            CatalogKind.Whole => $"{place} must be an integer number",
            CatalogKind.Number =>
                $"{place} must be a number conforming to the specified constraints",
            CatalogKind.Bool => $"{place} must be a boolean value",
            CatalogKind.List => $"{place} must be an array",
            CatalogKind.Map or CatalogKind.Shape => $"{place} must be an object",
            CatalogKind.Any => $"{place} should not be empty",
        };

    private static string Join(string place, string name) =>
        place.Length > 0 ? $"{place}.{name}" : name;
}
