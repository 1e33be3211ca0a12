using System.Net;
using System.Web;
using Microsoft.Extensions.Time.Testing;
using Tallystick.Connectors.Rest;
using Tallystick.Core.Connectors;
using Tallystick.Core.Yaml;
using Tallystick.HighLevel.Tokens;

namespace Tallystick.Tests.Connectors.Rest;

/// <summary>The page, the token endpoint, and what their answers mean.</summary>
public sealed class RestOAuthTests
{
    private const string Usual =
        "{ kind: oauth2, authorize-url: /authorize, token-url: /token, scopes: [read, write], client-secret: client-secret }";

    private readonly FakeTimeProvider _time = new(new(2026, 3, 1, 9, 0, 0, default));

    [Fact]
    public void The_page_is_told_who_asks_for_what_and_only_the_hash_of_the_verifier()
    {
        using var rig = Rig(Usual, _ => Good());
        // The example of RFC 7636, appendix B.
        var page = rig.OAuth.AuthorizePage(
            new Uri("http://127.0.0.1:5000/callback"),
            ["read", "write"],
            "a state",
            "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
        );
        page.GetLeftPart(UriPartial.Path).ShouldBe("http://127.0.0.1:9/authorize");
        var fields = HttpUtility.ParseQueryString(page.Query);
        fields["response_type"].ShouldBe("code");
        fields["client_id"].ShouldBe("the-client");
        fields["redirect_uri"].ShouldBe("http://127.0.0.1:5000/callback");
        fields["scope"].ShouldBe("read write");
        fields["state"].ShouldBe("a state");
        fields["code_challenge"].ShouldBe("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        fields["code_challenge_method"].ShouldBe("S256");
        page.AbsoluteUri.ShouldNotContain(Rigged.Secret);
    }

    [Fact]
    public void What_an_app_wants_besides_goes_into_the_page_as_well()
    {
        using var rig = Rig(
            "{ kind: oauth2, authorize-url: \"https://id.example/a?tenant=1\", token-url: https://id.example/t, pkce: false, authorize-params: { access_type: offline } }",
            _ => Good()
        );
        rig.OAuth.AuthorizePage(new Uri("http://127.0.0.1:5000/"), [], "s", "v")
            .AbsoluteUri.ShouldBe(
                "https://id.example/a?tenant=1&response_type=code&client_id=the-client&redirect_uri=http%3A%2F%2F127.0.0.1%3A5000%2F&state=s&access_type=offline"
            );
    }

    [Fact]
    public async Task A_code_is_exchanged_with_the_verifier_and_the_client_in_the_form()
    {
        using var rig = Rig(Usual, _ => Good());
        var tokens = await rig.ExchangeAsync();
        var form = HttpUtility.ParseQueryString(rig.App.Asked.Single().Body);
        form["grant_type"].ShouldBe("authorization_code");
        form["code"].ShouldBe("the-code");
        form["code_verifier"].ShouldBe("the-verifier");
        form["client_id"].ShouldBe("the-client");
        form["client_secret"].ShouldBe(Rigged.Secret);
        tokens.AccessToken.ShouldBe("access-1");
        tokens.ExpiresAt.ShouldBe(_time.GetUtcNow() + TimeSpan.FromHours(1));
        // The answer does not say, so it is what was asked for.
        tokens.Scopes.ShouldBe(["read"]);
    }

    [Fact]
    public async Task A_client_that_shows_itself_in_a_header_is_not_in_the_form()
    {
        using var rig = Rig(
            Usual.Replace(" }", ", client-auth: basic, token-params: { audience: me } }"),
            _ => Good()
        );
        await rig.ExchangeAsync();
        var form = HttpUtility.ParseQueryString(rig.App.Asked.Single().Body);
        form["client_secret"].ShouldBeNull();
        form["audience"].ShouldBe("me");
        rig.App.Asked.Single().Authorization.ShouldStartWith("Basic ");
    }

    [Fact]
    public async Task A_refresh_token_stays_where_the_app_gives_no_other_and_changes_where_it_does()
    {
        using var rig = Rig(Usual, _ => Good());
        var old = Old("refresh-1");
        (await rig.OAuth.RenewAsync(old, RestRig.Token)).RefreshToken.ShouldBe("refresh-1");
        using var other = Rig(
            Usual,
            _ => Good(""","refresh_token":"refresh-2","scope":"read,write" """)
        );
        var renewed = await other.OAuth.RenewAsync(old, RestRig.Token);
        renewed.RefreshToken.ShouldBe("refresh-2");
        renewed.Scopes.ShouldBe(["read", "write"]);
    }

    [Fact]
    public async Task A_token_without_an_end_is_kept_until_it_is_refused()
    {
        using var rig = Rig(
            Usual,
            _ => RestFakeApp.Json("""{"access_token":"access-1","token_type":"bearer"}""")
        );
        var tokens = await rig.ExchangeAsync();
        tokens.ExpiresAt.ShouldBeGreaterThan(_time.GetUtcNow() + TimeSpan.FromDays(365));
        tokens.RefreshToken.ShouldBeNull();
        var lost = await rig.RefusedAsync(tokens);
        rig.OAuth.Judge(lost).ShouldBe(TokenFailure.Final);
    }

    [Theory]
    [InlineData(400, """{"error":"invalid_grant"}""", TokenFailure.Final)]
    [InlineData(200, """{"error":"bad_refresh_token"}""", TokenFailure.Final)]
    [InlineData(401, """{"error":"invalid_client"}""", TokenFailure.Other)]
    [InlineData(400, """{"error":"invalid_scope"}""", TokenFailure.Other)]
    [InlineData(404, "<html>", TokenFailure.Other)]
    [InlineData(429, """{"error":"slow_down"}""", TokenFailure.Passing)]
    [InlineData(503, "<html>", TokenFailure.Passing)]
    [InlineData(200, "<html>", TokenFailure.Passing)]
    [InlineData(200, """{"access_token":"two\nlines"}""", TokenFailure.Other)]
    public async Task What_a_refusal_means_for_the_account_goes_by_its_code(
        int status,
        string body,
        TokenFailure expected
    )
    {
        using var rig = Rig(Usual, _ => RestFakeApp.Json(body, (HttpStatusCode)status));
        var e = await rig.RefusedAsync(Old("refresh-1"));
        rig.OAuth.Judge(e).ShouldBe(expected, e.Message);
    }

    [Fact]
    public async Task What_an_app_says_of_a_token_is_not_repeated()
    {
        using var rig = Rig(
            Usual,
            _ =>
                RestFakeApp.Json(
                    """{"error":"refresh-1 is gone!","error_description":"refresh-1"}""",
                    HttpStatusCode.BadRequest
                )
        );
        var e = await rig.RefusedAsync(Old("refresh-1"));
        e.ToString().ShouldNotContain("refresh-1");
        $"{e.Hint}".ShouldNotContain("refresh-1");
    }

    [Fact]
    public async Task A_call_that_is_refused_for_its_token_is_sent_once_more_with_another()
    {
        var tokens = new Tokens("old", "new");
        using var app = new RestFakeApp(asked =>
            asked.Authorization == "Bearer new"
                ? RestFakeApp.Json("""{"id":"t1","name":"Ada"}""")
                : new HttpResponseMessage(HttpStatusCode.Unauthorized)
        );
        await using var connector = Connector(app, tokens);
        var projection = await RestRig.DescribeAsync(connector);
        var created = await connector.CreateAsync(
            projection,
            RestRig.Patch(projection, ("name", "Ada")),
            RestRig.Token
        );
        created.Id.ShouldBe("t1");
        app.Asked.Select(a => a.Authorization).ShouldBe(["Bearer old", "Bearer new"]);
    }

    [Fact]
    public async Task A_token_that_is_refused_as_well_ends_it_with_the_way_out()
    {
        var tokens = new Tokens("old", "new", "newest");
        using var app = new RestFakeApp(_ => new HttpResponseMessage(HttpStatusCode.Unauthorized));
        await using var connector = Connector(app, tokens);
        var projection = await RestRig.DescribeAsync(connector);
        var e = await Should.ThrowAsync<ConnectorException>(() =>
            connector.GetAsync(projection, "t1", RestRig.Token)
        );
        e.Kind.ShouldBe(ProblemKind.Unauthorized);
        e.Hint.ShouldBe("Connect again: tally connect thing.");
        app.Asked.Count.ShouldBe(2);
    }

    [Fact]
    public void An_account_that_is_not_connected_is_told_before_any_call()
    {
        using var app = new RestFakeApp(_ => Good());
        Should
            .Throw<ConnectorException>(() => Connector(app, null))
            .Hint.ShouldBe("Connect one: tally connect thing.");
        app.Asked.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("{ kind: oauth2, token-url: /token }", "'authorize-url' is missing")]
    [InlineData("{ kind: oauth2, authorize-url: /a }", "'token-url' is missing")]
    [InlineData(
        "{ kind: oauth2, authorize-url: /a, token-url: http://id.example/t }",
        "no address to send secrets to"
    )]
    [InlineData(
        "{ kind: oauth2, authorize-url: /a, token-url: //id.example/t }",
        "no address to send secrets to"
    )]
    [InlineData(
        "{ kind: oauth2, grant: client-credentials, token-url: /t }",
        "'client-secret' is missing"
    )]
    [InlineData(
        "{ kind: oauth2, grant: client-credentials, token-url: /t, client-secret: s, pkce: true }",
        "'pkce' means nothing where nobody is asked"
    )]
    [InlineData(
        "{ kind: oauth2, authorize-url: /a, token-url: /t, secret: key }",
        "'secret' means nothing for this kind of auth"
    )]
    [InlineData("{ kind: bearer, secret: key, scopes: [a] }", "'scopes' means nothing")]
    [InlineData("[]", "at least one way is needed")]
    public void A_manifest_that_logs_in_in_no_possible_way_is_refused(
        string auth,
        string problem
    ) =>
        Should
            .Throw<DocumentException>(() =>
                RestManifest.Parse(RestRig.Manifest(auth: auth), "thing.yaml")
            )
            .Message.ShouldContain(problem);

    [Fact]
    public void An_app_may_take_several_ways_of_which_the_first_is_the_usual()
    {
        var manifest = RestManifest.Parse(
            RestRig.Manifest(auth: $"[{{ kind: bearer, secret: key }}, {Usual}]"),
            "thing.yaml"
        );
        manifest.Auth.ShouldBeOfType<RestAuth.Bearer>();
        manifest.Ways[1].ShouldBeOfType<RestAuth.OAuth2>();
    }

    private static HttpResponseMessage Good(string more = "") =>
        RestFakeApp.Json(
            $$"""{"access_token":"access-1","token_type":"Bearer","expires_in":3600{{more}}}"""
        );

    private TokenSet Old(string refresh) =>
        new()
        {
            AccessToken = "access-0",
            RefreshToken = refresh,
            ObtainedAt = _time.GetUtcNow(),
            ExpiresAt = _time.GetUtcNow(),
        };

    private static RestConnector Connector(RestFakeApp app, ITokenSource? tokens) =>
        new(
            RestManifest.Parse(RestRig.Manifest(auth: Usual), "thing.yaml"),
            new RestSettings { Tokens = tokens, Reconnect = "tally connect thing" },
            new RestFakeBudget(),
            TimeProvider.System,
            app
        );

    private Rigged Rig(string auth, Func<RestAsked, HttpResponseMessage> answer) =>
        new(auth, new RestFakeApp(answer), _time);

    private sealed class Rigged : IDisposable
    {
        public const string Secret = "the-clients-secret";

        private readonly HttpClient _http;

        public Rigged(string auth, RestFakeApp app, TimeProvider time)
        {
            App = app;
            _http = new HttpClient(app);
            OAuth = new RestOAuth(
                _http,
                RestManifest.Parse(RestRig.Manifest(auth: auth), "thing.yaml"),
                new RestSettings
                {
                    Secrets = new Dictionary<string, string>
                    {
                        ["client-id"] = "the-client",
                        ["client-secret"] = Secret,
                    },
                },
                time
            );
        }

        public RestFakeApp App { get; }

        public RestOAuth OAuth { get; }

        public Task<TokenSet> ExchangeAsync() =>
            OAuth.ExchangeAsync(
                "the-code",
                new Uri("http://127.0.0.1:5000/callback"),
                "the-verifier",
                ["read"],
                RestRig.Token
            );

        public Task<ConnectorException> RefusedAsync(TokenSet old) =>
            Should.ThrowAsync<ConnectorException>(() => OAuth.RenewAsync(old, RestRig.Token));

        public void Dispose() => _http.Dispose();
    }

    /// <summary>One after the other.</summary>
    private sealed class Tokens(params string[] tokens) : ITokenSource
    {
        private int _at;

        public ValueTask<string> GetAsync(CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(tokens[_at]);

        public Task<string?> ReplaceAsync(
            string refused,
            CancellationToken cancellationToken = default
        ) => Task.FromResult<string?>(tokens[++_at]);
    }
}
