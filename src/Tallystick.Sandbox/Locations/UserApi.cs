using System.Text.Json;
using Tallystick.Sandbox.Contacts;
using Tallystick.Sandbox.Http;
using Tallystick.Sandbox.World;

namespace Tallystick.Sandbox.Locations;

/// <summary>The people of the agency.</summary>
internal sealed class UserApi(SandboxWorld world)
{
    private const string One = "/users/{userId}";

    private static readonly string[] Editable =
    [
        "firstName",
        "lastName",
        "email",
        "password",
        "phone",
        "type",
        "role",
        "companyId",
        "locationIds",
        "permissions",
        "scopes",
        "scopesAssignedToOnly",
        "profilePhoto",
        "twilioPhone",
        "platformLanguage",
    ];

    public IEnumerable<Route> Routes =>
        [
            new("GET", "/users", "users.list", "users.readonly", List) { Only = ApiVersion.Dated },
            new("GET", "/users/search", "users.search", "users.readonly", Search) { Class = null },
            new(
                "POST",
                "/users/search/filter-by-email",
                "users.filter-by-email",
                "users.readonly",
                FilterByEmail
            )
            {
                Class = TokenClass.Company,
            },
            new("POST", "/users", "users.create", "users.write", Create) { Class = null },
            new("GET", One, "users.get", "users.readonly", Get) { Class = null },
            new("PUT", One, "users.update", "users.write", Update) { Class = null },
            new("DELETE", One, "users.delete", "users.write", Delete) { Class = null },
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

    private Reply FilterByEmail(Call call)
    {
        var dto = new Dto(
            call.Body,
            "companyId",
            "emails",
            "deleted",
            "skip",
            "limit",
            "projection"
        );
        dto.Text("companyId", isRequired: true);
        // The document calls it a text, and a list in its example.
        var emails =
            dto["emails"].ValueKind is JsonValueKind.Array
                ? dto.Texts("emails")
                : dto.Text("emails", isRequired: true)?.Split(',') ?? [];
        dto.Check();
        var users = world
            .Users.Where(u => emails.Contains(u.Email, StringComparer.OrdinalIgnoreCase))
            .ToList();
        return call.Ok(writer =>
        {
            WriteAll(writer, users);
            writer.WriteNumber("count", users.Count);
        });
    }

    private Reply Create(Call call)
    {
        var dto = new Dto(call.Body, Editable);
        dto.Text("companyId", isRequired: true);
        dto.Text("password", isRequired: true);
        var user = new SandboxUser(
            world.Ids.Next(),
            dto.Text("firstName", isRequired: true) ?? "",
            dto.Text("lastName", isRequired: true) ?? "",
            dto.Text("email", isRequired: true) ?? "",
            dto.Text("phone") ?? "",
            dto.Text("role", isRequired: true) ?? "",
            dto.Texts("locationIds", isRequired: true)
        )
        {
            Type = dto.Text("type", isRequired: true) ?? "",
        };
        Check(call, dto, user.LocationIds);
        world.Users.Add(user);
        Tell("UserCreate", user);
        return call.Created(writer => Write(writer, user));
    }

    private Reply Get(Call call)
    {
        var user = Find(call);
        return call.Ok(writer => Write(writer, user));
    }

    private Reply Update(Call call)
    {
        var old = Find(call);
        var dto = new Dto(call.Body, Editable);
        var changed = old with
        {
            FirstName = dto.Text("firstName") ?? old.FirstName,
            LastName = dto.Text("lastName") ?? old.LastName,
            Email = dto.Text("email") ?? old.Email,
            Phone = dto.Text("phone") ?? old.Phone,
            Role = dto.Text("role") ?? old.Role,
            Type = dto.Text("type") ?? old.Type,
            LocationIds = dto.Has("locationIds") ? dto.Texts("locationIds") : old.LocationIds,
        };
        Check(call, dto, changed.LocationIds.Except(old.LocationIds));
        world.Users[world.Users.IndexOf(old)] = changed;
        Tell("UserUpdate", changed);
        return call.Ok(writer => Write(writer, changed));
    }

    private Reply Delete(Call call)
    {
        var user = Find(call);
        world.Users.Remove(user);
        Tell("UserDelete", user);
        return call.Ok(writer =>
        {
            writer.WriteBoolean("succeded", true);
            writer.WriteString("message", "Queued deleting user.");
        });
    }

    /// <summary>Each location of the user is told; of one that has none, the agency.</summary>
    private void Tell(string type, SandboxUser user)
    {
        foreach (var location in user.LocationIds.DefaultIfEmpty(""))
            world.Emit(type, location, user);
    }

    /// <summary>A location's token sees the users of its location.</summary>
    private SandboxUser Find(Call call) =>
        world.Users.Find(u =>
            u.Id == call.Path["userId"]
            && (call.Token.LocationId is not { } own || u.LocationIds.Contains(own))
        ) ?? throw Refusal.BadRequest("User not found");

    private static void Check(Call call, Dto dto, IEnumerable<string> locations)
    {
        dto.Check();
        foreach (var location in locations)
            call.LocationOf(location);
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
        writer.WriteString("type", user.Type);
        writer.WriteString("role", user.Role);
        ContactJson.WriteTexts(writer, "locationIds", user.LocationIds);
        writer.WriteEndObject();
        writer.WriteBoolean("deleted", false);
    }
}
