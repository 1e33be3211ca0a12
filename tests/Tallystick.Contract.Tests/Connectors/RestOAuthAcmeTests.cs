using System.Net.Http.Json;
using System.Text.Json;
using Tallystick.Connectors.Rest;
using Tallystick.Contract.Tests.HighLevel.Tokens;
using Tallystick.Core.Connectors;
using Tallystick.HighLevel.Tokens;
using Tallystick.Sandbox.Acme;

namespace Tallystick.Contract.Tests.Connectors;

/// <summary>A manifest's tokens are kept by the same keeper as HighLevel's, with the same promises.</summary>
public sealed class RestOAuthAcmeTests : IAsyncLifetime
{
    private readonly ShiftedTime _time = new();
    private readonly List<IDisposable> _open = [];
    private readonly MemoryTokenStore _store;
    private AcmeCrm _acme = null!;

    public RestOAuthAcmeTests() => _store = new MemoryTokenStore(_time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _acme = await AcmeCrm.StartAsync(new AcmeOptions { Limits = false }, _time, Token);

    public async ValueTask DisposeAsync()
    {
        foreach (var open in _open)
            open.Dispose();
        await _acme.DisposeAsync();
    }

    [Fact]
    public async Task Fifty_calls_of_several_connections_with_an_expired_token_refresh_it_once()
    {
        await ConnectAsync();
        _time.Advance(TimeSpan.FromHours(2));
        await using var one = Connector();
        await using var two = Connector();

        await Task.WhenAll(
            Enumerable.Range(0, 25).SelectMany(_ => new[] { CallAsync(one), CallAsync(two) })
        );

        (await CountsAsync()).ShouldBe((1, 0));
    }

    [Fact]
    public async Task Fifty_calls_whose_token_was_revoked_refresh_it_once()
    {
        await ConnectAsync();
        await using var app = Connector();
        await CallAsync(app);
        await PostAsync("revoke", new { refreshTokens = false });

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => CallAsync(app)));

        (await CountsAsync()).ShouldBe((1, 0));
    }

    [Fact]
    public async Task A_kill_between_refresh_and_store_loses_the_account_of_an_app_without_a_grace_and_is_told_once()
    {
        await ConnectAsync();
        _time.Advance(TimeSpan.FromHours(2));
        await using (var dying = Connector(new DyingStore(_store)))
            await Should.ThrowAsync<DyingStore.Death>(() => CallAsync(dying));
        _time.Advance(TimeSpan.FromSeconds(21));

        await using var app = Connector();
        for (var i = 0; i < 3; i++)
        {
            var e = await Should.ThrowAsync<ConnectorException>(() => CallAsync(app));
            e.Kind.ShouldBe(ProblemKind.Unauthorized);
            e.Hint.ShouldBe("Connect again: tally connect acme.");
        }
        (await CountsAsync()).ShouldBe((1, 1));

        await ConnectAsync();
        await CallAsync(app);
    }

    private static async Task CallAsync(RestConnector app)
    {
        var schema = (await app.DescribeAsync(Token))[0];
        await app.ListAsync(
            new Projection(schema.ObjectType, schema.Fields),
            ListQuery.All,
            null,
            Token
        );
    }

    private async Task ConnectAsync()
    {
        var redirect = new Uri("http://127.0.0.1:1/callback");
        var verifier = RestOAuth.NewVerifier();
        var oauth = OAuth();
        var page = oauth.AuthorizePage(redirect, ["crm.read"], "state", verifier);
        var fields = System.Web.HttpUtility.ParseQueryString(page.Query);
        fields["choice"] = "allow";
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        using var http = new HttpClient(handler);
        using var response = await http.PostAsync(
            new Uri(page.GetLeftPart(UriPartial.Path)),
            new FormUrlEncodedContent(
                fields.AllKeys.Select(k => KeyValuePair.Create(k!, fields[k]!))
            ),
            Token
        );
        var back = System.Web.HttpUtility.ParseQueryString(response.Headers.Location!.Query);
        var tokens = await oauth.ExchangeAsync(
            back["code"]!,
            redirect,
            verifier,
            ["crm.read"],
            Token
        );
        var before = await _store.FindAsync("acme", Token);
        (await _store.TrySaveAsync("acme", tokens, before?.Version ?? 0, Token)).ShouldBeTrue();
    }

    private RestConnector Connector(ITokenStore? store = null)
    {
        var keeper = new TokenKeeper(store ?? _store, "acme", OAuth(), _time);
        _open.Add(keeper);
        return new RestConnector(
            Manifest,
            Settings with
            {
                Tokens = keeper,
            },
            new RestFreeBudget(),
            TimeProvider.System
        );
    }

    private RestOAuth OAuth()
    {
        var http = new HttpClient();
        _open.Add(http);
        return new RestOAuth(http, Manifest, Settings, _time);
    }

    private static RestManifest Manifest
    {
        get
        {
            var acme = RestManifests.Find("acme").ShouldNotBeNull();
            return acme with { Auth = acme.Ways.OfType<RestAuth.OAuth2>().Single() };
        }
    }

    private RestSettings Settings =>
        new()
        {
            BaseUrl = _acme.BaseAddress,
            Secrets = new Dictionary<string, string>
            {
                ["client-id"] = AcmeCrm.DefaultClientId,
                ["client-secret"] = AcmeCrm.DefaultClientSecret,
            },
            Reconnect = "tally connect acme",
        };

    private async Task<(int Refreshes, int Refusals)> CountsAsync()
    {
        using var desk = new HttpClient { BaseAddress = _acme.BaseAddress };
        var counts = await desk.GetFromJsonAsync<JsonElement>("_acme/oauth", Token);
        return (
            counts.GetProperty("refreshes").GetInt32(),
            counts.GetProperty("refusals").GetInt32()
        );
    }

    private async Task PostAsync(string door, object body)
    {
        using var desk = new HttpClient { BaseAddress = _acme.BaseAddress };
        using var response = await desk.PostAsJsonAsync($"_acme/oauth/{door}", body, Token);
        response.EnsureSuccessStatusCode();
    }
}
