using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tallystick.HighLevel.Tokens;

namespace Tallystick.HighLevel;

/// <summary>
/// The HighLevel API for one location. Each method is one call: no retries but after a token
/// was replaced, no waiting. A refusal
/// is a <see cref="HighLevelException"/>; what the network does comes as <see cref="HttpClient"/>
/// throws it. Safe for concurrent use.
/// </summary>
/// <param name="http">Its timeout is the call's; it may carry handlers for budgets and logs.</param>
public sealed partial class HighLevelClient(HttpClient http, HighLevelOptions options)
{
    /// <summary>Under this key of <see cref="HttpRequestMessage.Options"/> handlers find the operation's name.</summary>
    public static readonly HttpRequestOptionsKey<string> OperationKey = new("Tallystick.Operation");

    /// <summary>Under this key handlers find whether doing the call twice is the same as doing it once.</summary>
    public static readonly HttpRequestOptionsKey<bool> RepeatableKey = new("Tallystick.Repeatable");

    /// <summary>Under this key handlers find the location that is called: each has limits of its own.</summary>
    public static readonly HttpRequestOptionsKey<string> AccountKey = new("Tallystick.Account");

    private static readonly JsonWriterOptions Relaxed = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly Uri _base = new(options.BaseAddress.AbsoluteUri.TrimEnd('/') + "/");

    private readonly ITokenSource _tokens =
        options.Tokens
        ?? new FixedToken(
            options.Token
                ?? throw new ArgumentException(
                    "Give a token, or a source of tokens.",
                    nameof(options)
                )
        );

    public string LocationId => options.LocationId;

    /// <summary>
    /// Sends a call that this client has no method for. A token that the API calls invalid is
    /// replaced where there is another, and the call, which was refused before it did anything, is
    /// sent once more; nothing else that a new token would not mend.
    /// </summary>
    /// <param name="path">Below the base address, with its query.</param>
    /// <param name="body">Writes one JSON value; null for none.</param>
    /// <exception cref="HighLevelException">The API refused it or answered with something else than JSON.</exception>
    public async Task<HighLevelAnswer> SendAsync(
        Operation operation,
        string path,
        Action<Utf8JsonWriter>? body,
        CancellationToken cancellationToken
    )
    {
        using var response = await SendAsync(
            operation,
            () => MessageOf(operation, path, body),
            cancellationToken
        );
        var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        try
        {
            return new HighLevelAnswer(JsonDocument.Parse(bytes), response.Headers.Date);
        }
        catch (JsonException)
        {
            throw ErrorReader.NotJson(operation, response, bytes);
        }
    }

    /// <param name="message">Makes the message, without credentials; a second time for a second try.</param>
    /// <returns>A successful response, to be disposed.</returns>
    private async Task<HttpResponseMessage> SendAsync(
        Operation operation,
        Func<HttpRequestMessage> message,
        CancellationToken cancellationToken
    )
    {
        var token = await _tokens.GetAsync(cancellationToken);
        try
        {
            return await SendOnceAsync(operation, message, token, cancellationToken);
        }
        catch (HighLevelException e) when (e.Problem is HighLevelProblem.InvalidToken)
        {
            var other = await _tokens.ReplaceAsync(token, cancellationToken);
            if (other is null || other == token)
                throw;
            return await SendOnceAsync(operation, message, other, cancellationToken);
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(
        Operation operation,
        Func<HttpRequestMessage> message,
        string token,
        CancellationToken cancellationToken
    )
    {
        using var request = message();
        request.Options.Set(OperationKey, operation.Name);
        request.Options.Set(RepeatableKey, operation.IsRepeatable);
        request.Options.Set(AccountKey, LocationId);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var response = await http.SendAsync(
            request,
            HttpCompletionOption.ResponseHeadersRead,
            cancellationToken
        );
        if (response.IsSuccessStatusCode)
            return response;
        using (response)
        {
            var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            throw ErrorReader.Read(operation, response, bytes);
        }
    }

    private HttpRequestMessage MessageOf(
        Operation operation,
        string path,
        Action<Utf8JsonWriter>? body
    )
    {
        var request = new HttpRequestMessage(operation.Method, new Uri(_base, path));
        request.Headers.Add("Version", operation.Version);
        request.Headers.Accept.ParseAdd("application/json");
        if (body is not null)
            request.Content = Json(body);
        return request;
    }

    private static ByteArrayContent Json(Action<Utf8JsonWriter> body)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, Relaxed))
            body(writer);
        var content = new ByteArrayContent(buffer.WrittenSpan.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    private static Action<Utf8JsonWriter> Texts(string name, IEnumerable<string> texts) =>
        writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray(name);
            foreach (var text in texts)
                writer.WriteStringValue(text);
            writer.WriteEndArray();
            writer.WriteEndObject();
        };

    private static string Escape(string text) => Uri.EscapeDataString(text);
}
