using System.Net.Http.Json;
using System.Text.Json;
using Tallystick.Sandbox;
using Tallystick.Sandbox.Acme;

namespace Tallystick.EndToEnd.Tests;

/// <summary>
/// HighLevel's sandbox and the demo CRM, each with somebody at its desk, and a sync file made from
/// a template that nobody has touched but for addresses.
/// </summary>
internal sealed class FlowScene : IAsyncDisposable
{
    private readonly Scene _scene;
    private readonly AcmeCrm _acme;
    private readonly HttpClient _highLevel;
    private readonly HttpClient _desk;

    private FlowScene(Scene scene, AcmeCrm acme)
    {
        (_scene, _acme) = (scene, acme);
        _highLevel = new HttpClient { BaseAddress = scene.Sandbox.BaseAddress };
        _highLevel.DefaultRequestHeaders.Add(
            "Authorization",
            $"Bearer {HighLevelSandbox.DefaultToken}"
        );
        _highLevel.DefaultRequestHeaders.Add("Version", "2021-07-28");
        _desk = new HttpClient { BaseAddress = new Uri(acme.BaseAddress, "_acme/") };
    }

    public HighLevelSandbox Sandbox => _scene.Sandbox;

    public static async Task<FlowScene> StartAsync(string template, int contacts)
    {
        var scene = await Scene.StartAsync(
            new SandboxOptions
            {
                Contacts = contacts,
                Limits = false,
                SearchLag = TimeSpan.Zero,
            }
        );
        var acme = await AcmeCrm.StartAsync(
            new AcmeOptions { Limits = false },
            TimeProvider.System
        );
        var flow = new FlowScene(scene, acme);
        await flow.InitAsync(template);
        return flow;
    }

    /// <summary>Fills in what the template leaves to its user.</summary>
    public async Task EditFileAsync(Func<string, string> edit)
    {
        var path = _scene.PathOf("tallystick.yaml");
        await File.WriteAllTextAsync(path, edit(await File.ReadAllTextAsync(path)));
    }

    /// <summary>Runs the sync once; the reports of its streams by name.</summary>
    public async Task<Dictionary<string, JsonElement>> SyncAsync()
    {
        var synced = (await _scene.SyncAsync()).ShouldExit(0).Events("synced");
        return synced.ToDictionary(s => s.GetProperty("stream").GetString()!.Split('/')[1]);
    }

    /// <summary>Runs the sync once, and sees that it writes nothing.</summary>
    public async Task ShouldSettleAsync()
    {
        var reports = await SyncAsync();
        foreach (var (stream, report) in reports)
            report.Number("writes").ShouldBe(0, stream);
    }

    public Task<TallyResult> TallyAsync(params string[] arguments) =>
        Tally.JsonAsync(_scene.Folder, arguments);

    public async Task<JsonElement> HighLevelAsync(string path) =>
        await _highLevel.GetFromJsonAsync<JsonElement>(path);

    /// <summary>Adds something by HighLevel's own API.</summary>
    public async Task<JsonElement> AddInHighLevelAsync(string path, object body)
    {
        using var response = await _highLevel.PostAsJsonAsync(path, body);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    public async Task ChangeInHighLevelAsync(string path, object body)
    {
        using var response = await _highLevel.PutAsJsonAsync(path, body);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Adds a contact and gives its id.</summary>
    public async Task<string> AddContactAsync(object body)
    {
        await _scene.PostAsync("contacts", body);
        var email = JsonSerializer.SerializeToElement(body).GetProperty("email").GetString();
        return (await ContactsAsync())
            .Single(c => c.GetProperty("email").GetString() == email)
            .GetProperty("id")
            .GetString()!;
    }

    public Task<IReadOnlyList<JsonElement>> ContactsAsync() => _scene.ContactsAsync();

    public async Task<JsonElement> ContactAsync(string id) =>
        (await ContactsAsync()).Single(c => c.GetProperty("id").GetString() == id);

    /// <summary>Everything of a kind that the app has, as its desk shows it.</summary>
    public async Task<IReadOnlyList<JsonElement>> AppAsync(string path)
    {
        var page = await _desk.GetFromJsonAsync<JsonElement>($"{path}?limit=200");
        return [.. page.GetProperty("items").EnumerateArray()];
    }

    /// <summary>Adds something at the app's desk and gives its id.</summary>
    public async Task<string> AddInAppAsync(string path, object body)
    {
        using var response = await _desk.PostAsJsonAsync(path, body);
        response.EnsureSuccessStatusCode();
        var record = await response.Content.ReadFromJsonAsync<JsonElement>();
        return record.GetProperty("id").GetString()!;
    }

    public async Task EditInAppAsync(string path, object body)
    {
        using var response = await _desk.PatchAsJsonAsync(path, body);
        response.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        _highLevel.Dispose();
        _desk.Dispose();
        await _acme.DisposeAsync();
        await _scene.DisposeAsync();
    }

    private async Task InitAsync(string template)
    {
        var init = await TallyAsync(
            "init",
            "--template",
            template,
            "--left",
            $"sandbox:{Sandbox.BaseAddress}",
            "--right",
            "acme"
        );
        init.ShouldExit(0);
        await EditFileAsync(text =>
            text.Replace("http://127.0.0.1:8791/", _acme.BaseAddress.AbsoluteUri)
                // Where the secret is, and how far the sandbox's search is behind here.
                .Replace("${env:ACME_API_KEY}", new AcmeOptions().ApiKey)
                .Replace("search-lag: 12s", "search-lag: 0s")
        );
    }
}
