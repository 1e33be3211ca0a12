using System.Text.Json;
using Tallystick.Sandbox.Http;
using Tallystick.Sandbox.World;

namespace Tallystick.Sandbox.OAuth;

/// <summary>The desk's part on installs and their tokens, under <c>/_sandbox/oauth</c>.</summary>
internal sealed class OAuthAdmin(SandboxWorld world)
{
    private static readonly string[] Scopes = ["contacts.readonly", "contacts.write"];

    private readonly OAuthDesk _desk = new(world);

    /// <returns>Null where there is no such door.</returns>
    public Reply? Answer(string method, string[] path, JsonElement body)
    {
        var location = Text(body, "locationId");
        switch (method, path)
        {
            case ("GET", []):
                break;
            case ("POST", ["consent"]):
                _desk.Consent(location, Scopes, "https://app.example.com/callback");
                break;
            case ("POST", ["revoke"]):
                _desk.Revoke(
                    location,
                    Flag(body, "accessTokens") ?? true,
                    Flag(body, "refreshTokens") ?? true
                );
                break;
            case ("POST", ["uninstall"]):
                _desk.Uninstall(location);
                break;
            case ("POST", ["suspend"]) when location is not null:
                if (Flag(body, "active") is true)
                    world.OAuth.Inactive.Remove(location);
                else
                    world.OAuth.Inactive.Add(location);
                break;
            case ("POST", ["lifetime"]):
                world.OAuth.Lifetime = Seconds(body) is { } seconds
                    ? TimeSpan.FromSeconds(seconds)
                    : null;
                break;
            default:
                return null;
        }
        return Reply.Plain(200, Write);
    }

    private void Write(Utf8JsonWriter writer)
    {
        var state = world.OAuth;
        writer.WriteStartObject();
        writer.WriteString("clientId", state.App.ClientId);
        writer.WriteString("clientSecret", state.App.ClientSecret);
        writer.WriteNumber("exchanges", state.Counts.Exchanges);
        writer.WriteNumber("refreshes", state.Counts.Refreshes);
        writer.WriteNumber("repeats", state.Counts.Repeats);
        writer.WriteNumber("refusals", state.Counts.Refusals);
        writer.WriteNumber("locationTokens", state.Counts.LocationTokens);
        writer.WriteStartArray("refreshTokens");
        foreach (var grant in state.Grants.Values)
            writer.WriteStringValue(grant.RefreshToken);
        writer.WriteEndArray();
        writer.WriteStartArray("installs");
        foreach (var install in state.Installs.Values)
        {
            writer.WriteStartObject();
            writer.WriteString("locationId", install.LocationId);
            writer.WriteString("scope", string.Join(' ', install.Scopes));
            writer.WriteString("installedAt", Times.Iso(install.At));
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static string? Text(JsonElement body, string name) =>
        body.ValueKind is JsonValueKind.Object
        && body.TryGetProperty(name, out var value)
        && value.ValueKind is JsonValueKind.String
            ? value.GetString()
            : null;

    private static double? Seconds(JsonElement body) =>
        body.ValueKind is JsonValueKind.Object
        && body.TryGetProperty("seconds", out var value)
        && value.ValueKind is JsonValueKind.Number
            ? value.GetDouble()
            : null;

    private static bool? Flag(JsonElement body, string name) =>
        body.ValueKind is JsonValueKind.Object
        && body.TryGetProperty(name, out var value)
        && value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : null;
}
