using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Web;
using Microsoft.Extensions.Time.Testing;
using Tallystick.Sandbox.Acme;

namespace Tallystick.Tests.Sandbox;

/// <summary>Acme's page and its token endpoint, as any client meets them.</summary>
public sealed class AcmeOAuthTests
{
    private const string Redirect = "http://127.0.0.1:5000/callback";

    // The example of RFC 7636, appendix B.
    private const string Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    private const string Challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    private readonly FakeTimeProvider _clock = new(new(2026, 3, 1, 9, 0, 0, default));

    [Fact]
    public async Task A_code_is_good_once_for_who_knows_the_verifier()
    {
        await using var desk = await AcmeDesk.OpenAsync(clock: _clock);
        (await ExchangeAsync(desk, await CodeAsync(desk), "another verifier")).ShouldBe(
            "invalid_grant"
        );
        var code = await CodeAsync(desk);
        var tokens = await TokensAsync(desk, code);
        ((string?)tokens["scope"]).ShouldBe("crm.read crm.write");
        (await ExchangeAsync(desk, code, Verifier)).ShouldBe("invalid_grant");
        var late = await CodeAsync(desk);
        _clock.Advance(TimeSpan.FromMinutes(11));
        (await ExchangeAsync(desk, late, Verifier)).ShouldBe("invalid_grant");
    }

    [Fact]
    public async Task The_page_leads_back_with_the_state_and_with_a_no()
    {
        await using var desk = await AcmeDesk.OpenAsync(clock: _clock);
        var yes = await ConsentAsync(desk, "allow");
        yes["state"].ShouldBe("the state");
        yes["code"].ShouldNotBeNull();
        (await ConsentAsync(desk, "deny"))["error"].ShouldBe("access_denied");
    }

