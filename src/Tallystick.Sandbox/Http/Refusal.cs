using System.Text.Json;

namespace Tallystick.Sandbox.Http;

/// <summary>An answer that says no, in one of HighLevel's several shapes.</summary>
internal sealed class Refusal : Exception
{
    private Refusal(int status, string message)
        : base(message) => Status = status;

    public int Status { get; }

    /// <summary>The <c>error</c> property; null where the live API leaves it out.</summary>
    public string? Error { get; private init; }

    /// <summary>Set for the answers whose message is an array.</summary>
    public IReadOnlyList<string>? Messages { get; private init; }

    public Action<Utf8JsonWriter>? Meta { get; private init; }

    /// <summary>The shape with <c>status</c> and <c>name</c> that unhandled errors have.</summary>
    public bool IsHttpException { get; private init; }

    public static Refusal Of(int status, string message, string? error = null) =>
        new(status, message) { Error = error };

    public static Refusal BadRequest(string message, Action<Utf8JsonWriter>? meta = null) =>
        new(400, message) { Meta = meta };

    public static Refusal Unauthorized(string message) => new(401, message);

    public static Refusal Invalid(params IReadOnlyList<string> messages) =>
        new(422, string.Join("; ", messages))
        {
            Messages = messages,
            Error = "Unprocessable Entity",
        };

    public static Refusal Broken(string message) => new(500, message) { IsHttpException = true };

    public static Refusal WrongTenant() =>
        new(403, "The token does not have access to this location.");

    public static Refusal NoContact(string id) => new(400, $"Contact with id {id} not found");

    public static Refusal NotFound(string message) => new(404, message) { Error = "Not Found" };

    public Reply ToReply(string traceId) =>
        Reply.Json(
            Status,
            traceId,
            writer =>
            {
                if (IsHttpException)
                {
                    writer.WriteNumber("status", Status);
                    writer.WriteString("message", Message);
                    writer.WriteString("name", "HttpException");
                    return;
                }
                if (Messages is null)
                    writer.WriteNumber("statusCode", Status);
                WriteMessage(writer);
                if (Error is not null)
                    writer.WriteString("error", Error);
                if (Messages is not null)
                    writer.WriteNumber("statusCode", Status);
                if (Meta is not null)
                {
                    writer.WriteStartObject("meta");
                    Meta(writer);
                    writer.WriteEndObject();
                }
            }
        );

    private void WriteMessage(Utf8JsonWriter writer)
    {
        if (Messages is null)
        {
            writer.WriteString("message", Message);
            return;
        }
        writer.WriteStartArray("message");
        foreach (var message in Messages)
            writer.WriteStringValue(message);
        writer.WriteEndArray();
    }
}
