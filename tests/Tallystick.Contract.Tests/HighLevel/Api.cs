using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Tallystick.Contract.Tests.OpenApi;
using Tallystick.Sandbox;

namespace Tallystick.Contract.Tests.HighLevel;

/// <summary>A sandbox and a plain HTTP client on it; every exchange is held against the official documents.</summary>
internal sealed class Api : IAsyncDisposable
{
    public const string L1 = HighLevelSandbox.DefaultLocation;
    public const string L2 = "Zk3mN8qRt5vWx2yBc7Hd";
    public const string C1 = "ocQHyuzHvysMo5N5VsXc";
    public const string Field = "6dvNaf7VhkQ9snc5vnjJ";

    /// <summary>Names as the tests spell them: some begin with a capital.</summary>
    private static readonly JsonSerializerOptions AsWritten = new();

    private readonly HttpClient _http;

    private Api(HighLevelSandbox sandbox)
    {
        Sandbox = sandbox;
        Handler = new ValidatingHandler(new SocketsHttpHandler { UseCookies = false });
        _http = new HttpClient(Handler) { BaseAddress = sandbox.BaseAddress };
    }

    public HighLevelSandbox Sandbox { get; }

    public ValidatingHandler Handler { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>With the sample contact, without limits unless asked for.</summary>
    public static async Task<Api> StartAsync(
        SandboxOptions? options = null,
        TimeProvider? time = null
    )
    {
        var sandbox = await HighLevelSandbox.StartAsync(
            options ?? new SandboxOptions { Limits = false },
            time ?? TimeProvider.System,
            Token
        );
        var api = new Api(sandbox);
        await api.DeskAsync("seed", new { samples = true });
        return api;
    }

    public async Task<Reply> SendAsync(
        string method,
        string path,
        object? body = null,
        string? token = HighLevelSandbox.DefaultToken,
        string? version = "2021-07-28"
    )
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (version is not null)
            request.Headers.Add("Version", version);
        if (body is not null)
            request.Content = JsonContent.Create(body, options: AsWritten);
        return await SendAsync(request);
    }

    /// <summary>A form, as the token endpoint takes it.</summary>
    public async Task<Reply> FormAsync(
        string path,
        IEnumerable<(string Name, string Value)> fields,
        string? token = null
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            request.Headers.Add("Version", "2021-07-28");
        }
        request.Content = new FormUrlEncodedContent(
            fields.Select(f => KeyValuePair.Create(f.Name, f.Value))
        );
        return await SendAsync(request);
    }

    private async Task<Reply> SendAsync(HttpRequestMessage request)
    {
        using var response = await _http.SendAsync(request, Token);
        var text = await response.Content.ReadAsStringAsync(Token);
        return new Reply(
            (int)response.StatusCode,
            JsonElement.Parse(text),
            response.Headers.ToDictionary(
                h => h.Key,
                h => h.Value.First(),
                StringComparer.OrdinalIgnoreCase
            )
        );
    }

    public Task<Reply> GetAsync(string path) => SendAsync("GET", path);

    public Task<Reply> PostAsync(string path, object body) => SendAsync("POST", path, body);

    public Task<Reply> PutAsync(string path, object body) => SendAsync("PUT", path, body);

    public Task<Reply> DeleteAsync(string path, object? body = null) =>
        SendAsync("DELETE", path, body);

    public Task<Reply> SearchAsync(object body) => PostAsync("/contacts/search", body);

    /// <summary>At the sandbox's own desk.</summary>
    public async Task<JsonElement> DeskAsync(
        string door,
        object? body = null,
        string method = "POST"
    )
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"/_sandbox/{door}");
        if (body is not null)
            request.Content = JsonContent.Create(body, options: AsWritten);
        using var response = await _http.SendAsync(request, Token);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
        ((int)response.StatusCode).ShouldBeInRange(200, 299, answer.ToString());
        return answer;
    }

    public Task AdvanceAsync(double seconds) =>
        DeskAsync("clock", new { advanceSeconds = seconds });

    /// <summary>Creates a contact and returns its id.</summary>
    public async Task<string> CreateAsync(string email, object? more = null)
    {
        var body = JsonSerializer.SerializeToNode(more ?? new { })!.AsObject();
        body["locationId"] = L1;
        body["email"] = email;
        var reply = await PostAsync("/contacts/", body);
        reply.Status.ShouldBe(201, reply.ToString());
        return reply["contact"].GetProperty("id").GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Sandbox.DisposeAsync();
        Handler.Deviations.ShouldBeEmpty(string.Join('\n', Handler.Deviations.Take(20)));
    }
}

internal sealed record Reply(
    int Status,
    JsonElement Body,
    IReadOnlyDictionary<string, string> Headers
)
{
    public JsonElement this[string name] => Body.GetProperty(name);

    public bool Has(string name) => Body.TryGetProperty(name, out _);

    /// <summary>Status, and the message where it is one text.</summary>
    public void ShouldRefuse(int status, string message)
    {
        Status.ShouldBe(status, ToString());
        this["message"].GetString().ShouldBe(message);
        this["traceId"].GetString().ShouldNotBeNullOrEmpty();
    }

    /// <summary>422 with this among its messages.</summary>
    public void ShouldBeInvalid(string message)
    {
        Status.ShouldBe(422, ToString());
        this["error"].GetString().ShouldBe("Unprocessable Entity");
        this["message"].EnumerateArray().Select(m => m.GetString()).ShouldContain(message);
    }

    public override string ToString() => $"{Status} {Body}";
}
