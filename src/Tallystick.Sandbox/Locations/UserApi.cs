using System.Text.Json;
using Tallystick.Sandbox.Contacts;
using Tallystick.Sandbox.Http;
using Tallystick.Sandbox.World;

namespace Tallystick.Sandbox.Locations;

/// <summary>The people of the agency.</summary>
internal sealed class UserApi(SandboxWorld world)
{
    public IEnumerable<Route> Routes =>
        [
            new("GET", "/users", "users.list", "users.readonly", List) { Only = ApiVersion.Dated },
            new("GET", "/users/search", "users.search", "users.readonly", Search) { Class = null },
            new("GET", "/users/{userId}", "users.get", "users.readonly", Get) { Class = null },
        ];

    private Reply List(Call call)
    {
        var location = call.QueryLocation();
        var users = world.Users.Where(u => u.LocationIds.Contains(location.Id)).ToList();
        return call.Ok(writer => WriteAll(writer, users));
    }

    private Reply Search(Call call)
    {
        if (call.Query["companyId"] != SandboxWorld.CompanyId)
            throw Refusal.Invalid("companyId must be a string");
        var location = call.Query["locationId"].ToString();
        var query = call.Query["query"].ToString();
        var skip = call.QueryNumber("skip", 0, 0, int.MaxValue);
        var limit = call.QueryNumber("limit", 25, 1, 100);
        var users = world
            .Users.Where(u => location.Length == 0 || u.LocationIds.Contains(location))
            .Where(u =>
                query.Length == 0 || u.Email.Contains(query, StringComparison.OrdinalIgnoreCase)
            )
            .ToList();
        return call.Ok(writer =>
        {
            WriteAll(writer, users.Skip(skip).Take(limit));
            writer.WriteNumber("count", users.Count);
        });
    }

    private Reply Get(Call call)
    {
        var user =
            world.Users.Find(u => u.Id == call.Path["userId"])
            ?? throw Refusal.BadRequest("User not found");
        return call.Ok(writer => Write(writer, user));
    }

    private static void WriteAll(Utf8JsonWriter writer, IEnumerable<SandboxUser> users)
    {
        writer.WriteStartArray("users");
        foreach (var user in users)
        {
            writer.WriteStartObject();
            Write(writer, user);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter writer, SandboxUser user)
    {
        writer.WriteString("id", user.Id);
        writer.WriteString("name", $"{user.FirstName} {user.LastName}");
        writer.WriteString("firstName", user.FirstName);
        writer.WriteString("lastName", user.LastName);
        writer.WriteString("email", user.Email);
        writer.WriteString("phone", user.Phone);
        writer.WriteString("extension", "");
        writer.WriteStartObject("roles");
        writer.WriteString("type", "account");
        writer.WriteString("role", user.Role);
        ContactJson.WriteTexts(writer, "locationIds", user.LocationIds);
        writer.WriteEndObject();
        writer.WriteBoolean("deleted", false);
    }
}
