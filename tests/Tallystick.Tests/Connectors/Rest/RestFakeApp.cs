using System.Net;
using System.Text;
using System.Web;

namespace Tallystick.Tests.Connectors.Rest;

/// <summary>Answers in memory, as the test says, and keeps what was asked.</summary>
internal sealed class RestFakeApp(Func<RestAsked, HttpResponseMessage> answer) : HttpMessageHandler
{
    public List<RestAsked> Asked { get; } = [];

    public static HttpResponseMessage Json(
        string json,
        HttpStatusCode status = HttpStatusCode.OK
    ) => new(status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };

    public static string Row(int number) => $$"""{"id":"t{{number}}","name":"Thing {{number}}"}""";

    public static string Page(IEnumerable<int> numbers, int? total, string more = "") =>
        $$"""{"items":[{{string.Join(',', numbers.Select(Row))}}]{{(total is null ? "" : $",\"total\":{total}")}}{{more}}}""";

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var body = request.Content is null
            ? ""
            : await request.Content.ReadAsStringAsync(cancellationToken);
        var asked = new RestAsked(request.Method.Method, request.RequestUri!, body)
        {
            IfMatch = request.Headers.NonValidated.TryGetValues("If-Match", out var tag)
                ? tag.ToString()
                : null,
            Authorization = request.Headers.Authorization?.ToString(),
            Key = request.Headers.NonValidated.TryGetValues("X-Key", out var key)
                ? key.ToString()
                : null,
        };
        Asked.Add(asked);
        var response = answer(asked);
        response.RequestMessage = request;
        return response;
    }
}

internal sealed record RestAsked(string Method, Uri Address, string Body)
{
    public string? IfMatch { get; init; }

    public string? Key { get; init; }

    public string? Authorization { get; init; }

    public string? Query(string name) => HttpUtility.ParseQueryString(Address.Query)[name];

    public int Number(string name, int fallback) =>
        Query(name) is { } text ? int.Parse(text) : fallback;
}
