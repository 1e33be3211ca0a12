using Tallystick.Core.Yaml;

namespace Tallystick.Connectors.Rest;

/// <summary>Reads the ways to log in of a manifest: one map, or a list where the app takes several.</summary>
internal static class AuthReader
{
    private static readonly string[] Keys =
    [
        .. Enum.GetValues<RestAuthKind>().SelectMany(k => KeysOf(k)).Distinct(),
    ];

    private static readonly string[] OfThePage = ["authorize-url", "authorize-params", "pkce"];

    public static IReadOnlyList<RestAuth> ReadAll(YamlMap root)
    {
        if (!root.IsList("auth"))
            return [Read(root.RequiredMap("auth"))];
        var ways = root.List("auth").Select(i => Read(i.Map())).ToList();
        if (ways.OfType<RestAuth.OAuth2>().Count() > 1)
            root.Fault("auth", "more than one way is oauth2");
        if (ways.Count > 0)
            return ways;
        root.Fault("auth", "at least one way is needed");
        return [new RestAuth.None()];
    }

    private static RestAuth Read(YamlMap map)
    {
        var kind = map.Choice<RestAuthKind>("kind");
        map.Require("kind");
        RestAuth auth = kind switch
        {
            RestAuthKind.ApiKey => ApiKey(map),
            RestAuthKind.Bearer => new RestAuth.Bearer(map.RequiredText("secret")),
            RestAuthKind.Basic => new RestAuth.Basic(
                map.RequiredText("user"),
                map.RequiredText("password")
            ),
            RestAuthKind.Oauth2 => OAuth2(map),
            RestAuthKind.None or null => new RestAuth.None(),
        };
        foreach (var name in Keys.Where(map.Has))
            if (kind is { } known && !KeysOf(known).Contains(name))
                map.Fault(name, $"'{name}' means nothing for this kind of auth");
        map.Done();
        return auth;
    }

    private static RestAuth.ApiKey ApiKey(YamlMap map)
    {
        var (header, query) = (map.Text("header"), map.Text("query"));
        if (header is null == query is null)
            map.Fault("kind", "an api-key goes into a header or into the query: name one of them");
        return new RestAuth.ApiKey(header, query, map.RequiredText("secret"));
    }

    private static RestAuth.OAuth2 OAuth2(YamlMap map)
    {
        var grant = map.Choice<RestGrant>("grant") ?? RestGrant.AuthorizationCode;
        var auth = new RestAuth.OAuth2
        {
            Grant = grant,
            AuthorizeUrl = Url(map, "authorize-url"),
            TokenUrl = Url(map, "token-url") ?? "",
            Scopes = map.Texts("scopes"),
            ClientId = map.Text("client-id") ?? "client-id",
            ClientSecret = map.Text("client-secret"),
            ClientAuth = map.Choice<RestClientAuth>("client-auth") ?? RestClientAuth.Body,
            UsesPkce = map.Bool("pkce") ?? true,
            AuthorizeParams = map.TextMap("authorize-params"),
            TokenParams = map.TextMap("token-params"),
        };
        map.Require("token-url");
        if (grant is RestGrant.AuthorizationCode)
            map.Require("authorize-url");
        else
        {
            map.Require("client-secret");
            foreach (var name in OfThePage.Where(map.Has))
                map.Fault(name, $"'{name}' means nothing where nobody is asked");
        }
        return auth;
    }

    private static string? Url(YamlMap map, string key)
    {
        if (map.Text(key) is not { } text)
            return null;
        if (IsPath(text) || IsSafe(text))
            return text;
        map.Fault(
            key,
            $"'{text}' is no address to send secrets to",
            "Write it whole, with https, or as a path at the host of 'base-url': /oauth/token."
        );
        return null;
    }

    private static bool IsPath(string text) =>
        text is ['/', not '/', ..] && !text.Contains('#', StringComparison.Ordinal);

    private static bool IsSafe(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri.Fragment is ""
        && (
            uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback)
        );

    private static string[] KeysOf(RestAuthKind kind) =>
        kind switch
        {
            RestAuthKind.None => [],
            RestAuthKind.ApiKey => ["header", "query", "secret"],
            RestAuthKind.Bearer => ["secret"],
            RestAuthKind.Basic => ["user", "password"],
            RestAuthKind.Oauth2 =>
            [
                "grant",
                "authorize-url",
                "token-url",
                "scopes",
                "client-id",
                "client-secret",
                "client-auth",
                "pkce",
                "authorize-params",
                "token-params",
            ],
        };
}
