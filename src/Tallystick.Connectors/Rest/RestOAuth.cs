using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Tallystick.Connectors.Http;
using Tallystick.Core.Connectors;
using Tallystick.HighLevel.Tokens;

namespace Tallystick.Connectors.Rest;

/// <summary>
/// The two doors of an app that gives out tokens: the page on which a person allows it, and the
/// token endpoint. Each method is one call; nothing is kept.
/// </summary>
public sealed class RestOAuth : ITokenIssuer
{
    private const string Operation = "oauth.token";

    /// <summary>A token that was given no end has none for us; the app's refusal ends it.</summary>
    private static readonly TimeSpan Endless = TimeSpan.FromDays(36_500);

    private readonly HttpClient _http;
    private readonly RestManifest _manifest;
    private readonly RestAuth.OAuth2 _auth;
    private readonly RestSettings _settings;
    private readonly TimeProvider _time;
    private readonly Uri _base;

    /// <param name="http">Give it a time limit of a few seconds: others may be waiting for the token.</param>
    /// <param name="manifest">Its <see cref="RestManifest.Auth"/> is OAuth 2.</param>
    /// <exception cref="ConnectorException">Nothing says where the app is.</exception>
    public RestOAuth(
        HttpClient http,
        RestManifest manifest,
        RestSettings settings,
        TimeProvider time
    )
    {
        _http = http;
        _manifest = manifest;
        _auth = (RestAuth.OAuth2)manifest.Auth;
        _settings = settings;
        _time = time;
        _base = settings.BaseUrl ?? manifest.BaseUrl ?? throw RestConnector.NoAddress(manifest);
    }

    /// <summary>A secret for one log-in, of which the page is shown only the hash (RFC 7636).</summary>
    public static string NewVerifier() => Base64Url(RandomNumberGenerator.GetBytes(32));

    /// <summary>The page on which a person allows it, and which leads back with a code.</summary>
    /// <param name="state">Comes back with the code; nobody else must be able to guess it.</param>
    /// <param name="verifier">Is shown to the token endpoint with the code.</param>
    public Uri AuthorizePage(
        Uri redirect,
        IEnumerable<string> scopes,
        string state,
        string verifier
    )
    {
        var scope = string.Join(' ', scopes);
        var fields = new List<(string Name, string Value)>
        {
            ("response_type", "code"),
            ("client_id", ClientId),
            ("redirect_uri", redirect.OriginalString),
        };
        if (scope.Length > 0)
            fields.Add(("scope", scope));
        fields.Add(("state", state));
        if (_auth.UsesPkce)
        {
            var hash = SHA256.HashData(Encoding.ASCII.GetBytes(verifier));
            fields.Add(("code_challenge", Base64Url(hash)));
            fields.Add(("code_challenge_method", "S256"));
        }
        fields.AddRange(_auth.AuthorizeParams.Select(p => (p.Key, p.Value)));
        var page = At(_auth.AuthorizeUrl!).AbsoluteUri;
        var query = string.Join(
            '&',
            fields.Select(f => $"{Uri.EscapeDataString(f.Name)}={Uri.EscapeDataString(f.Value)}")
        );
        return new Uri(page + (page.Contains('?', StringComparison.Ordinal) ? '&' : '?') + query);
    }

    /// <summary>Tokens for the code that the page led back with; it is good once.</summary>
    /// <exception cref="ConnectorException">The code, or the client's id or secret, is wrong; or nobody answered.</exception>
    public Task<TokenSet> ExchangeAsync(
        string code,
        Uri redirect,
        string verifier,
        IReadOnlyList<string> scopes,
        CancellationToken cancellationToken
    )
    {
        List<(string, string)> fields =
        [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", redirect.OriginalString),
        ];
        if (_auth.UsesPkce)
            fields.Add(("code_verifier", verifier));
        return AskAsync(fields, null, scopes, cancellationToken);
    }

