using System.Text.Json;
using Tallystick.Sandbox.Contacts;
using Tallystick.Sandbox.Http;
using Tallystick.Sandbox.World;

namespace Tallystick.Sandbox.Locations;

/// <summary>Companies; two of their answers spell the word wrong, as the live API does.</summary>
internal sealed class BusinessApi(SandboxWorld world)
{
    private static readonly string[] Editable =
    [
        "name",
        "phone",
        "email",
        "website",
        "address",
        "city",
        "state",
        "postalCode",
        "country",
        "description",
    ];

    public IEnumerable<Route> Routes =>
        [
            new("GET", "/businesses", "businesses.list", "businesses.readonly", List),
            new("POST", "/businesses", "businesses.create", "businesses.write", Create),
            new("GET", "/businesses/{businessId}", "businesses.get", "businesses.readonly", Get),
            new("PUT", "/businesses/{businessId}", "businesses.update", "businesses.write", Update),
            new(
                "DELETE",
                "/businesses/{businessId}",
                "businesses.delete",
                "businesses.write",
                Delete
            ),
        ];

    private static Reply List(Call call)
    {
        var location = call.QueryLocation();
        var limit = call.QueryNumber("limit", 100, 1, 500);
        var skip = call.QueryNumber("skip", 0, 0, int.MaxValue);
        var page = location
            .Businesses.Values.OrderBy(b => b.CreatedAt)
            .ThenBy(b => b.Id, StringComparer.Ordinal)
            .Skip(skip)
            .Take(limit);
        return call.Ok(writer =>
        {
            writer.WriteStartArray("businesses");
            foreach (var business in page)
            {
                writer.WriteStartObject();
                Write(writer, business);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
        });
    }

    private Reply Create(Call call)
    {
        var dto = new Dto(call.Body, [.. Editable, "locationId"]);
        var locationId = dto.Text("locationId", isRequired: true);
        var now = world.Clock.NowMs;
        var blank = new Business(
            world.Ids.NextHex(),
            locationId ?? "",
            "",
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            now,
            now
        );
        var business = Fill(dto, blank, isNew: true);
        var location = call.LocationOf(locationId);
        location.Businesses.Add(business.Id, business);
        world.Emit("RecordCreate", location.Id, business);
        return call.Created(writer => WriteMisspelt(writer, business));
    }

    private static Reply Get(Call call)
    {
        var business = Find(call);
        return call.Ok(writer =>
        {
            writer.WriteStartObject("business");
            Write(writer, business);
            writer.WriteEndObject();
        });
    }

    private Reply Update(Call call)
    {
        var changed = Fill(new Dto(call.Body, Editable), Find(call), isNew: false) with
        {
            UpdatedAt = world.Clock.NowMs,
        };
        call.Location.Businesses[changed.Id] = changed;
        world.Emit("RecordUpdate", call.Location.Id, changed);
        return call.Ok(writer => WriteMisspelt(writer, changed));
    }

    private Reply Delete(Call call)
    {
        var business = Find(call);
        call.Location.Businesses.Remove(business.Id);
        world.Emit("RecordDelete", call.Location.Id, business);
        return call.Ok(writer => writer.WriteBoolean("success", true));
    }

    private static Business Find(Call call) =>
        call.Location.Businesses.TryGetValue(call.Path["businessId"], out var business)
            ? business
            : throw Refusal.BadRequest("Business not found");

    private static Business Fill(Dto dto, Business old, bool isNew)
    {
        string? Or(string name, string? before) => dto.Has(name) ? dto.Text(name) : before;
        var filled = old with
        {
            Name = isNew
                ? dto.Text("name", isRequired: true) ?? ""
                : Or("name", old.Name) ?? old.Name,
            Phone = Or("phone", old.Phone),
            Email = Or("email", old.Email),
            Website = Or("website", old.Website),
            Address = Or("address", old.Address),
            City = Or("city", old.City),
            State = Or("state", old.State),
            PostalCode = Or("postalCode", old.PostalCode),
            Country = Or("country", old.Country),
            Description = Or("description", old.Description),
        };
        dto.Check();
        return filled;
    }

    private static void WriteMisspelt(Utf8JsonWriter writer, Business business)
    {
        writer.WriteBoolean("success", true);
        writer.WriteStartObject("buiseness");
        Write(writer, business);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, Business business)
    {
        writer.WriteString("id", business.Id);
        writer.WriteString("name", business.Name);
        ContactJson.Optional(writer, "phone", business.Phone);
        ContactJson.Optional(writer, "email", business.Email);
        ContactJson.Optional(writer, "website", business.Website);
        ContactJson.Optional(writer, "address", business.Address);
        ContactJson.Optional(writer, "city", business.City);
        ContactJson.Optional(writer, "state", business.State);
        ContactJson.Optional(writer, "postalCode", business.PostalCode);
        ContactJson.Optional(writer, "country", business.Country);
        ContactJson.Optional(writer, "description", business.Description);
        writer.WriteString("locationId", business.LocationId);
        writer.WriteString("createdAt", Times.Iso(business.CreatedAt));
        writer.WriteString("updatedAt", Times.Iso(business.UpdatedAt));
    }
}
