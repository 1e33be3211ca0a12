using System.Buffers.Text;
using System.Text.Json;
using Tallystick.Sandbox.World;

namespace Tallystick.Sandbox.OAuth;

/// <summary>
/// Installs the app and hands out its tokens. A refresh token is good for one refresh; the same
/// refresh once more within the grace answers the same tokens, and after it is refused.
/// </summary>
internal sealed class OAuthDesk(SandboxWorld world)
{
    private static readonly TimeSpan CodeLifetime = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan RefreshLifetime = TimeSpan.FromDays(365);

    // Of the furniture's company token, which nobody consented to.
    private static readonly HashSet<string> DefaultScopes = ["contacts.readonly", "contacts.write"];

    private OAuthState State => world.OAuth;

    private long Now => world.Clock.NowMs;

    /// <summary>What consent does: the app is installed, and a code speaks for that.</summary>
    /// <param name="locationId">Null for the whole agency.</param>
    public string Consent(string? locationId, IReadOnlyList<string> scopes, string redirectUri)
    {
        var install = new Install(locationId, scopes, Now);
        State.Installs[install.Key] = install;
        world.Emit("INSTALL", locationId ?? "", new AppEvent(State.App, install));
        var code = new Code(world.Ids.NextHex(), install, redirectUri, Now);
        State.Codes[code.Value] = code;
        return code.Value;
    }

    /// <returns>Null where the code is unknown, used or too old.</returns>
    public Issued? Exchange(string code, string? redirectUri)
    {
        if (
            !State.Codes.Remove(code, out var found)
            || Now - found.At > CodeLifetime.TotalMilliseconds
            || (redirectUri is not null && redirectUri != found.RedirectUri)
        )
            return Refuse();
        State.Counts = State.Counts with { Exchanges = State.Counts.Exchanges + 1 };
        return Issue(found.Install, found.Install.Scopes);
    }

    /// <returns>Null where the refresh token is unknown, or used and the grace is over.</returns>
    public Issued? Refresh(string refreshToken)
    {
        if (
            !State.Grants.TryGetValue(refreshToken, out var grant)
            || Now - grant.At > RefreshLifetime.TotalMilliseconds
        )
            return Refuse();
        if (grant.Use is var (at, tokens))
        {
            if (Now - at > world.Options.RefreshGrace.TotalMilliseconds)
                return Refuse();
            State.Counts = State.Counts with { Repeats = State.Counts.Repeats + 1 };
            return tokens;
        }
        State.Counts = State.Counts with { Refreshes = State.Counts.Refreshes + 1 };
        var issued = Issue(grant.Install, grant.Install.Scopes);
        State.Grants[refreshToken] = grant with { Use = new GrantUse(Now, issued) };
        return issued;
    }

    /// <summary>A location's own tokens, on the word of its agency's.</summary>
    public Issued ForLocation(string locationId, IReadOnlySet<string>? companyScopes)
    {
        State.Counts = State.Counts with { LocationTokens = State.Counts.LocationTokens + 1 };
        IEnumerable<string> granted = companyScopes ?? DefaultScopes;
        var scopes = granted.Concat(["oauth.readonly", "oauth.write"]).Distinct().ToArray();
        return Issue(new Install(locationId, scopes, Now), scopes);
    }

    public void Uninstall(string? locationId)
    {
        if (!State.Installs.Remove(locationId ?? "company", out var install))
            return;
        Revoke(locationId, accessTokens: true, refreshTokens: true);
        world.Emit("UNINSTALL", locationId ?? "", new AppEvent(State.App, install));
    }

    /// <param name="locationId">Null for all installs.</param>
    public void Revoke(string? locationId, bool accessTokens, bool refreshTokens)
    {
        bool IsMeant(string? owner) => locationId is null || owner == locationId;
        if (accessTokens)
        {
            foreach (var token in world.Tokens.Values.Where(t => t.ExpiresAt is not null).ToList())
                if (IsMeant(token.LocationId))
                    world.Tokens.Remove(token.Value);
        }
        if (refreshTokens)
        {
            foreach (var grant in State.Grants.Values.ToList())
                if (IsMeant(grant.Install.LocationId))
                    State.Grants.Remove(grant.RefreshToken);
        }
    }

    private Issued Issue(Install install, IReadOnlyList<string> scopes)
    {
        var tokenClass = install.LocationId is null ? TokenClass.Company : TokenClass.Location;
        var lifetime = State.Lifetime ?? world.Options.AccessTokenLifetime;
        var expires = Now + (long)lifetime.TotalMilliseconds;
        var access = new SandboxToken(
            Jwt(install, expires),
            TokenKind.OAuth,
            tokenClass,
            install.LocationId,
            scopes.ToHashSet()
        )
        {
            ExpiresAt = expires,
        };
        world.Tokens[access.Value] = access;
        var grant = new Grant("refresh-" + world.Ids.NextUuid(), world.Ids.NextHex(), install, Now);
        State.Grants[grant.RefreshToken] = grant;
        return new Issued(access.Value, grant, scopes, (long)lifetime.TotalSeconds);
    }

    private Issued? Refuse()
    {
        State.Counts = State.Counts with { Refusals = State.Counts.Refusals + 1 };
        return null;
    }

    /// <summary>In the shape of the live ones; the signature is nobody's.</summary>
    private string Jwt(Install install, long expires)
    {
        var header = new { alg = "RS256", typ = "JWT" };
        var claims = new
        {
            authClass = install.LocationId is null ? "Company" : "Location",
            authClassId = install.LocationId ?? SandboxWorld.CompanyId,
            primaryAuthClassId = install.LocationId ?? SandboxWorld.CompanyId,
            source = "INTEGRATION",
            sourceId = State.App.ClientId,
            channel = "OAUTH",
            iat = Now / 1000,
            exp = expires / 1000,
            jti = world.Ids.NextUuid(),
        };
        return $"{Part(header)}.{Part(claims)}.{world.Ids.Next()}{world.Ids.Next()}";

        static string Part(object value) =>
            Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value));
    }
}

/// <summary>An install or its end, as its webhook tells it.</summary>
internal sealed record AppEvent(OAuthApp App, Install Install);
