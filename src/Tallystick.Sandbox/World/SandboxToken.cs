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
    public bool Allows(string scope) => Scopes is null || Scopes.Contains(scope);
}
