using System.Text.Json;

namespace Tallystick.Sandbox.Acme;

/// <summary>The desk's part on OAuth, under <c>/_acme/oauth</c>: look at the tokens, end them, shorten them.</summary>
internal sealed class AcmeOAuthAdmin(AcmeOAuth oauth)
{
    /// <returns>Null where there is no such door.</returns>
    public AcmeAnswer? Answer(string method, string[] path, ReadOnlyMemory<byte> body)
    {
        switch (method, path)
        {
            case ("GET", []):
                break;
            case ("POST", ["revoke"]):
                var revoke = Read(body, AcmeAdminJson.Default.AcmeRevokeRequest);
                oauth.Revoke(revoke.AccessTokens, revoke.RefreshTokens);
                break;
            case ("POST", ["lifetime"]):
                var lifetime = Read(body, AcmeAdminJson.Default.AcmeLifetimeRequest);
                oauth.SetLifetime(
                    lifetime.Seconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null
                );
                break;
            default:
                return null;
        }
        return new AcmeAnswer(200, AcmeJson.Build(Write));
    }

    private void Write(Utf8JsonWriter writer)
    {
        var counts = oauth.Counts;
        writer.WriteStartObject();
        writer.WriteString("clientId", AcmeCrm.DefaultClientId);
        writer.WriteString("clientSecret", AcmeCrm.DefaultClientSecret);
        writer.WriteNumber("exchanges", counts.Exchanges);
        writer.WriteNumber("refreshes", counts.Refreshes);
        writer.WriteNumber("clients", counts.Clients);
        writer.WriteNumber("refusals", counts.Refusals);
        Texts(writer, "accessTokens", oauth.AccessTokens);
        Texts(writer, "refreshTokens", oauth.RefreshTokens);
        writer.WriteEndObject();
    }

    private static void Texts(Utf8JsonWriter writer, string name, IReadOnlyList<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
            writer.WriteStringValue(text);
        writer.WriteEndArray();
    }

    private static T Read<T>(
        ReadOnlyMemory<byte> body,
        System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type
    ) =>
        JsonSerializer.Deserialize(body.Span, type)
        ?? throw new JsonException("The body must be a JSON object.");
}

/// <summary>Which tokens end; both kinds if the request does not say.</summary>
internal sealed record AcmeRevokeRequest(bool AccessTokens = true, bool RefreshTokens = true);

internal sealed record AcmeLifetimeRequest(double? Seconds = null);
