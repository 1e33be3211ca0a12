using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Tallystick.Sandbox.Faults;
using Tallystick.Sandbox.World;

namespace Tallystick.Sandbox.Http;

/// <summary>One authorised call on its way to its handler.</summary>
internal sealed class Call
{
    public required string TraceId { get; init; }

    public required ApiVersion Version { get; init; }

    public required SandboxToken Token { get; init; }

    public required IQueryCollection Query { get; init; }

    public required IReadOnlyDictionary<string, string> Path { get; init; }

    /// <summary>Undefined where nothing was sent.</summary>
    public required JsonElement Body { get; init; }

    public required SandboxWorld World { get; init; }

    /// <summary>How the API is to be wrong.</summary>
    public required FaultRates Faults { get; init; }

    public bool IsV3 => Version == ApiVersion.V3;

    /// <summary>The token's own location.</summary>
    public LocationState Location =>
        Token.LocationId is { } id && World.Locations.TryGetValue(id, out var location)
            ? location
            : throw Refusal.WrongTenant();

    /// <summary>The named location, which must be the token's own.</summary>
    public LocationState LocationOf(string? id)
    {
        if (string.IsNullOrEmpty(id))
            throw Refusal.Invalid("locationId can't be undefined");
        if (Token.Class is TokenClass.Company)
        {
            return World.Locations.TryGetValue(id, out var any) ? any : throw Refusal.WrongTenant();
        }
        return id == Token.LocationId ? Location : throw Refusal.WrongTenant();
    }

    public LocationState QueryLocation() => LocationOf(Query["locationId"]);

    public Reply Ok(Action<Utf8JsonWriter> properties) => Reply.Json(200, TraceId, properties);

    public Reply Created(Action<Utf8JsonWriter> properties) => Reply.Json(201, TraceId, properties);

    /// <summary>The success flag, misspelt as the dated versions have it; v3 sends both.</summary>
    public Reply Done(int status = 200) =>
        Reply.Json(
            status,
            TraceId,
            writer =>
            {
                if (IsV3)
                    writer.WriteBoolean("succeeded", true);
                writer.WriteBoolean("succeded", true);
            }
        );

    public int QueryNumber(string name, int otherwise, int min, int max)
    {
        var text = Query[name].ToString();
        if (text.Length == 0)
            return otherwise;
        if (!int.TryParse(text, out var number) || number < min)
            throw Refusal.Invalid($"{name} must be a number string");
        return number > max
            ? throw Refusal.Invalid($"{name} must not be greater than {max}")
            : number;
    }
}
