using System.Globalization;
using System.Text.Json;

namespace Tallystick.HighLevel.Webhooks;

/// <summary>An object's fields, read with patience: what is absent, null or of another type is null.</summary>
internal readonly struct JsonFields(JsonElement json)
{
    /// <summary>Epochs beyond this are no times.</summary>
    private const long EpochMsMax = 253_402_300_799_999;

    public JsonElement Json => json;

    /// <summary>Null also for JSON's own null.</summary>
    public JsonElement? Value(string name) =>
        json.ValueKind is JsonValueKind.Object
        && json.TryGetProperty(name, out var value)
        && value.ValueKind is not JsonValueKind.Null
            ? value
            : null;

    /// <summary>Numbers and truths as they are spelt.</summary>
    public string? Text(string name) => Value(name) is { } value ? TextOf(value) : null;

    public bool? Flag(string name) =>
        Value(name) is { ValueKind: JsonValueKind.True or JsonValueKind.False } value
            ? value.GetBoolean()
            : null;

    public decimal? Number(string name) =>
        decimal.TryParse(
            Text(name),
            NumberStyles.Float,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? number
            : null;

    /// <summary>ISO 8601, or milliseconds since 1970.</summary>
    public DateTimeOffset? Instant(string name)
    {
        if (Value(name) is not { } value)
            return null;
        if (value.ValueKind is JsonValueKind.Number)
        {
            return value.TryGetInt64(out var ms) && ms is >= 0 and <= EpochMsMax
                ? DateTimeOffset.FromUnixTimeMilliseconds(ms)
                : null;
        }
        return DateTimeOffset.TryParse(
            TextOf(value),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var instant
        )
            ? instant
            : null;
    }

    public IReadOnlyList<string>? Texts(string name) =>
        Value(name) is { ValueKind: JsonValueKind.Array } list
            ? [.. list.EnumerateArray().Select(TextOf).OfType<string>()]
            : null;

    public IEnumerable<JsonFields> Items(string name) =>
        Value(name) is { ValueKind: JsonValueKind.Array } list
            ? list.EnumerateArray().Select(i => new JsonFields(i))
            : [];

    public JsonFields Inside(string name) => new(Value(name) ?? default);

    private static string? TextOf(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => Unescape(value),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
            _ => null,
        };

    /// <summary>A text may hold half of a surrogate pair, as an app that cuts texts leaves it.</summary>
    private static string? Unescape(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
