using System.Net.Http.Headers;
using System.Text.Json;
using Tallystick.Catalogs.Calls;
using Tallystick.Connectors.Http;
using Tallystick.Connectors.Rest;
using Tallystick.Core.Connectors;
using Tallystick.Core.Limits;
using Tallystick.HighLevel.Tokens;

namespace Tallystick.Connectors.Calls;

/// <summary>Calls to any app of an imported catalog, with a key in a header.</summary>
/// <param name="sign">Puts the account's secret into a message.</param>
/// <param name="inner">What carries the calls; sockets when null.</param>
public sealed class WebCalls(
    string app,
    Uri baseAddress,
    Action<HttpRequestMessage> sign,
    IBudget budget,
    TimeProvider time,
    HttpSettings settings,
    HttpMessageHandler? inner = null
) : ICallable
{
    /// <summary>Of an account whose tokens end.</summary>
    private ITokenSource? Tokens { get; init; }

    private string? Reconnect { get; init; }

    private const int MessageMax = 500;

    private readonly HttpClient _http = HttpClients.Create(budget, time, settings, null, inner);

    /// <summary>An account that a manifest describes.</summary>
    public static WebCalls Of(
        RestManifest manifest,
        RestSettings settings,
        IBudget budget,
        TimeProvider time,
        HttpSettings http
    )
    {
        var credentials = new RestCredentials(manifest, settings);
        budget.Declare(manifest.Limits);
        return new WebCalls(
            manifest.Title,
            settings.BaseUrl ?? manifest.BaseUrl ?? throw RestConnector.NoAddress(manifest),
            message =>
            {
                foreach (var (name, value) in manifest.Headers)
                    message.Headers.TryAddWithoutValidation(name, value);
                credentials.AddHeader(message);
                message.RequestUri = credentials.AddQuery(message.RequestUri!);
            },
            budget,
            time,
            http
        )
        {
            Tokens = settings.Tokens,
            Reconnect = settings.Reconnect,
        };
    }

    public Task<CallAnswer> SendAsync(CallRequest request, CancellationToken cancellationToken) =>
        Renewal.SendAsync(
            Tokens,
            token => SendAsync(request, token, cancellationToken),
            cancellationToken
        );

    private async Task<CallAnswer> SendAsync(
        CallRequest request,
        string? token,
        CancellationToken cancellationToken
    )
    {
        var operation = request.Operation;
        var call = new HttpCall(app, operation.Name, operation.IsRead);
        using var message = CallMessage.Of(request, baseAddress, File.OpenRead);
        message.Operation = operation.Name;
        sign(message);
        if (token is not null)
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        try
        {
            using var response = await _http.SendAsync(message, cancellationToken);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return response.IsSuccessStatusCode
                ? new CallAnswer(
                    (int)response.StatusCode,
                    response.Content.Headers.ContentType?.MediaType,
                    body
                )
                : throw Refusal(call, response, body);
        }
        catch (Exception e) when (HttpFaults.Explains(e, cancellationToken))
        {
            throw HttpFaults.Of(e, call, baseAddress);
        }
    }

    public void Dispose() => _http.Dispose();

    private ConnectorException Refusal(HttpCall call, HttpResponseMessage response, byte[] body)
    {
        var kind = HttpFaults.KindOf(response.StatusCode, call.IsRepeatable);
        var said = MessageOf(body) is { } message ? $": {message}" : "";
        return new ConnectorException(
            kind,
            $"{call.App} refused {call.Operation} with status {(int)response.StatusCode}{said}"
        )
        {
            Operation = call.Operation,
            RetryAfter = LimitHeaders.Standard.WaitOf(response, time.GetUtcNow()),
            MayHaveHappened = kind is ProblemKind.Ambiguous,
            Hint = kind switch
            {
                ProblemKind.Unauthorized when Reconnect is { } command =>
                    $"Connect again: {command}.",
                ProblemKind.Unauthorized =>
                    "Check the token, and how the app wants it: --token-as.",
                ProblemKind.NotFound => "Check the id, and --base-url.",
                ProblemKind.Ambiguous => "It may have been done: look before another try.",
                _ => null,
            },
        };
    }

    /// <summary>The app's own words, wherever such answers keep them.</summary>
    private static string? MessageOf(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return Find(document.RootElement) is { Length: > 0 } text
                ? text[..Math.Min(text.Length, MessageMax)]
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Find(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                return element.GetString();
            case JsonValueKind.Array:
                return string.Join("; ", element.EnumerateArray().Select(Find).OfType<string>());
            case JsonValueKind.Object:
                foreach (
                    var name in (string[])
                        ["message", "error_description", "detail", "error", "errors", "title"]
                )
                    if (element.TryGetProperty(name, out var inner) && Find(inner) is { } text)
                        return text;
                return null;
            default:
                return null;
        }
    }
}
