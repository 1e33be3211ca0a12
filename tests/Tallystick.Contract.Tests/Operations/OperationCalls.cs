using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tallystick.Catalogs;
using Tallystick.Catalogs.Calls;
using Tallystick.Contract.Tests.HighLevel;
using Tallystick.Contract.Tests.OpenApi;
using Tallystick.Sandbox;

namespace Tallystick.Contract.Tests.Operations;

/// <summary>Calls operations of the catalog with what they require, on a sandbox that has one of each thing.</summary>
internal sealed class OperationCalls : IAsyncDisposable
{
    private const string Agency = "oauth-sandbox-company";

    private static readonly JsonSerializerOptions Json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly (string Sample, string Real)[] Ids =
    [
        ("{{locationId}}", Api.L1),
        (Sample("contact"), Api.C1),
        (Sample("company"), "5DP4iH6HLkQsiKESj6rh"),
        (Sample("user"), "sx6wyHhbFdRXh302LLNR"),
        (Sample("calendar"), "BqTwX8QFwXzpegMve9EQ"),
    ];

    private readonly HighLevelSandbox _sandbox;
    private readonly HttpClient _http;
    private OperationCalls(HighLevelSandbox sandbox)
    {
        _sandbox = sandbox;
        Handler = new ValidatingHandler(new SocketsHttpHandler { UseCookies = false });
        _http = new HttpClient(Handler) { BaseAddress = sandbox.BaseAddress };
    }

    public ValidatingHandler Handler { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<OperationCalls> StartAsync()
    {
        var sandbox = await HighLevelSandbox.StartAsync(
            new SandboxOptions { Limits = false },
            TimeProvider.System,
            Token
        );
        var calls = new OperationCalls(sandbox);
        using var samples = await calls._http.PostAsJsonAsync(
            "/_sandbox/seed",
            new { samples = true },
            Token
        );
        samples.EnsureSuccessStatusCode();
        return calls;
    }

    public async Task<(int Status, string Text)> SendAsync(
        Catalog catalog,
        CatalogOperation operation,
        Action<JsonObject>? change = null
    )
    {
        var sample = new SampleMaker(catalog).Of(operation);
        var input = SampleMaker.ToInput(Real(sample));
        var draft = CallBuilder.Build(catalog, operation, input);
        draft.Faults.ShouldBeEmpty(operation.Name);
        var body = draft.Request!.Body;
        if (change is not null && body is CallBody.Json { Value: JsonObject fields })
            change(fields);
        using var request = new HttpRequestMessage(
            new HttpMethod(operation.Method),
            draft.Request.Target
        );
        foreach (var (name, value) in draft.Request.Headers)
            request.Headers.Add(name, value);
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            operation.Token is TokenClass.Agency ? Agency : HighLevelSandbox.DefaultToken
        );
        request.Content = ContentOf(body);
        using var response = await _http.SendAsync(request, Token);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(Token));
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _sandbox.DisposeAsync();
    }

    /// <summary>The sample's ids, which are nobody's, made those of things that are there.</summary>
    private static CallSample Real(CallSample sample) =>
        JsonSerializer.Deserialize<CallSample>(
            Ids.Aggregate(
                JsonSerializer.Serialize(sample, Json),
                (text, id) => text.Replace($"\"{id.Sample}\"", $"\"{id.Real}\"", StringComparison.Ordinal)
            ),
            Json
        )!;

    private static string Sample(string what) => what.PadRight(20, '0');

    private static HttpContent? ContentOf(CallBody? body) =>
        body switch
        {
            CallBody.Json json => new StringContent(
                json.Value?.ToJsonString() ?? "null",
                Encoding.UTF8,
                "application/json"
            ),
            CallBody.Form form => new FormUrlEncodedContent(form.Values),
            CallBody.Multipart multipart => Multipart(multipart),
            _ => null,
        };

    private static MultipartFormDataContent Multipart(CallBody.Multipart body)
    {
        var content = new MultipartFormDataContent();
        foreach (var part in body.Parts)
            content.Add(new StringContent(part.Text ?? ""), part.Name);
        return content;
    }
}
