using Microsoft.AspNetCore.Http;
using Tallystick.Sandbox.World;

namespace Tallystick.Sandbox.Http;

/// <summary>Token, Version header, class of token and scope; each refusal in the words seen live.</summary>
internal sealed class Gatekeeper(SandboxWorld world)
{
    private const string Bearer = "Bearer ";
    private const string ScopeRefusal = "The token is not authorized for this scope.";
    private const string ClassRefusal =
        "This authClass type is not allowed to access this scope. Please verify your IAM configuration if this is not the case.";

    private static readonly string[] Dated = ["2021-07-28", "2021-04-15", "2023-02-21", "legacy"];

    public SandboxToken Authenticate(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (
            !header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            || header.Length == Bearer.Length
        )
            throw Refusal.Unauthorized("Invalid JWT");
        var value = header[Bearer.Length..].Trim();
        lock (world.Gate)
        {
            if (
                world.Tokens.TryGetValue(value, out var token)
                && !(token.ExpiresAt <= world.Clock.NowMs)
            )
                return token;
        }
        throw value.StartsWith("pit-", StringComparison.Ordinal)
            ? Refusal.Unauthorized("Invalid Private Integration token")
            : Refusal.Of(401, "Invalid token: access token is invalid", "Unauthorized");
    }

    /// <summary>Of a call that may come without; it is then the older one.</summary>
    public static ApiVersion OpenVersionOf(HttpRequest request) =>
        request.Headers["Version"] == "v3" ? ApiVersion.V3 : ApiVersion.Dated;

    public ApiVersion VersionOf(HttpRequest request)
    {
        var version = request.Headers["Version"].ToString();
        if (version.Length == 0)
            throw Refusal.Unauthorized("version header was not found.");
        if (version == "v3")
            return ApiVersion.V3;
        if (Dated.Contains(version))
            return ApiVersion.Dated;
        throw world.Options.BogusVersionIsUnauthorized
            ? Refusal.Unauthorized("version header is invalid")
            : Refusal.BadRequest($"Invalid API version segment '{version}' at position 0");
    }

    /// <summary>A missing scope or the wrong class of token is 401, not 403.</summary>
    public static void Authorize(SandboxToken token, Route route)
    {
        if (route.Class is { } wanted && wanted != token.Class)
        {
            throw wanted is TokenClass.Company ? Refusal.Unauthorized(ScopeRefusal)
            : token.Kind is TokenKind.PrivateIntegration
                ? Refusal.Unauthorized("Token's user type mismatch!")
            : Refusal.Unauthorized(ClassRefusal);
        }
        if (!token.Allows(route.Scope))
            throw Refusal.Unauthorized(ScopeRefusal);
    }
}
