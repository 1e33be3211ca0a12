using Tallystick.Sandbox.Contacts;
using Tallystick.Sandbox.Http;
using Tallystick.Sandbox.World;
using static Tallystick.Sandbox.Locations.LocationPart;

namespace Tallystick.Sandbox.Locations;

/// <summary>Locations themselves.</summary>
internal sealed class LocationApi(SandboxWorld world)
{
    private const string One = "/locations/{locationId}";

    public IEnumerable<Route> Routes =>
        [
            new("GET", One, "locations.get", "locations.readonly", Get) { Class = null },
            new("GET", "/locations/search", "locations.search", "locations.readonly", Search)
            {
                Class = null,
            },
            new("GET", One + "/timezones", "locations.timezones", "locations.readonly", TimeZones)
            {
                Class = null,
            },
        ];

    private static Reply Get(Call call)
    {
        var location = Of(call);
        return call.Ok(writer =>
        {
            writer.WriteStartObject("location");
            LocationJson.Write(writer, location);
            writer.WriteEndObject();
        });
    }

    /// <summary>An agency sees all of its locations, a location itself.</summary>
    private Reply Search(Call call)
    {
        if (call.Query["companyId"].ToString() is not ("" or SandboxWorld.CompanyId))
            throw Refusal.WrongTenant();
        var skip = call.QueryNumber("skip", 0, 0, int.MaxValue);
        var limit = call.QueryNumber("limit", 10, 1, 100);
        var email = call.Query["email"].ToString();
        var found = world
            .Locations.Values.Where(l =>
                call.Token.LocationId is null || call.Token.LocationId == l.Id
            )
            .Where(l => email.Length == 0 || email == (l.Facts.Email ?? LocationJson.Email))
            .OrderBy(l => l.Name, StringComparer.Ordinal);
        var sorted = call.Query["order"] == "desc" ? found.Reverse() : found;
        return call.Ok(writer =>
            WriteAll(writer, "locations", sorted.Skip(skip).Take(limit), LocationJson.Write)
        );
    }

    private static Reply TimeZones(Call call)
    {
        _ = Of(call);
        return call.Ok(writer =>
            ContactJson.WriteTexts(
                writer,
                "timeZones",
                TimeZoneInfo
                    .GetSystemTimeZones()
                    .Where(zone => zone.HasIanaId)
                    .Select(zone => zone.Id)
            )
        );
    }
}
