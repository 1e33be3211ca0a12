using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Tallystick.Core.Records;

/// <summary>
/// A row of values as a JSON array, the form in which shadows and staged rows are stored: unknown
/// is null, empty is "", a text is a string, a set is an array of strings, a reference that waits is
/// {"awaits": id}.
/// </summary>
public static class ValueJson
{
    private const string Awaits = "awaits";

    private static readonly JsonWriterOptions Relaxed = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write(ReadOnlySpan<Value> values)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, Relaxed))
        {
            writer.WriteStartArray();
            foreach (var value in values)
                Write(writer, value);
            writer.WriteEndArray();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static void Write(Utf8JsonWriter writer, Value value)
    {
        if (value.AwaitedId is { } awaited)
        {
            writer.WriteStartObject();
            writer.WriteString(Awaits, awaited);
            writer.WriteEndObject();
        }
        else if (value.IsUnknown)
            writer.WriteNullValue();
        else if (value.IsSet)
        {
            writer.WriteStartArray();
            foreach (var item in value.Items)
                writer.WriteStringValue(item);
            writer.WriteEndArray();
        }
        else
            writer.WriteStringValue(value.Text ?? "");
    }

    public static Value[] Read(string json)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        var values = new List<Value>();
        reader.Read();
        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
            values.Add(ReadOne(ref reader));
        return [.. values];
    }

    private static Value ReadOne(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is JsonTokenType.Null)
            return Value.Unknown;
        if (reader.TokenType is JsonTokenType.StartObject)
            return ReadAwaiting(ref reader);
        if (reader.TokenType is not JsonTokenType.StartArray)
            return Value.Of(reader.GetString());
        var items = new List<string>();
        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
            items.Add(reader.GetString() ?? "");
        return Value.OfSet(items);
    }

    private static Value ReadAwaiting(ref Utf8JsonReader reader)
    {
        var id = "";
        while (reader.Read() && reader.TokenType is not JsonTokenType.EndObject)
            if (reader.TokenType is JsonTokenType.String)
                id = reader.GetString() ?? "";
        return Value.Awaiting(id);
    }
}
