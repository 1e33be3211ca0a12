using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;

namespace Tallystick.Storage;

/// <summary>
/// The fields of a journal entry as JSON: for each its name, its winner where it has one, and its
/// values before and after, left and right. Null for no fields.
/// </summary>
internal static class JournalJson
{
    private static readonly JsonWriterOptions Relaxed = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string? Write(IReadOnlyList<JournalField> fields)
    {
        if (fields.Count == 0)
            return null;
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, Relaxed))
        {
            writer.WriteStartArray();
            foreach (var field in fields)
                Write(writer, field);
            writer.WriteEndArray();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static IReadOnlyList<JournalField> Read(string? json)
    {
        if (json is null)
            return [];
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateArray().Select(Read)];
    }

    private static void Write(Utf8JsonWriter writer, JournalField field)
    {
        writer.WriteStartObject();
        writer.WriteString("field", field.Field);
        if (field.Winner is not null)
            writer.WriteString("winner", field.Winner);
        writer.WriteStartArray("values");
        ValueJson.Write(writer, field.Before);
        ValueJson.Write(writer, field.After);
        if (!field.Left.IsUnknown || !field.Right.IsUnknown)
        {
            ValueJson.Write(writer, field.Left);
            ValueJson.Write(writer, field.Right);
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static JournalField Read(JsonElement element)
    {
        var values = ValueJson.Read(element.GetProperty("values").GetRawText());
        var field = new JournalField(
            element.GetProperty("field").GetString()!,
            values[0],
            values[1]
        )
        {
            Winner = element.TryGetProperty("winner", out var winner) ? winner.GetString() : null,
        };
        return values.Length < 4 ? field : field with { Left = values[2], Right = values[3] };
    }
}
