using System.Net.Http.Json;
using System.Text.Json;
using Tallystick.Sandbox;

namespace Tallystick.EndToEnd.Tests;

/// <summary>A folder and a sandbox HighLevel for one test.</summary>
internal sealed class Scene : IAsyncDisposable
{
    private readonly HttpClient _desk;

    private Scene(HighLevelSandbox sandbox)
    {
        Sandbox = sandbox;
        Folder = Directory.CreateTempSubdirectory("tallystick-e2e-").FullName;
        _desk = new HttpClient { BaseAddress = sandbox.BaseAddress };
    }

    public HighLevelSandbox Sandbox { get; }

    public string Folder { get; }

    public static async Task<Scene> StartAsync(SandboxOptions options) =>
        new(await HighLevelSandbox.StartAsync(options, TimeProvider.System));

    public string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>Writes tallystick.yaml with the sandbox on the left.</summary>
    /// <param name="right">The right connection's settings, one a line.</param>
    /// <param name="stream">The stream's lines.</param>
    public Task WriteSyncFileAsync(
        string right,
        string stream,
        string left = "limit: none\nsearch-lag: 1s"
    ) =>
        File.WriteAllTextAsync(
            PathOf("tallystick.yaml"),
            $"""
            version: 1
            connections:
              crm:
                connector: highlevel
                token: {HighLevelSandbox.DefaultToken}
                location: {HighLevelSandbox.DefaultLocation}
                base-url: {Sandbox.BaseAddress}
            {Indent(left, 4)}
              other:
            {Indent(right, 4)}
            syncs:
              contacts:
                left: crm
                right: other
                streams:
                  contacts:
            {Indent(stream, 8)}
            """
        );

    public Task<TallyResult> SyncAsync(params string[] more) =>
        Tally.JsonAsync(Folder, ["sync", "tallystick.yaml", .. more]);

    public Task<TallyResult> PlanAsync() => Tally.JsonAsync(Folder, "plan", "tallystick.yaml");

    public Task<TallyResult> VerifyAsync() => Tally.JsonAsync(Folder, "verify", "tallystick.yaml");

    public Task<TallyResult> JournalAsync(params string[] more) =>
        Tally.JsonAsync(Folder, ["journal", "tallystick.yaml", .. more]);

    /// <summary>Every contact as it is now, by the sandbox's own desk.</summary>
    public async Task<IReadOnlyList<JsonElement>> ContactsAsync()
    {
        var all = new List<JsonElement>();
        while (true)
        {
            var page = await _desk.GetFromJsonAsync<JsonElement>(
                $"_sandbox/contacts?limit=2000&offset={all.Count}"
            );
            all.AddRange(page.GetProperty("contacts").EnumerateArray());
            if (all.Count >= page.GetProperty("total").GetInt32())
                return all;
        }
    }

    public async Task<JsonElement> CountersAsync() =>
        await _desk.GetFromJsonAsync<JsonElement>("_sandbox/counters");

    public async Task PostAsync(string door, object body)
    {
        using var response = await _desk.PostAsJsonAsync($"_sandbox/{door}", body);
        response.EnsureSuccessStatusCode();
    }

    public async Task DeleteAsync(string door)
    {
        using var response = await _desk.DeleteAsync($"_sandbox/{door}");
        response.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        _desk.Dispose();
        await Sandbox.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private static string Indent(string lines, int by) =>
        string.Join('\n', lines.Split('\n').Select(line => new string(' ', by) + line.TrimEnd()));
}
