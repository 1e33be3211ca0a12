using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Tallystick.Sandbox.Acme;

namespace Tallystick.Tests.Sandbox;

/// <summary>An Acme CRM on a clock that the test moves, and a client of it.</summary>
internal sealed class AcmeDesk : IAsyncDisposable
{
    private AcmeDesk(AcmeCrm crm, FakeTimeProvider clock, string key)
    {
        Crm = crm;
        Clock = clock;
        Http = new HttpClient { BaseAddress = crm.BaseAddress, Timeout = TimeSpan.FromSeconds(20) };
        Http.DefaultRequestHeaders.Add("X-Api-Key", key);
    }

    public AcmeCrm Crm { get; }

    public FakeTimeProvider Clock { get; }

    public HttpClient Http { get; }

    public static async Task<AcmeDesk> OpenAsync(
        AcmeOptions? options = null,
        FakeTimeProvider? clock = null
    )
    {
        options ??= new AcmeOptions { Limits = false };
        clock ??= new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 9, 0, 0, 700, default));
        return new AcmeDesk(await AcmeCrm.StartAsync(options, clock), clock, options.ApiKey);
    }

    /// <summary>Sends and gives back the body; anything but the status expected fails.</summary>
    public async Task<JsonNode> SendAsync(
        HttpMethod method,
        string path,
        object? body = null,
        HttpStatusCode expected = HttpStatusCode.OK
    )
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body is null ? null : JsonContent.Create(body);
        using var response = await Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(expected, text);
        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }

    public Task<JsonNode> GetAsync(string path, HttpStatusCode expected = HttpStatusCode.OK) =>
        SendAsync(HttpMethod.Get, path, null, expected);

    public Task<JsonNode> PostAsync(
        string path,
        object? body,
        HttpStatusCode expected = HttpStatusCode.Created
    ) => SendAsync(HttpMethod.Post, path, body, expected);

    public Task<JsonNode> PatchAsync(
        string path,
        object body,
        HttpStatusCode expected = HttpStatusCode.OK
    ) => SendAsync(HttpMethod.Patch, path, body, expected);

    public Task<JsonNode> DeleteAsync(
        string path,
        HttpStatusCode expected = HttpStatusCode.NoContent
    ) => SendAsync(HttpMethod.Delete, path, null, expected);

    /// <summary>Creates a person and gives back its id.</summary>
    public async Task<string> AddPersonAsync(object body) =>
        (string)(await PostAsync("/api/people", body))["id"]!;

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Crm.DisposeAsync();
    }
}
