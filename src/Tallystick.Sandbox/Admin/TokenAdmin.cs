using Tallystick.Sandbox.Contacts;
using Tallystick.Sandbox.Http;
using Tallystick.Sandbox.World;

namespace Tallystick.Sandbox.Admin;

/// <summary>The desk's part on tokens, whatever they came from.</summary>
internal sealed class TokenAdmin(SandboxWorld world)
{
    public Reply List() =>
        Reply.Plain(
            200,
            w =>
            {
                w.WriteStartArray();
                foreach (var token in world.Tokens.Values)
                {
                    w.WriteStartObject();
                    w.WriteString("token", token.Value);
                    w.WriteString("kind", token.Kind.ToString());
                    w.WriteString("class", token.Class.ToString());
                    w.WriteString("locationId", token.LocationId);
                    if (token.Scopes is not null)
                        ContactJson.WriteTexts(w, "scopes", token.Scopes);
                    w.WriteEndObject();
                }
                w.WriteEndArray();
            }
        );

    public Reply Set(TokenRequest request, Func<string?, LocationState> locationOf)
    {
        if (request.Revoke)
        {
            world.Tokens.Remove(request.Token);
            return List();
        }
        world.Tokens[request.Token] = new SandboxToken(
            request.Token,
            request.Token.StartsWith("pit-", StringComparison.Ordinal)
                ? TokenKind.PrivateIntegration
                : TokenKind.OAuth,
            request.Agency ? TokenClass.Company : TokenClass.Location,
            request.Agency ? null : locationOf(request.LocationId).Id,
            request.Scopes?.ToHashSet()
        );
        return List();
    }
}
