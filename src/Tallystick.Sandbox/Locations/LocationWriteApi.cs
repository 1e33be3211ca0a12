using System.Text.Json;
using Tallystick.Sandbox.Http;
using Tallystick.Sandbox.World;

namespace Tallystick.Sandbox.Locations;

/// <summary>An agency makes, changes and closes its locations.</summary>
internal sealed class LocationWriteApi(SandboxWorld world)
{
    private const string One = "/locations/{locationId}";

    private static readonly string[] Editable =
    [
        "name",
        "phone",
        "companyId",
        "address",
        "city",
        "state",
        "country",
        "postalCode",
        "website",
        "timezone",
        "prospectInfo",
        "settings",
        "social",
        "twilio",
        "mailgun",
    ];

    /// <summary>Objects within, and what they require.</summary>
    private static readonly (string Name, string[] Required)[] Parts =
    [
        ("prospectInfo", ["firstName", "lastName", "email"]),
        ("twilio", ["sid", "authToken"]),
        ("mailgun", ["apiKey", "domain"]),
        ("snapshot", ["id"]),
        ("settings", []),
        ("social", []),
    ];

    public IEnumerable<Route> Routes =>
        [
            new("POST", "/locations", "locations.create", "locations.write", Create)
            {
                Class = TokenClass.Company,
            },
            new("PUT", One, "locations.put", "locations.write", Update)
            {
                Class = TokenClass.Company,
            },
            new("DELETE", One, "locations.delete", "locations.write", Delete)
            {
                Class = TokenClass.Company,
            },
        ];

    private Reply Create(Call call)
    {
        var dto = new Dto(call.Body, [.. Editable, "snapshotId"]);
        var name = dto.Text("name", isRequired: true) ?? "";
        var facts = Read(dto, new LocationFacts(name, "US", "America/New_York"));
        var location = world.AddLocation(world.Ids.Next(), facts);
        Set(dto, location);
        Tell("LocationCreate", location);
        return call.Ok(writer => LocationJson.Write(writer, location));
    }

    private Reply Update(Call call)
    {
        var location = Find(call);
        var dto = new Dto(call.Body, [.. Editable, "snapshot"]);
        location.Facts = Read(dto, location.Facts);
        Set(dto, location);
        Tell("LocationUpdate", location);
        return call.Ok(writer => LocationJson.Write(writer, location));
    }

    /// <summary>Its tokens end with it. There is no event of it.</summary>
    private Reply Delete(Call call)
    {
        var location = Find(call);
        if (call.Query["deleteTwilioAccount"].ToString() is not ("true" or "false"))
            throw Refusal.Invalid("deleteTwilioAccount must be a boolean value");
        if (location.Id == HighLevelSandbox.DefaultLocation)
            throw Refusal.BadRequest("The sandbox's first location stays.");
        world.Locations.Remove(location.Id);
        foreach (var token in world.Tokens.Values.Where(t => t.LocationId == location.Id).ToList())
            world.Tokens.Remove(token.Value);
        return call.Ok(writer =>
        {
            writer.WriteBoolean("success", true);
            writer.WriteString("message", "Location deleted successfully.");
        });
    }

    private LocationState Find(Call call) =>
        world.Locations.TryGetValue(call.Path["locationId"], out var location)
            ? location
            : throw Refusal.BadRequest($"Location with id {call.Path["locationId"]} not found");

    /// <exception cref="Refusal">422 for wrong values, 403 for another agency.</exception>
    private static LocationFacts Read(Dto dto, LocationFacts old)
    {
        string? Or(string name, string? before) => dto.Has(name) ? dto.Text(name) : before;
        var company = dto.Text("companyId", isRequired: true);
        var facts = old with
        {
            Name = dto.Text("name") ?? old.Name,
            Country = dto.Text("country") ?? old.Country,
            TimeZone = dto.Text("timezone") ?? old.TimeZone,
            Email = EmailOf(dto) ?? old.Email,
            Phone = Or("phone", old.Phone),
            Address = Or("address", old.Address),
            City = Or("city", old.City),
            State = Or("state", old.State),
            PostalCode = Or("postalCode", old.PostalCode),
            Website = Or("website", old.Website),
        };
        foreach (var (name, required) in Parts)
            CheckPart(dto, name, required);
        if (facts.Country is not { Length: 2 } || !facts.Country.All(char.IsAsciiLetterUpper))
            dto.Error("country must be a code of two letters");
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(facts.TimeZone, out _))
            dto.Error("timezone must be a name such as America/New_York");
        dto.Check();
        return company == SandboxWorld.CompanyId ? facts : throw Refusal.WrongTenant();
    }

    private static void CheckPart(Dto dto, string name, string[] required)
    {
        var part = dto[name];
        if (part.ValueKind is JsonValueKind.Undefined)
            return;
        if (part.ValueKind is not JsonValueKind.Object)
            dto.Error($"{name} must be an object");
        else
            foreach (var field in required)
                if (
                    !part.TryGetProperty(field, out var value)
                    || value.ValueKind is not JsonValueKind.String
                )
                    dto.Error($"{name}.{field} must be a string");
    }

    private static string? EmailOf(Dto dto) =>
        dto["prospectInfo"] is { ValueKind: JsonValueKind.Object } person
        && person.TryGetProperty("email", out var email)
        && email.ValueKind is JsonValueKind.String
            ? email.GetString()
            : null;

    private static void Set(Dto dto, LocationState location)
    {
        if (dto["settings"] is not { ValueKind: JsonValueKind.Object } settings)
            return;
        location.DuplicatesAllowed =
            Flag(settings, "allowDuplicateContact") ?? location.DuplicatesAllowed;
        location.OpportunityDuplicatesAllowed =
            Flag(settings, "allowDuplicateOpportunity") ?? location.OpportunityDuplicatesAllowed;
    }

    private static bool? Flag(JsonElement settings, string name) =>
        settings.TryGetProperty(name, out var value)
        && value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : null;

    private void Tell(string type, LocationState location) =>
        world.Emit(type, "", new LocationEvent(location.Id, location.Facts));
}
