using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Tallystick.Sandbox.Http;

/// <summary>An answer in full, ready to send, to cut or to withhold.</summary>
internal sealed record Reply(int Status, ReadOnlyMemory<byte> Body)
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    public string ContentType { get; init; } = "application/json; charset=utf-8";

    /// <summary>An object with the given properties, and the trace id last.</summary>
    public static Reply Json(int status, string traceId, Action<Utf8JsonWriter> properties)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            properties(writer);
            writer.WriteString("traceId", traceId);
            writer.WriteEndObject();
        }
        return new Reply(status, buffer.WrittenMemory);
    }

    /// <summary>JSON without a trace id, as the sandbox's own desk answers.</summary>
    public static Reply Plain(int status, Action<Utf8JsonWriter> value)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, Options))
            value(writer);
        return new Reply(status, buffer.WrittenMemory);
    }
}
