using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Tallystick.Engine.Verifying;

/// <summary>One spelling for equal JSON: keys in ordinal order, no spaces, one way to escape.</summary>
public static class CanonicalJson
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static byte[] Of(JsonElement element)
    {
        var buffer = new ArrayBufferWriter<byte>(4_096);
        using (var writer = new Utf8JsonWriter(buffer, Options))
            Write(writer, element);
        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (
                    var property in element
                        .EnumerateObject()
                        .OrderBy(p => p.Name, StringComparer.Ordinal)
                )
                {
                    writer.WritePropertyName(property.Name);
                    Write(writer, property.Value);
                }
                writer.WriteEndObject();
                return;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                    Write(writer, item);
                writer.WriteEndArray();
                return;
            case JsonValueKind.String:
                // Decoded and written anew, so that it does not matter how it was escaped.
                writer.WriteStringValue(element.GetString());
                return;
            default:
                element.WriteTo(writer);
                return;
        }
    }
}
