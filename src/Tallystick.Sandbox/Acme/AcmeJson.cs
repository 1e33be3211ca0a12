using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Tallystick.Sandbox.Acme;

/// <summary>Writes records and refusals as JSON.</summary>
internal static class AcmeJson
{
    public const string ParentName = "personId";
    public const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    private static readonly JsonWriterOptions Options = new()
    {
        // The answers are read as JSON, never pasted into a page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private static readonly JsonEncodedText Id = JsonEncodedText.Encode("id");
    private static readonly JsonEncodedText ParentId = JsonEncodedText.Encode(ParentName);
    private static readonly JsonEncodedText CreatedAt = JsonEncodedText.Encode("createdAt");
    private static readonly JsonEncodedText UpdatedAt = JsonEncodedText.Encode("updatedAt");
    private static readonly JsonEncodedText Version = JsonEncodedText.Encode("version");

    public static ReadOnlyMemory<byte> Build(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1_024);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            write(writer);
        }
        return buffer.WrittenMemory;
    }

    public static ReadOnlyMemory<byte> Page(AcmeType type, AcmeRecord[] items, int total) =>
        Build(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("items");
            foreach (var record in items)
            {
                Write(writer, type, record);
            }
            writer.WriteEndArray();
            writer.WriteNumber("total", total);
            writer.WriteEndObject();
        });

    public static ReadOnlyMemory<byte> Refusal(AcmeRefusal refusal) =>
        Build(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartObject("error");
            writer.WriteString("code", refusal.Code);
            if (refusal.Field is { } field)
            {
                writer.WriteString("field", field);
            }
            writer.WriteString("message", refusal.Message);
            writer.WriteEndObject();
            writer.WriteEndObject();
        });

    public static void Write(Utf8JsonWriter writer, AcmeType type, AcmeRecord record)
    {
        writer.WriteStartObject();
        WriteProperties(writer, type, record);
        writer.WriteEndObject();
    }

    /// <summary>The properties without the braces, so that a snapshot can add its own.</summary>
    public static void WriteProperties(Utf8JsonWriter writer, AcmeType type, AcmeRecord record)
    {
        writer.WriteString(Id, record.Id);
        if (record.ParentId is { } parent)
        {
            writer.WriteString(ParentId, parent);
        }
        for (var i = 0; i < type.Fields.Length; i++)
        {
            WriteValue(writer, type.Fields[i].EncodedName, record.Values[i]);
        }
        WriteTime(writer, CreatedAt, record.CreatedAt);
        if (record.UpdatedAt is { } updatedAt)
        {
            WriteTime(writer, UpdatedAt, updatedAt);
        }
        else
        {
            writer.WriteNull(UpdatedAt);
        }
        writer.WriteNumber(Version, record.Version);
    }

    private static void WriteValue(Utf8JsonWriter writer, JsonEncodedText name, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNull(name);
                break;
            case string text:
                writer.WriteString(name, text);
                break;
            case bool flag:
                writer.WriteBoolean(name, flag);
                break;
            case decimal number:
                writer.WriteNumber(name, number);
                break;
            case string[] strings:
                writer.WriteStartArray(name);
                foreach (var text in strings)
                {
                    writer.WriteStringValue(text);
                }
                writer.WriteEndArray();
                break;
            default:
                throw new InvalidOperationException($"{value.GetType()} is no stored value.");
        }
    }

    private static void WriteTime(Utf8JsonWriter writer, JsonEncodedText name, DateTimeOffset time)
    {
        Span<char> text = stackalloc char[20];
        time.TryFormat(text, out var length, TimeFormat, null);
        writer.WriteString(name, text[..length]);
    }
}
