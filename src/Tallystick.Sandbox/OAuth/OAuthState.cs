namespace Tallystick.Sandbox.OAuth;

/// <summary>Who installed the app, and what was handed out for it. The world's lock guards it.</summary>
internal sealed class OAuthState
{
    public OAuthApp App { get; } = OAuthApp.Demo;

    /// <summary>By <see cref="Install.Key"/>.</summary>
    public SortedDictionary<string, Install> Installs { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, Code> Codes { get; } = new(StringComparer.Ordinal);

    /// <summary>By refresh token.</summary>
    public Dictionary<string, Grant> Grants { get; } = new(StringComparer.Ordinal);

    /// <summary>When a location's token was first asked for, for the fault of a new install.</summary>
    public Dictionary<string, long> FirstAsked { get; } = new(StringComparer.Ordinal);

    /// <summary>Sub-accounts that are suspended: their refresh is refused.</summary>
    public HashSet<string> Inactive { get; } = new(StringComparer.Ordinal);

    /// <summary>How long an access token lives; null for the usual time.</summary>
    public TimeSpan? Lifetime { get; set; }

    public OAuthCounts Counts { get; set; } = new();

    public OAuthData Take() =>
        new(
            [.. Installs.Values],
            [.. Codes.Values.OrderBy(c => c.Value, StringComparer.Ordinal)],
            [.. Grants.Values.OrderBy(g => g.RefreshToken, StringComparer.Ordinal)],
            [.. Inactive.Order(StringComparer.Ordinal)],
            Counts
        );

    public void Restore(OAuthData data)
    {
        Clear();
        foreach (var install in data.Installs)
            Installs[install.Key] = install;
        foreach (var code in data.Codes)
            Codes[code.Value] = code;
        foreach (var grant in data.Grants)
            Grants[grant.RefreshToken] = grant;
        Inactive.UnionWith(data.Inactive);
        Counts = data.Counts;
    }

    public void Clear()
    {
        Installs.Clear();
        Codes.Clear();
        Grants.Clear();
        FirstAsked.Clear();
        Inactive.Clear();
        Lifetime = null;
        Counts = new OAuthCounts();
    }
}

/// <summary>All of it, as a snapshot keeps it.</summary>
internal sealed record OAuthData(
    IReadOnlyList<Install> Installs,
    IReadOnlyList<Code> Codes,
    IReadOnlyList<Grant> Grants,
    IReadOnlyList<string> Inactive,
    OAuthCounts Counts
);

/// <param name="LocationId">Null for a whole agency.</param>
internal sealed record Install(string? LocationId, IReadOnlyList<string> Scopes, long At)
{
    public string Key => LocationId ?? "company";
}

/// <summary>Good for one exchange.</summary>
internal sealed record Code(string Value, Install Install, string RedirectUri, long At);

/// <summary>A refresh token, and what became of it.</summary>
internal sealed record Grant(string RefreshToken, string RefreshTokenId, Install Install, long At)
{
    /// <summary>When it was used, and the tokens that it was used for.</summary>
    public GrantUse? Use { get; init; }
}

internal sealed record GrantUse(long At, Issued Tokens);

/// <summary>One answer of the token endpoint, to be repeated within the grace.</summary>
internal sealed record Issued(
    string AccessToken,
    Grant Grant,
    IReadOnlyList<string> Scopes,
    long Seconds
);

/// <summary>What the token endpoint did.</summary>
/// <param name="Repeats">The same refresh once more within the grace, answered with the same tokens.</param>
internal sealed record OAuthCounts(
    int Exchanges = 0,
    int Refreshes = 0,
    int Repeats = 0,
    int Refusals = 0,
    int LocationTokens = 0
);
