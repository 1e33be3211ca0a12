using System.Text.Json;
using System.Web;

namespace Tallystick.Contract.Tests.OpenApi;

/// <summary>Holds every exchange that passes against the official documents, and collects what deviates.</summary>
internal sealed class ValidatingHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private readonly List<Deviation> _deviations = [];

    public int Exchanges { get; private set; }

    /// <summary>For the time of made-up faults, which no document knows.</summary>
    public bool IsOff { get; set; }

    public IReadOnlyList<Deviation> Deviations
    {
        get
        {
            lock (_deviations)
                return [.. _deviations.Distinct()];
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var body = request.Content is null
            ? null
            : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        var response = await base.SendAsync(request, cancellationToken);
        await response.Content.LoadIntoBufferAsync(cancellationToken);
        if (
            IsOff
            || request.RequestUri!.AbsolutePath.StartsWith("/_sandbox", StringComparison.Ordinal)
        )
            return response;
        var isForm =
            request.Content?.Headers.ContentType?.MediaType?.Contains(
                "form",
                StringComparison.Ordinal
            ) == true;
        var query = HttpUtility.ParseQueryString(request.RequestUri!.Query);
        var exchange = new Exchange(
            request.Method.Method,
            request.RequestUri.AbsolutePath,
            query.AllKeys.OfType<string>().ToDictionary(key => key, key => query[key]!),
            request.Headers.TryGetValues("Version", out var versions) ? versions.First() : null,
            body is { Length: > 0 } && !isForm ? Parse(body) : null,
            (int)response.StatusCode,
            Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken))
        );
        lock (_deviations)
        {
            Exchanges++;
            _deviations.AddRange(OpenApiExchangeValidator.Check(exchange));
        }
        return response;
    }

    private static JsonElement? Parse(byte[] bytes)
    {
        try
        {
            return JsonElement.Parse(bytes);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
