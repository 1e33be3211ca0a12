using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Tallystick.Core.Comparison;

/// <summary>JSON by content: keys sorted, no white space, numbers without trailing zeros.</summary>
internal static class JsonForm
{
    private static readonly JsonWriterOptions Relaxed = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Of(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(TextForm.Tidy(text));
            var buffer = new ArrayBufferWriter<byte>(text.Length + 16);
            using (var writer = new Utf8JsonWriter(buffer, Relaxed))
                Write(writer, document.RootElement);
            return Encoding.UTF8.GetString(buffer.WrittenSpan);
        }
        // Invalid operation: a string with half a surrogate pair, which is no text.
        catch (Exception e)
            when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            return TextForm.Wrong(text);
        }
    }

    public static bool IsJson(string text) => !Of(text).StartsWith('?');

    public static string OfElements(IEnumerable<string> elements)
    {
        var buffer = new ArrayBufferWriter<byte>(64);
        using (var writer = new Utf8JsonWriter(buffer, Relaxed))
        {
            writer.WriteStartArray();
            foreach (var element in elements)
                writer.WriteStringValue(element);
            writer.WriteEndArray();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var (name, value) in Sorted(element))
                {
                    writer.WritePropertyName(name);
                    Write(writer, value);
                }
                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                    Write(writer, item);
                writer.WriteEndArray();
                break;
            case JsonValueKind.Number:
                writer.WriteRawValue(Number(element));
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }

    // Of a key given twice the last one counts, as in most readers.
    private static SortedDictionary<string, JsonElement> Sorted(JsonElement element)
    {
        var sorted = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var property in element.EnumerateObject())
            sorted[property.Name] = property.Value;
        return sorted;
    }

    private static string Number(JsonElement element) =>
        element.TryGetDecimal(out var value)
            ? NumberForm.Wire(value)
            : element.GetDouble().ToString("R", CultureInfo.InvariantCulture);
}
