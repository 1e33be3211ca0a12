using Tallystick.Sandbox.Http;
using Tallystick.Sandbox.World;

namespace Tallystick.Sandbox.Locations;

/// <summary>A location's token for a company's: one path for both generations, and one that only v3 knows.</summary>
internal sealed class TokenApi(SandboxWorld world)
{
    private const int LifetimeSeconds = 86_400;

    public IEnumerable<Route> Routes =>
        [
            new("POST", "/oauth/locationToken", "oauth.location-token", "oauth.write", Exchange)
            {
                Class = TokenClass.Company,
            },
            new("POST", "/oauth/location-token", "oauth.location-token", "oauth.write", Exchange)
            {
                Class = TokenClass.Company,
                Only = ApiVersion.V3,
            },
        ];

    private Reply Exchange(Call call)
    {
        if (call.Token.Kind is TokenKind.PrivateIntegration)
            throw Refusal.Unauthorized("The token is not authorized for this scope.");
        var dto = new Dto(call.Body, "companyId", "locationId");
        var company = dto.Text("companyId", isRequired: true);
        var id = dto.Text("locationId", isRequired: true);
        dto.Check();
        if (company != SandboxWorld.CompanyId || !world.Locations.ContainsKey(id!))
            throw Refusal.WrongTenant();
        var token = new SandboxToken(
            "oauth-" + world.Ids.Next(),
            TokenKind.OAuth,
            TokenClass.Location,
            id,
            null
        );
        world.Tokens[token.Value] = token;
        string Name(string dated, string v3) => call.IsV3 ? v3 : dated;
        return call.Created(writer =>
        {
            writer.WriteString(Name("access_token", "accessToken"), token.Value);
            writer.WriteString(Name("token_type", "tokenType"), "Bearer");
            writer.WriteNumber(Name("expires_in", "expiresIn"), LifetimeSeconds);
            writer.WriteString(
                Name("refresh_token", "refreshToken"),
                "refresh-" + world.Ids.Next()
            );
            writer.WriteString(
                "scope",
                "contacts.readonly contacts.write oauth.readonly oauth.write"
            );
            writer.WriteString("userType", "Location");
            writer.WriteString("companyId", SandboxWorld.CompanyId);
            writer.WriteString("locationId", id);
            writer.WriteString("userId", Furniture.FirstUser);
        });
    }
}
