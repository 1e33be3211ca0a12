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

    private const string Pipeline = "VDm7RPYC2GLUvdpKmBfC";

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
        (Sample("pipeline"), Pipeline),
    ];

    /// <summary>What is to be there first: where it is made, of what, and where its id is needed.</summary>
    private static readonly (string Path, string Body, string Sample, string Needed)[] Things =
    [
        (
            $"/contacts/{Api.C1}/tasks",
            """{"title":"a","dueDate":"2026-03-01T09:00:00Z","completed":false}""",
            Sample("task"),
            "{taskId}"
        ),
        ($"/contacts/{Api.C1}/notes", """{"body":"a"}""", Sample("record"), "/notes/{id}"),
        (
            "/businesses/",
            $$"""{"name":"a","locationId":"{{Api.L1}}"}""",
            Sample("business"),
            "business"
        ),
        (
            $"/locations/{Api.L1}/customFields",
            """{"name":"a","dataType":"TEXT"}""",
            Sample("record"),
            "/customFields/{id}"
        ),
        (
            $"/locations/{Api.L1}/customValues",
            """{"name":"a","value":"b"}""",
            Sample("record"),
            "/customValues/{id}"
        ),
        ($"/locations/{Api.L1}/tags", """{"name":"t"}""", Sample("tag"), "/tags/{tagId}"),
        (
            "/opportunities/",
            $$"""{"name":"a","locationId":"{{Api.L1}}","contactId":"{{Api.C1}}","pipelineId":"{{Pipeline}}","status":"open"}""",
            Sample("record"),
            "/opportunities/{id}"
        ),
        (
            "/calendars/events/appointments",
            $$"""{"calendarId":"BqTwX8QFwXzpegMve9EQ","locationId":"{{Api.L1}}","contactId":"{{Api.C1}}","startTime":"2026-03-02T10:00:00Z","ignoreFreeSlotValidation":true}""",
            Sample("event"),
            "/calendars/events"
        ),
    ];

    /// <summary>What an operation needs and its document does not say.</summary>
    private static readonly Dictionary<string, string[]> AlsoNeeded = new()
    {
        ["calendars.get-events"] =
        [
            "calendarId=BqTwX8QFwXzpegMve9EQ",
            "startTime=1772355600000",
            "endTime=1772442000000",
        ],
        ["contacts.create-association"] = ["type=add"],
        ["contacts.upsert"] = ["email=grace@example.com"],
        ["contacts.add-remove-from-business"] = [$"ids:=[\"{Api.C1}\"]"],
        ["forms.upload-to-custom-fields"] = ["body:file=photo"],
    };

    private readonly HighLevelSandbox _sandbox;
    private readonly List<(string Path, string Sample, string Real)> _made = [];
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
        foreach (var (path, body, sample, needed) in Things)
            calls._made.Add((needed, sample, await calls.MakeAsync(path, body)));
        return calls;
    }

    private async Task<string> MakeAsync(string path, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Headers.Add(
            "Version",
            path.StartsWith("/calendars", StringComparison.Ordinal) ? "2021-04-15" : "2021-07-28"
        );
        request.Headers.Authorization = new("Bearer", HighLevelSandbox.DefaultToken);
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _http.SendAsync(request, Token);
        var text = await response.Content.ReadAsStringAsync(Token);
        response.IsSuccessStatusCode.ShouldBeTrue($"{path}: {text}");
        var made = JsonElement.Parse(text);
        if (!made.TryGetProperty("id", out var id))
            id = made.EnumerateObject()
                .First(p => p.Value.ValueKind is JsonValueKind.Object)
                .Value.GetProperty("id");
        return id.GetString()!;
    }

    public async Task<(int Status, string Text)> SendAsync(
        Catalog catalog,
        CatalogOperation operation,
        Action<JsonObject>? change = null,
        IReadOnlyDictionary<string, string>? path = null
    )
    {
        var sample = new SampleMaker(catalog).Of(operation);
        foreach (var (name, value) in path ?? new Dictionary<string, string>())
            if (sample.Path?.ContainsKey(name) == true)
                sample.Path[name] = value;
        var input = SampleMaker.ToInput(Real(sample, operation));
        if (AlsoNeeded.TryGetValue(operation.Name, out var more))
            input = input with { Fields = [.. input.Fields, .. more.Select(CallField.Parse)] };
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
    private CallSample Real(CallSample sample, CatalogOperation operation) =>
        JsonSerializer.Deserialize<CallSample>(
            ForOperation(operation)
                .Concat(Ids)
                .Concat(
                    _made
                        .Where(m => operation.Path.Contains(m.Path, StringComparison.Ordinal))
                        .Select(m => (m.Sample, m.Real))
                )
                .Aggregate(
                    JsonSerializer.Serialize(sample, Json),
                    (text, id) =>
                        text.Replace($"\"{id.Sample}\"", $"\"{id.Real}\"", StringComparison.Ordinal)
                ),
            Json
        )!;

    /// <summary>The first location stays.</summary>
    private static IEnumerable<(string Sample, string Real)> ForOperation(
        CatalogOperation operation
    ) => operation.Name == "locations.delete" ? [("{{locationId}}", Api.L2)] : [];

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
