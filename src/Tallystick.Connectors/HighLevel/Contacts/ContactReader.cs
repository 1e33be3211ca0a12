using System.Globalization;
using System.Text.Json;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;

namespace Tallystick.Connectors.HighLevel.Contacts;

/// <summary>
/// Turns contacts' JSON into records. In a row of search as in a whole contact, a field that is
/// absent or null is empty: the API leaves empty fields out.
/// </summary>
internal static class ContactReader
{
    public static Record ReadRow(ContactShape shape, JsonElement row) =>
        Read(shape, row, isRow: true);

    public static Record ReadFull(ContactShape shape, JsonElement contact) =>
        Read(shape, contact, isRow: false);

    /// <exception cref="FormatException">It has no id.</exception>
    private static Record Read(ContactShape shape, JsonElement json, bool isRow)
    {
        if (Text(json, "id") is not { } id)
            throw new FormatException("a contact without an id");
        var values = new Value[shape.Fields.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = Read(shape.Fields[i], json, isRow);
        if (shape.Customs.Count > 0)
            ReadCustoms(shape, json, values);
        return new Record(id, values)
        {
            ModifiedAt = Instant(json, "dateUpdated"),
            CreatedAt = Instant(json, "dateAdded"),
        };
    }

    private static Value Read(ContactField field, JsonElement json, bool isRow)
    {
        var name = isRow ? field.Row : field.Full;
        if (name is null)
            return Value.Unknown;
        if (field.Part is null)
        {
            // Rows carry the whole name in lower case only.
            if (name == "name")
                return FullName(json);
            return json.TryGetProperty(name, out var value)
                ? ValueOf(value, field.Field.Type)
                : Value.Empty;
        }
        if (field.Way is not WriteWay.Dnd)
            return Value.Empty;
        return
            json.TryGetProperty(name, out var channels)
            && channels.ValueKind is JsonValueKind.Object
            && channels.TryGetProperty(field.Part, out var channel)
            ? Value.Of(Text(channel, "status"))
            : Value.Empty;
    }

    private static void ReadCustoms(ContactShape shape, JsonElement json, Value[] values)
    {
        if (
            !json.TryGetProperty("customFields", out var customs)
            || customs.ValueKind is not JsonValueKind.Array
        )
            return;
        foreach (var custom in customs.EnumerateArray())
        {
            if (
                Text(custom, "id") is { } id
                && shape.Customs.TryGetValue(id, out var ordinal)
                && custom.TryGetProperty("value", out var value)
            )
            {
                values[ordinal] = ValueOf(value, shape.Fields[ordinal].Field.Type);
            }
        }
    }

    private static Value FullName(JsonElement json)
    {
        var (first, last) = (Text(json, "firstName"), Text(json, "lastName"));
        return Value.Of(
            string.IsNullOrEmpty(first) ? last
            : string.IsNullOrEmpty(last) ? first
            : $"{first} {last}"
        );
    }

    private static Value ValueOf(JsonElement value, FieldType type)
    {
        if (value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
            return Value.Empty;
        return type switch
        {
            FieldType.Set => SetOf(value),
            FieldType.Date => DateOf(value),
            FieldType.Json => Value.Of(value.GetRawText()),
            _ => Value.Of(Plain(value)),
        };
    }

    /// <summary>Additional e-mails were seen as objects and as texts.</summary>
    private static Value SetOf(JsonElement value) =>
        value.ValueKind is JsonValueKind.Array
            ? Value.OfSet(
                value
                    .EnumerateArray()
                    .Select(item =>
                        item.ValueKind is JsonValueKind.Object
                            ? Text(item, "email") ?? ""
                            : Plain(item) ?? ""
                    )
            )
            : Value.OfSet([Plain(value) ?? ""]);

    /// <summary>ISO date, ISO instant or epoch milliseconds: only the day counts.</summary>
    private static Value DateOf(JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.Number && value.TryGetInt64(out var epoch))
        {
            return Value.Of(
                DateTimeOffset
                    .FromUnixTimeMilliseconds(epoch)
                    .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            );
        }
        var text = Plain(value);
        return Value.Of(text is { Length: > 10 } && text[10] == 'T' ? text[..10] : text);
    }

    private static string? Plain(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            JsonValueKind.Array => string.Join("; ", value.EnumerateArray().Select(Plain)),
            JsonValueKind.Object => value.GetRawText(),
            _ => null,
        };

    public static string? Text(JsonElement json, string name) =>
        json.ValueKind is JsonValueKind.Object
        && json.TryGetProperty(name, out var value)
        && value.ValueKind is JsonValueKind.String
            ? value.GetString()
            : null;

    public static DateTimeOffset? Instant(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value)
        && value.ValueKind is JsonValueKind.String
        && value.TryGetDateTimeOffset(out var instant)
            ? instant
            : null;
}
