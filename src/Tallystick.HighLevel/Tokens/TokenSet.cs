namespace Tallystick.HighLevel.Tokens;

/// <summary>Whom a token speaks for.</summary>
public enum TokenClass
{
    /// <summary>One sub-account.</summary>
    Location,

    /// <summary>An agency; most calls want a location's.</summary>
    Company,
}

/// <summary>What the token endpoint gave out. Its text form shows neither of the tokens.</summary>
public sealed record TokenSet
{
    public required string AccessToken { get; init; }

    /// <summary>Good for one refresh; null where there is none.</summary>
    public string? RefreshToken { get; init; }

    public required DateTimeOffset ObtainedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public IReadOnlyList<string> Scopes { get; init; } = [];

    public TokenClass Class { get; init; }

    public string? CompanyId { get; init; }

    /// <summary>Null for an agency's token.</summary>
    public string? LocationId { get; init; }

    public string? UserId { get; init; }

    /// <summary>When the refresh token was refused for good: only a new install helps.</summary>
    public DateTimeOffset? LostAt { get; init; }

    // A record prints its properties: this one must not.
    public override string ToString() =>
        $"TokenSet {{ {Class} {LocationId ?? CompanyId}, until {ExpiresAt:O} }}";
}