    /// <summary>By the refresh token; or, where the client speaks for itself, by its secret alone.</summary>
    public Task<TokenSet> RenewAsync(TokenSet? old, CancellationToken cancellationToken = default)
    {
        if (_auth.Grant is RestGrant.ClientCredentials)
        {
            List<(string, string)> fields = [("grant_type", "client_credentials")];
            if (_auth.Scopes.Count > 0)
                fields.Add(("scope", string.Join(' ', _auth.Scopes)));
            return AskAsync(fields, null, _auth.Scopes, cancellationToken);
        }
        return old?.RefreshToken is { } refresh
            ? AskAsync(
                [("grant_type", "refresh_token"), ("refresh_token", refresh)],
                refresh,
                old.Scopes,
                cancellationToken
            )
            : throw Refused(null, "no refresh token is kept", isFinal: true);
    }

    public TokenFailure Judge(Exception failure) =>
        failure switch
        {
            ConnectorException { InnerException: TokenRefusal { IsFinal: true } } =>
                TokenFailure.Final,
            ConnectorException { Kind: ProblemKind.Transient or ProblemKind.RateLimited } =>
                TokenFailure.Passing,
            _ => TokenFailure.Other,
        };

    public Exception Lost(string name, Exception? cause) =>
        new ConnectorException(
            ProblemKind.Unauthorized,
            $"The connection to {_manifest.Title} is lost: the refresh token kept as '{name}' is used up or revoked.",
            cause
        )
        {
            Operation = Operation,
            Hint = Again,
        };

    private string ClientId => _settings.Secrets.GetValueOrDefault(_auth.ClientId, "");

    private string? ClientSecret =>
        _auth.ClientSecret is { } name ? _settings.Secrets.GetValueOrDefault(name) : null;

    private string Again =>
        _settings.Reconnect is { } command ? $"Connect again: {command}." : "Connect it again.";