    [Theory]
    [InlineData("client_id", "somebody")]
    [InlineData("redirect_uri", "http://elsewhere.example/")]
    [InlineData("scope", "everything")]
    [InlineData("code_challenge_method", "plain")]
    public async Task Who_asks_for_what_is_not_allowed_is_not_led_back(string name, string value)
    {
        await using var desk = await AcmeDesk.OpenAsync(clock: _clock);
        var fields = Fields();
        fields[name] = value;
        fields["choice"] = "allow";
        using var response = await desk.Http.PostAsync(
            "/oauth/authorize",
            new FormUrlEncodedContent(fields)
        );
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task An_access_token_ends_after_an_hour_and_does_what_its_scopes_allow()
    {
        await using var desk = await AcmeDesk.OpenAsync(clock: _clock);
        var tokens = await TokensAsync(desk, await CodeAsync(desk, "crm.read"));
        var access = (string)tokens["access_token"]!;
        (await CallAsync(desk, HttpMethod.Get, access)).ShouldBe(HttpStatusCode.OK);
        (await CallAsync(desk, HttpMethod.Post, access)).ShouldBe(HttpStatusCode.Forbidden);
        _clock.Advance(TimeSpan.FromHours(1));
        (await CallAsync(desk, HttpMethod.Get, access)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_refresh_token_that_is_used_again_ends_its_whole_grant()
    {
        await using var desk = await AcmeDesk.OpenAsync(clock: _clock);
        var first = await TokensAsync(desk, await CodeAsync(desk));
        var second = await RefreshAsync(desk, first);
        (await CallAsync(desk, HttpMethod.Get, (string)second["access_token"]!)).ShouldBe(
            HttpStatusCode.OK
        );
        ((string?)(await RefreshAsync(desk, first))["error"]).ShouldBe("invalid_grant");
        (await CallAsync(desk, HttpMethod.Get, (string)second["access_token"]!)).ShouldBe(
            HttpStatusCode.Unauthorized
        );
        ((string?)(await RefreshAsync(desk, second))["error"]).ShouldBe("invalid_grant");
    }

    [Fact]
    public async Task Without_rotation_a_refresh_token_stays()
    {
        await using var desk = await AcmeDesk.OpenAsync(
            new AcmeOptions { Limits = false, RefreshRotates = false },
            _clock
        );
        var first = await TokensAsync(desk, await CodeAsync(desk));
        (await RefreshAsync(desk, first))["refresh_token"].ShouldBeNull();
        (await RefreshAsync(desk, first))["access_token"].ShouldNotBeNull();
    }

    [Fact]
    public async Task A_client_shows_itself_in_the_form_or_in_a_header()
    {
        await using var desk = await AcmeDesk.OpenAsync(clock: _clock);
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["scope"] = "crm.read",
        };
        ((string?)(await AskAsync(desk, form, isSigned: false))["error"]).ShouldBe(
            "invalid_client"
        );
        (await AskAsync(desk, form))["access_token"].ShouldNotBeNull();
        desk.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(
                Encoding.UTF8.GetBytes($"{AcmeCrm.DefaultClientId}:{AcmeCrm.DefaultClientSecret}")
            )
        );
        (await AskAsync(desk, form, isSigned: false))["access_token"].ShouldNotBeNull();
    }

    private static Dictionary<string, string> Fields(string scope = "crm.read crm.write") =>
        new()
        {
            ["response_type"] = "code",
            ["client_id"] = AcmeCrm.DefaultClientId,
            ["redirect_uri"] = Redirect,
            ["scope"] = scope,
            ["state"] = "the state",
            ["code_challenge"] = Challenge,
            ["code_challenge_method"] = "S256",
        };

    private static async Task<System.Collections.Specialized.NameValueCollection> ConsentAsync(
        AcmeDesk desk,
        string choice,
        string scope = "crm.read crm.write"
    )
    {
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        using var http = new HttpClient(handler) { BaseAddress = desk.Crm.BaseAddress };
        var fields = Fields(scope);
        fields["choice"] = choice;
        using var response = await http.PostAsync(
            "/oauth/authorize",
            new FormUrlEncodedContent(fields)
        );
        response.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        return HttpUtility.ParseQueryString(response.Headers.Location!.Query);
    }

    private static async Task<string> CodeAsync(
        AcmeDesk desk,
        string scope = "crm.read crm.write"
    ) => (await ConsentAsync(desk, "allow", scope))["code"]!;

    private static Task<JsonNode> TokensAsync(
        AcmeDesk desk,
        string code,
        string verifier = Verifier
    ) =>
        AskAsync(
            desk,
            new Dictionary<string, string>
            {
                ["grant_type"] = "authorization_code",
                ["code"] = code,
                ["redirect_uri"] = Redirect,
                ["code_verifier"] = verifier,
            }
        );

    private static async Task<string?> ExchangeAsync(AcmeDesk desk, string code, string verifier) =>
        (string?)(await TokensAsync(desk, code, verifier))["error"];

    private static Task<JsonNode> RefreshAsync(AcmeDesk desk, JsonNode tokens) =>
        AskAsync(
            desk,
            new Dictionary<string, string>
            {
                ["grant_type"] = "refresh_token",
                ["refresh_token"] = (string)tokens["refresh_token"]!,
            }
        );

    private static async Task<JsonNode> AskAsync(
        AcmeDesk desk,
        Dictionary<string, string> form,
        bool isSigned = true
    )
    {
        var fields = new Dictionary<string, string>(form);
        if (isSigned)
        {
            fields["client_id"] = AcmeCrm.DefaultClientId;
            fields["client_secret"] = AcmeCrm.DefaultClientSecret;
        }
        using var response = await desk.Http.PostAsync(
            "/oauth/token",
            new FormUrlEncodedContent(fields)
        );
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    private static async Task<HttpStatusCode> CallAsync(
        AcmeDesk desk,
        HttpMethod method,
        string token
    )
    {
        using var request = new HttpRequestMessage(method, "/api/people");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (method == HttpMethod.Post)
            request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        using var response = await desk.Http.SendAsync(request);
        return response.StatusCode;
    }
}
