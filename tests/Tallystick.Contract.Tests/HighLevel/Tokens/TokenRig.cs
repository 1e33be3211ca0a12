using System.Net.Http.Json;
using System.Text.Json;
using System.Web;
using Tallystick.HighLevel;
using Tallystick.HighLevel.Tokens;
using Tallystick.Sandbox;

namespace Tallystick.Contract.Tests.HighLevel.Tokens;

/// <summary>A sandbox with its app installed, the tokens in a store, and clients on both.</summary>
internal sealed class TokenRig : IAsyncDisposable
{
    public const string Name = "crm";
    public const string Scopes = "contacts.readonly locations.readonly oauth.readonly oauth.write";

    private readonly List<IDisposable> _open = [];

    private TokenRig(HighLevelSandbox sandbox, ShiftedTime time)
    {
        Sandbox = sandbox;
        Time = time;
        Store = new MemoryTokenStore(time);
        Desk = new HttpClient { BaseAddress = sandbox.BaseAddress };
        App = new HighLevelApp
        {
            ClientId = HighLevelSandbox.DefaultClientId,
            ClientSecret = HighLevelSandbox.DefaultClientSecret,
            BaseAddress = sandbox.BaseAddress,
            InstallAddress = sandbox.BaseAddress,
        };
        _open.Add(Desk);
    }

    public HighLevelSandbox Sandbox { get; }

    public ShiftedTime Time { get; }

    public MemoryTokenStore Store { get; }

    public HttpClient Desk { get; }

    public HighLevelApp App { get; }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<TokenRig> StartAsync(
        string location = HighLevelSandbox.DefaultLocation
    )
    {
        var time = new ShiftedTime();
        var options = new SandboxOptions { Limits = false, Contacts = 1 };
        var rig = new TokenRig(await HighLevelSandbox.StartAsync(options, time, Token), time);
        await rig.ConnectAsync(location);
        return rig;
    }

    /// <summary>A person installs the app, and what it gets is stored.</summary>
    public async Task ConnectAsync(string location = HighLevelSandbox.DefaultLocation)
    {
        var redirect = new Uri("http://127.0.0.1:1/callback");
        var page = App.InstallPage(redirect, Scopes.Split(' '), "state");
        var fields = HttpUtility.ParseQueryString(page.Query);
        fields["location"] = location;
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        using var http = new HttpClient(handler);
        using var response = await http.PostAsync(
            new Uri(page.GetLeftPart(UriPartial.Path)),
            new FormUrlEncodedContent(
                fields.AllKeys.Select(k => KeyValuePair.Create(k!, fields[k]!))
            ),
            Token
        );
        var back = HttpUtility.ParseQueryString(response.Headers.Location!.Query);
        var tokens = await OAuth().ExchangeAsync(back["code"]!, redirect, Token);
        var before = await Store.FindAsync(Name, Token);
        (await Store.TrySaveAsync(Name, tokens, before?.Version ?? 0, Token)).ShouldBeTrue();
    }

    public HighLevelOAuth OAuth(HttpMessageHandler? handler = null) =>
        new(Http(handler), App, Time);

    public TokenKeeper Keeper(ITokenStore? store = null, HttpMessageHandler? handler = null)
    {
        var keeper = new TokenKeeper(store ?? Store, Name, OAuth(handler), Time);
        _open.Add(keeper);
        return keeper;
    }

    public HighLevelClient Client(ITokenSource tokens) =>
        new(
            Http(null),
            new HighLevelOptions
            {
                BaseAddress = Sandbox.BaseAddress,
                LocationId = HighLevelSandbox.DefaultLocation,
                Tokens = tokens,
            }
        );

    public async Task<JsonElement> PostAsync(string door, object body)
    {
        using var response = await Desk.PostAsJsonAsync($"_sandbox/{door}", body, Token);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonElement>(Token);
    }

    /// <summary>How often tokens were refreshed, answered again, and refused.</summary>
    public async Task<(int Refreshes, int Repeats, int Refusals)> CountsAsync()
    {
        var counts = await Desk.GetFromJsonAsync<JsonElement>("_sandbox/oauth", Token);
        return (
            counts.GetProperty("refreshes").GetInt32(),
            counts.GetProperty("repeats").GetInt32(),
            counts.GetProperty("refusals").GetInt32()
        );
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var open in _open)
            open.Dispose();
        await Sandbox.DisposeAsync();
    }

    private HttpClient Http(HttpMessageHandler? handler)
    {
        var http = handler is null ? new HttpClient() : new HttpClient(handler);
        _open.Add(http);
        return http;
    }
}
