namespace Tallystick.Sandbox.World;

internal enum TokenClass
{
    Location,
    Company,
}

internal enum TokenKind
{
    PrivateIntegration,
    OAuth,
}

/// <param name="Scopes">Null for every scope.</param>
internal sealed record SandboxToken(
    string Value,
    TokenKind Kind,
    TokenClass Class,
    string? LocationId,
    IReadOnlySet<string>? Scopes
)
{
    /// <summary>On the sandbox's clock; null for a token that stays.</summary>
    public long? ExpiresAt { get; init; }

    /// <summary>Who calls where no token is asked for.</summary>
    public static SandboxToken Nobody { get; } =
        new("", TokenKind.OAuth, TokenClass.Company, null, null);

    public bool Allows(string scope) =>
        scope.Length == 0 || Scopes is null || Scopes.Contains(scope);
}
