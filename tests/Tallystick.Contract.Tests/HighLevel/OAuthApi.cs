using System.Web;
using Tallystick.Sandbox;

namespace Tallystick.Contract.Tests.HighLevel;

/// <summary>The steps of an install, as an app and a person take them.</summary>
internal static class OAuthApi
{
    public const string Redirect = "https://app.example.com/callback";
    public const string Company = "5DP4iH6HLkQsiKESj6rh";

    /// <summary>A person chooses a location, or "company", and the app gets a code.</summary>
    public static async Task<string> ConsentAsync(
        this Api api,
        string location = Api.L1,
        string scope = "contacts.readonly contacts.write"
    )
    {
        var back = await api.ChooseAsync(location, scope, "s/1 2");
        var query = HttpUtility.ParseQueryString(back.Query);
        query["state"].ShouldBe("s/1 2");
        back.GetLeftPart(UriPartial.Path).ShouldBe(Redirect);
        return query["code"]!;
    }

    public static async Task<Uri> ChooseAsync(
        this Api api,
        string location,
        string scope,
        string state
    )
    {
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        using var http = new HttpClient(handler) { BaseAddress = api.Sandbox.BaseAddress };
        var fields = new Dictionary<string, string>
        {
            ["response_type"] = "code",
            ["client_id"] = HighLevelSandbox.DefaultClientId,
            ["redirect_uri"] = Redirect,
            ["scope"] = scope,
            ["state"] = state,
            ["location"] = location,
        };
        using var response = await http.PostAsync(
            "/v2/oauth/chooselocation",
            new FormUrlEncodedContent(fields),
            TestContext.Current.CancellationToken
        );
        ((int)response.StatusCode).ShouldBe(302);
        return response.Headers.Location!;
    }

    public static Task<Reply> ExchangeAsync(
        this Api api,
        string code,
        string secret = HighLevelSandbox.DefaultClientSecret
    ) =>
        api.TokenAsync(
            ("grant_type", "authorization_code"),
            ("code", code),
            ("client_secret", secret),
            ("user_type", "Location"),
            ("redirect_uri", Redirect)
        );

    public static Task<Reply> RefreshAsync(this Api api, string refreshToken) =>
        api.TokenAsync(
            ("grant_type", "refresh_token"),
            ("refresh_token", refreshToken),
            ("client_secret", HighLevelSandbox.DefaultClientSecret)
        );

    public static Task<Reply> TokenAsync(
        this Api api,
        params (string Name, string Value)[] fields
    ) =>
        api.FormAsync("/oauth/token", [("client_id", HighLevelSandbox.DefaultClientId), .. fields]);

    public static string Text(this Reply reply, string name) => reply[name].GetString()!;
}
