using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Tallystick.Connectors.Http;
using Tallystick.Core.Connectors;

namespace Tallystick.Connectors.Rest;

/// <summary>Makes the calls of a manifest: address, credentials, and answers told apart.</summary>
internal sealed class RestClient(
    RestManifest manifest,
    Uri baseUrl,
    RestCredentials credentials,
    RestSettings settings,
    HttpClient http,
    TimeProvider time
) : IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private long _lastDate;

    public Uri BaseUrl => baseUrl;

    /// <summary>The app's clock by its last answer, good or bad; null while there was none.</summary>
    public DateTimeOffset? LastDate =>
        Interlocked.Read(ref _lastDate) is > 0 and var ticks
            ? new DateTimeOffset(ticks, TimeSpan.Zero)
            : null;

    /// <summary>The address without the key that the query may carry.</summary>
    public Uri WithoutSecret(Uri address) => credentials.WithoutQuery(address);

    /// <exception cref="ConnectorException">The app refused, or could not be asked.</exception>
    public Task<RestAnswer> SendAsync(RestRequest request, CancellationToken cancellationToken) =>
        Renewal.SendAsync(
            settings.Tokens,
            token => SendAsync(request, token, cancellationToken),
            cancellationToken
        );

    private async Task<RestAnswer> SendAsync(
        RestRequest request,
        string? token,
        CancellationToken cancellationToken
    )
    {
        var call = new HttpCall(manifest.Title, request.Operation, request.IsRepeatable);
        using var message = Message(request);
        if (token is not null)
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        try
        {
            using var response = await http.SendAsync(message, cancellationToken);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            if (response.Headers.Date is { } date)
                Interlocked.Exchange(ref _lastDate, date.UtcTicks);
            return response.IsSuccessStatusCode
                ? Answer(message, response, Relevant(request, response, body, call), call)
                : throw RestRefusal.Of(
                    manifest,
                    call,
                    request,
                    response,
                    body,
                    settings.Reconnect,
                    time.GetUtcNow()
                );
        }
        catch (Exception e) when (HttpFaults.Explains(e, cancellationToken))
        {
            throw HttpFaults.Of(e, call, message.RequestUri);
        }
    }

    public void Dispose() => http.Dispose();

    private HttpRequestMessage Message(RestRequest request)
    {
        var message = new HttpRequestMessage(request.Method, Address(request))
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Operation = request.Operation,
        };
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        foreach (var (name, value) in manifest.Headers)
            message.Headers.TryAddWithoutValidation(name, value);
        credentials.AddHeader(message);
        if (request.IfMatch is { } version)
            message.Headers.TryAddWithoutValidation("If-Match", version);
        if (request.Body is { } body)
            message.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body.ToJsonString()))
            {
                Headers = { ContentType = Json },
            };
        return message;
    }

    private Uri Address(RestRequest request)
    {
        if (request.IsFromHost)
            return credentials.AddQuery(
                new Uri(baseUrl.GetLeftPart(UriPartial.Authority) + request.Path)
            );
        var text = new StringBuilder(baseUrl.AbsoluteUri.TrimEnd('/')).Append(request.Path);
        var mark = '?';
        foreach (var (name, value) in request.Query)
        {
            text.Append(mark)
                .Append(Uri.EscapeDataString(name))
                .Append('=')
                .Append(Uri.EscapeDataString(value));
            mark = '&';
        }
        return credentials.AddQuery(new Uri(text.ToString()));
    }

    private static RestAnswer Answer(
        HttpRequestMessage request,
        HttpResponseMessage response,
        byte[] body,
        HttpCall call
    ) =>
        new(
            Parse(response, body, call),
            response.Headers.NonValidated.TryGetValues("ETag", out var etags)
                ? etags.FirstOrDefault()
                : null,
            LinkHeader.Next(response.Headers)
        )
        {
            Address = request.RequestUri!,
        };

    // Whatever an app says to a delete is fine, but a log-in page is not the app.
    private static byte[] Relevant(
        RestRequest request,
        HttpResponseMessage response,
        byte[] body,
        HttpCall call
    ) =>
        !request.IgnoresAnswer ? body
        : HttpFaults.IsWebPage(response, body) ? throw HttpFaults.NotJson(call, response, body)
        : [];

    private static JsonDocument? Parse(HttpResponseMessage response, byte[] body, HttpCall call)
    {
        if (body.Length is 0)
            return null;
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException e)
        {
            throw HttpFaults.NotJson(call, response, body, e);
        }
    }
}
