using System.Text.Json;
using Tallystick.Sandbox.Http;

namespace Tallystick.Sandbox.Generic;

/// <summary>Which location a generic call is about.</summary>
internal static class GenericCaller
{
    private static readonly string[] Names = ["locationId", "location_id", "locationID"];

    /// <summary>The location that is named, else the token's own; null for the agency's.</summary>
    /// <exception cref="Refusal">It is not the token's own.</exception>
    public static string? LocationOf(Call call)
    {
        var named = Names.Select(n => Named(call, n)).FirstOrDefault(v => v is not null);
        if (named is null && Named(call, "altType") is null or "location")
            named = Named(call, "altId");
        if (named is null)
            return call.Token.LocationId;
        return call.Token.LocationId is { } own && own != named
            ? throw Refusal.WrongTenant()
            : named;
    }

    private static string? Named(Call call, string name)
    {
        if (call.Path.TryGetValue(name, out var inPath))
            return inPath;
        if (call.Query.TryGetValue(name, out var inQuery) && inQuery.Count == 1)
            return inQuery.ToString();
        return
            call.Body.ValueKind is JsonValueKind.Object
            && call.Body.TryGetProperty(name, out var inBody)
            && inBody.ValueKind is JsonValueKind.String
            ? inBody.GetString()
            : null;
    }
}