    /// <param name="refresh">Good for more than once, if the answer brings no other.</param>
    /// <param name="scopes">Given, if the answer does not say.</param>
    private async Task<TokenSet> AskAsync(
        List<(string Name, string Value)> fields,
        string? refresh,
        IReadOnlyList<string> scopes,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, At(_auth.TokenUrl));
        request.Headers.Accept.ParseAdd("application/json");
        foreach (var (name, value) in _auth.TokenParams)
            fields.Add((name, value));
        Sign(request, fields);
        request.Content = new FormUrlEncodedContent(
            fields.Select(f => KeyValuePair.Create(f.Name, f.Value))
        );
        var call = new HttpCall(_manifest.Title, Operation, IsRepeatable: true);
        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return TokensOf(Read(call, response, body), refresh, scopes);
        }
        catch (Exception e) when (HttpFaults.Explains(e, cancellationToken))
        {
            throw HttpFaults.Of(e, call, request.RequestUri);
        }
    }

    private void Sign(HttpRequestMessage request, List<(string Name, string Value)> fields)
    {
        if (_auth.ClientAuth is RestClientAuth.Basic && ClientSecret is { } secret)
        {
            var pair = $"{Uri.EscapeDataString(ClientId)}:{Uri.EscapeDataString(secret)}";
            request.Headers.Authorization = new AuthenticationHeaderValue(
                "Basic",
                Convert.ToBase64String(Encoding.UTF8.GetBytes(pair))
            );
            return;
        }
        fields.Add(("client_id", ClientId));
        if (ClientSecret is { } inForm)
            fields.Add(("client_secret", inForm));
    }

    private JsonElement Read(HttpCall call, HttpResponseMessage response, byte[] body)
    {
        var isGood = response.IsSuccessStatusCode;
        JsonElement root;
        try
        {
            root = JsonElement.Parse(body);
        }
        catch (JsonException e)
        {
            throw isGood
                ? HttpFaults.NotJson(call, response, body, e)
                : Refused(response.StatusCode, null, isFinal: false);
        }
        // Some refuse with status 200.
        if (isGood && IsToken(Text(root, "access_token")))
            return root;
        var code = Text(root, "error");
        throw Refused(response.StatusCode, code, IsFinal(code));
    }

    private TokenSet TokensOf(JsonElement root, string? refresh, IReadOnlyList<string> scopes)
    {
        var now = _time.GetUtcNow();
        return new TokenSet
        {
            AccessToken = Text(root, "access_token")!,
            // Who does not rotate answers without one: the old one stays good.
            RefreshToken = Text(root, "refresh_token") is { Length: > 0 } next ? next : refresh,
            ObtainedAt = now,
            ExpiresAt = now + LifetimeOf(root),
            Scopes = Text(root, "scope") is { } scope
                ? scope.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries)
                : scopes,
        };
    }

    /// <summary>What a header can carry (RFC 6750, 2.1, and a little more).</summary>
    private static bool IsToken(string? text) =>
        text is { Length: > 0 } && text.All(c => c is > ' ' and < '\x7f');

    private static TimeSpan LifetimeOf(JsonElement root) =>
        Text(root, "expires_in") is { } text
        && double.TryParse(
            text,
            System.Globalization.NumberStyles.Float,
            System.Globalization.CultureInfo.InvariantCulture,
            out var seconds
        )
        && seconds > 0
        && seconds < Endless.TotalSeconds
            ? TimeSpan.FromSeconds(seconds)
            : Endless;

    private static bool IsFinal(string? code) =>
        code is "invalid_grant" or "invalid_refresh_token" or "bad_refresh_token";

    /// <summary>Only the code is told: descriptions were seen to repeat what they refuse.</summary>
    private ConnectorException Refused(HttpStatusCode? status, string? code, bool isFinal)
    {
        var kind =
            isFinal ? ProblemKind.Unauthorized
            : status is HttpStatusCode.TooManyRequests ? ProblemKind.RateLimited
            : status >= HttpStatusCode.InternalServerError
            || status is HttpStatusCode.RequestTimeout
                ? ProblemKind.Transient
            : code is "invalid_scope" ? ProblemKind.Forbidden
            : code is "invalid_client" or "unauthorized_client"
            || status is HttpStatusCode.Unauthorized
                ? ProblemKind.Unauthorized
            : ProblemKind.Permanent;
        var words = CodeOf(code) ?? (status is { } number ? $"status {(int)number}" : "no reason");
        return new ConnectorException(
            kind,
            $"{_manifest.Title} gives out no token: {words}.",
            new TokenRefusal(isFinal)
        )
        {
            Operation = Operation,
            Hint = kind switch
            {
                ProblemKind.Unauthorized when isFinal => Again,
                ProblemKind.Unauthorized =>
                    $"The client's id or secret is wrong, or was changed. {Again}",
                ProblemKind.Forbidden => "Ask for other scopes, or give the client more rights.",
                ProblemKind.Permanent => "Check the manifest's 'token-url', and the base URL.",
                _ => "Try again later.",
            },
        };
    }

    private static string? CodeOf(string? code) =>
        code is { Length: > 0 and <= 60 }
        && code.All(c => char.IsAsciiLetter(c) || c is '_' or '-' or ' ')
            ? code
            : null;

    private Uri At(string place) =>
        place is ['/', ..]
            ? new Uri(_base.GetLeftPart(UriPartial.Authority) + place)
            : new Uri(place);

    private static string? Text(JsonElement root, string name) =>
        root.ValueKind is JsonValueKind.Object && root.TryGetProperty(name, out var value)
            ? value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Number => value.GetRawText(),
                _ => null,
            }
            : null;

    private static string Base64Url(byte[] bytes) =>
        System.Buffers.Text.Base64Url.EncodeToString(bytes);

    /// <summary>The token endpoint's own no.</summary>
    private sealed class TokenRefusal(bool isFinal) : Exception
    {
        public bool IsFinal => isFinal;
    }
}
