using System.Globalization;
using System.Text.Json;

namespace Tallystick.Sandbox.Http;

/// <summary>
/// A request body checked against its white list, as the live API does it: properties that are
/// not on it are refused with 422 and a message each.
/// </summary>
internal sealed class Dto
{
    private readonly JsonElement _body;
    private readonly List<string> _errors = [];

    public Dto(JsonElement body, params ReadOnlySpan<string> allowed)
    {
        if (body.ValueKind is JsonValueKind.Undefined)
            body = Empty;
        if (body.ValueKind is not JsonValueKind.Object)
            throw Refusal.BadRequest("Bad Request");
        _body = body;
        foreach (var property in body.EnumerateObject())
        {
            if (!allowed.Contains(property.Name))
                _errors.Add($"property {property.Name} should not exist");
        }
    }

    private static readonly JsonElement Empty = JsonElement.Parse("{}");

    public bool Has(string name) => _body.TryGetProperty(name, out _);

    public JsonElement this[string name] =>
        _body.TryGetProperty(name, out var value) ? value : default;

    public string? Text(string name, bool isRequired = false)
    {
        var value = this[name];
        if (value.ValueKind is JsonValueKind.String)
        {
            var text = value.GetString()!;
            if (isRequired && text.Length == 0)
                _errors.Add($"{name} should not be empty");
            return text;
        }
        if (isRequired || value.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null))
            _errors.Add($"{name} must be a string");
        return null;
    }

    public bool? Flag(string name, bool isRequired = false)
    {
        var value = this[name];
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return value.GetBoolean();
        if (isRequired || value.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null))
            _errors.Add($"{name} must be a boolean value");
        return null;
    }

    public IReadOnlyList<string> Texts(string name, bool isRequired = false)
    {
        var value = this[name];
        if (value.ValueKind is JsonValueKind.Array)
        {
            if (value.EnumerateArray().All(item => item.ValueKind is JsonValueKind.String))
                return [.. value.EnumerateArray().Select(item => item.GetString()!)];
            _errors.Add($"each value in {name} must be a string");
        }
        else if (isRequired || value.ValueKind is not JsonValueKind.Undefined)
        {
            _errors.Add($"{name} must be an array");
        }
        return [];
    }

    public string? Instant(string name, bool isRequired = false)
    {
        if (Text(name, isRequired) is not { Length: > 0 } text)
            return null;
        if (
            DateTimeOffset.TryParse(
                text,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var instant
            )
        )
        {
            return Times.Iso(instant.ToUnixTimeMilliseconds());
        }
        _errors.Add($"{name} must be a valid ISO 8601 date string");
        return null;
    }

    public void Error(string message) => _errors.Add(message);

    public void Check()
    {
        if (_errors.Count > 0)
            throw Refusal.Invalid(_errors);
    }
}
