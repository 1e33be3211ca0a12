using System.Net.Http.Json;
using System.Text.Json;
using Tallystick.Sandbox.Acme;

namespace Tallystick.EndToEnd.Tests;

/// <summary>An Acme CRM beside a scene, and its desk.</summary>
internal sealed class AcmeDoor : IAsyncDisposable
{
    private readonly Scene _scene;
    private readonly AcmeCrm _crm;
    private readonly HttpClient _desk;

    private AcmeDoor(Scene scene, AcmeCrm crm)
    {
        _scene = scene;
        _crm = crm;
        _desk = new HttpClient { BaseAddress = crm.BaseAddress };
    }

    public Uri Address => _crm.BaseAddress;

    public static async Task<AcmeDoor> StartAsync(Scene scene) =>
        new(
            scene,
            await AcmeCrm.StartAsync(new AcmeOptions { Limits = false }, TimeProvider.System)
        );

    /// <summary>Connects it by OAuth under its own name.</summary>
    /// <param name="button">What a person presses on the page: allow or deny.</param>
    public Task<TallyResult> ConnectAsync(string button, params string[] more) =>
        _scene.ConnectAcmeAsync(button, ["--sandbox", Address.AbsoluteUri, .. more]);

    public async Task PostAsync(string door, object body)
    {
        using var response = await _desk.PostAsJsonAsync($"_acme/{door}", body);
        response.EnsureSuccessStatusCode();
    }

    public async Task<JsonElement> OAuthAsync() =>
        await _desk.GetFromJsonAsync<JsonElement>("_acme/oauth");

    /// <summary>Every token that lives, and the client's secret.</summary>
    public async Task<IReadOnlyList<string>> TokensAsync()
    {
        var oauth = await OAuthAsync();
        return
        [
            .. oauth.GetProperty("accessTokens").EnumerateArray().Select(t => t.GetString()!),
            .. oauth.GetProperty("refreshTokens").EnumerateArray().Select(t => t.GetString()!),
            AcmeCrm.DefaultClientSecret,
        ];
    }

    public async ValueTask DisposeAsync()
    {
        _desk.Dispose();
        await _crm.DisposeAsync();
    }
}
