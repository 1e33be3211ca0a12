using System.Security.Cryptography;
using System.Text;

namespace Tallystick.Sandbox.Acme;

/// <summary>
/// Acme's OAuth 2: codes for consent, tokens for codes. A refresh token that is used a second time
/// ends the whole grant, as whoever used it first may be a thief.
/// </summary>
internal sealed class AcmeOAuth(AcmeOptions options, TimeProvider time)
{
    public const string Read = "crm.read";
    public const string Write = "crm.write";

    private static readonly TimeSpan CodeLifetime = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly Random _chance = new(options.Seed);
    private readonly Dictionary<string, Code> _codes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Access> _access = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Refresh> _refresh = new(StringComparer.Ordinal);
    private TimeSpan _lifetime = options.AccessTokenLifetime;
    private int _grants;

    /// <summary>How often each kind of request was answered or refused, and what was given out and lives.</summary>
    public AcmeOAuthCounts Counts { get; private set; } = new();

    public IReadOnlyList<string> AccessTokens
    {
        get
        {
            lock (_gate)
                return [.. _access.Keys.Order(StringComparer.Ordinal)];
        }
    }

    public IReadOnlyList<string> RefreshTokens
    {
        get
        {
            lock (_gate)
                return
                [
                    .. _refresh
                        .Where(r => !r.Value.IsUsed)
                        .Select(r => r.Key)
                        .Order(StringComparer.Ordinal),
                ];
        }
    }

    public static bool IsClient(string? id, string? secret) =>
        id == AcmeCrm.DefaultClientId && secret == AcmeCrm.DefaultClientSecret;

    public static IReadOnlyList<string>? ScopesOf(string? text)
    {
        var scopes = (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return scopes.Length > 0 && scopes.All(s => s is Read or Write) ? scopes : null;
    }

    /// <summary>What consent does.</summary>
    public string Consent(string redirect, IReadOnlyList<string> scopes, string? challenge)
    {
        lock (_gate)
        {
            var code = New("acme-code-");
            _codes[code] = new Code(redirect, scopes, challenge, time.GetUtcNow());
            return code;
        }
    }

    /// <returns>Null where the code, its address or its verifier is not the one.</returns>
    public AcmeTokens? Exchange(string code, string? redirect, string? verifier)
    {
        lock (_gate)
        {
            if (
                !_codes.Remove(code, out var found)
                || time.GetUtcNow() - found.At > CodeLifetime
                || redirect != found.Redirect
                || !Proves(verifier, found.Challenge)
            )
                return Refuse();
            Counts = Counts with { Exchanges = Counts.Exchanges + 1 };
            return Issue(++_grants, found.Scopes, New("acme-rt-"));
        }
    }

    /// <returns>Null where the refresh token is unknown, or was used.</returns>
    public AcmeTokens? Renew(string refreshToken)
    {
        lock (_gate)
        {
            if (!_refresh.TryGetValue(refreshToken, out var found))
                return Refuse();
            if (found.IsUsed)
            {
                End(found.Grant);
                return Refuse();
            }
            Counts = Counts with { Refreshes = Counts.Refreshes + 1 };
            if (!options.RefreshRotates)
                return Issue(found.Grant, found.Scopes, null);
            _refresh[refreshToken] = found with { IsUsed = true };
            return Issue(found.Grant, found.Scopes, New("acme-rt-"));
        }
    }

    /// <summary>For a client that speaks for itself.</summary>
    public AcmeTokens ForClient(IReadOnlyList<string> scopes)
    {
        lock (_gate)
        {
            Counts = Counts with { Clients = Counts.Clients + 1 };
            return Issue(++_grants, scopes, null);
        }
    }

    public void CountRefusal()
    {
        lock (_gate)
            Refuse();
    }

    /// <returns>Null where the token is unknown or has ended.</returns>
    public IReadOnlyList<string>? Allows(string accessToken)
    {
        lock (_gate)
            return _access.TryGetValue(accessToken, out var found) && time.GetUtcNow() < found.Until
                ? found.Scopes
                : null;
    }

    public void Revoke(bool accessTokens, bool refreshTokens)
    {
        lock (_gate)
        {
            if (accessTokens)
                _access.Clear();
            if (refreshTokens)
                _refresh.Clear();
        }
    }

    /// <summary>Of the access tokens that are given out from now on; null for the usual time.</summary>
    public void SetLifetime(TimeSpan? lifetime)
    {
        lock (_gate)
            _lifetime = lifetime ?? options.AccessTokenLifetime;
    }

    public void Clear()
    {
        lock (_gate)
        {
            _codes.Clear();
            _access.Clear();
            _refresh.Clear();
            _lifetime = options.AccessTokenLifetime;
            Counts = new AcmeOAuthCounts();
        }
    }

    private AcmeTokens Issue(int grant, IReadOnlyList<string> scopes, string? refresh)
    {
        var access = New("acme-at-");
        _access[access] = new Access(grant, scopes, time.GetUtcNow() + _lifetime);
        if (refresh is not null)
            _refresh[refresh] = new Refresh(grant, scopes);
        return new AcmeTokens(access, refresh, scopes, _lifetime.TotalSeconds);
    }

    private void End(int grant)
    {
        foreach (
            var token in _access.Where(a => a.Value.Grant == grant).Select(a => a.Key).ToList()
        )
            _access.Remove(token);
        foreach (
            var token in _refresh.Where(r => r.Value.Grant == grant).Select(r => r.Key).ToList()
        )
            _refresh.Remove(token);
    }

    private AcmeTokens? Refuse()
    {
        Counts = Counts with { Refusals = Counts.Refusals + 1 };
        return null;
    }

    private string New(string prefix)
    {
        var bytes = new byte[16];
        _chance.NextBytes(bytes);
        return prefix + Convert.ToHexStringLower(bytes);
    }

    /// <summary>RFC 7636: the verifier's hash is what the page was shown.</summary>
    private static bool Proves(string? verifier, string? challenge) =>
        challenge is null
            ? verifier is null
            : verifier is not null
                && System.Buffers.Text.Base64Url.EncodeToString(
                    SHA256.HashData(Encoding.ASCII.GetBytes(verifier))
                ) == challenge;

    private sealed record Code(
        string Redirect,
        IReadOnlyList<string> Scopes,
        string? Challenge,
        DateTimeOffset At
    );

    private sealed record Access(int Grant, IReadOnlyList<string> Scopes, DateTimeOffset Until);

    private sealed record Refresh(int Grant, IReadOnlyList<string> Scopes)
    {
        public bool IsUsed { get; init; }
    }
}

/// <summary>What the token endpoint gives out; a refresh token only where there is a new one.</summary>
internal sealed record AcmeTokens(
    string AccessToken,
    string? RefreshToken,
    IReadOnlyList<string> Scopes,
    double Seconds
);

internal sealed record AcmeOAuthCounts(
    int Exchanges = 0,
    int Refreshes = 0,
    int Clients = 0,
    int Refusals = 0
);
