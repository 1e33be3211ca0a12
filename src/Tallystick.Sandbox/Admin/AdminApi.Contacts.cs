using System.Text.Json;
using Tallystick.Sandbox.Contacts;
using Tallystick.Sandbox.Http;

namespace Tallystick.Sandbox.Admin;

/// <summary>What can be done to contacts at the desk, as a person does it.</summary>
internal sealed partial class AdminApi
{
    private Reply ListContacts(Desk call)
    {
        var location = LocationOf(call.Query["locationId"]);
        var offset = Whole(call.Query["offset"], 0);
        var limit = Whole(call.Query["limit"], 100);
        var email = call.Query["email"].ToString();
        var all = location
            .Contacts.All.Where(c =>
                email.Length == 0
                || string.Equals(c.Email, email, StringComparison.OrdinalIgnoreCase)
            )
            .OrderBy(c => c.DateAdded)
            .ThenBy(c => c.Id, StringComparer.Ordinal);
        return Reply.Plain(
            200,
            w =>
            {
                w.WriteStartObject();
                w.WriteStartArray("contacts");
                foreach (var contact in all.Skip(offset).Take(limit))
                {
                    w.WriteStartObject();
                    ContactJson.WriteFull(w, contact, ApiVersion.Dated);
                    w.WriteEndObject();
                }
                w.WriteEndArray();
                w.WriteNumber("total", location.Contacts.Count);
                w.WriteEndObject();
            }
        );
    }

    private Reply Count(Desk call) =>
        Number("count", LocationOf(call.Query["locationId"]).Contacts.Count);

    private Reply CreateContact(Desk call)
    {
        var id =
            call.Body.ValueKind is JsonValueKind.Object
            && call.Body.TryGetProperty("locationId", out var given)
                ? given.GetString()
                : null;
        return One(201, desk.Create(LocationOf(id), call.Body, Audience.Person, ApiVersion.Dated));
    }

    private Reply EditContact(Desk call, string id)
    {
        var (location, contact) = Find(id);
        return One(
            200,
            desk.Update(location, contact, call.Body, Audience.Person, ApiVersion.Dated)
        );
    }

    /// <summary>An array of objects with an id and what is to change.</summary>
    private Reply EditMany(Desk call)
    {
        if (call.Body.ValueKind is not JsonValueKind.Array)
            throw Refusal.BadRequest(
                "Send an array of objects, each with id and the fields to change."
            );
        foreach (var item in call.Body.EnumerateArray())
        {
            var change = item.EnumerateObject()
                .Where(p => p.Name != "id")
                .ToDictionary(p => p.Name, p => p.Value);
            var (location, contact) = Find(item.GetProperty("id").GetString()!);
            var body = JsonSerializer.SerializeToElement(change);
            desk.Update(location, contact, body, Audience.Person, ApiVersion.Dated);
        }
        return Number("edited", call.Body.GetArrayLength());
    }

    private Reply DeleteContact(string id)
    {
        var (location, contact) = Find(id);
        desk.Delete(location, contact);
        return Number("contacts", location.Contacts.Count);
    }

    private Reply Merge(string id, MergeRequest request)
    {
        var (location, survivor) = Find(id);
        var (elsewhere, other) = Find(request.From);
        if (elsewhere != location || survivor == other)
            throw Refusal.BadRequest("Two contacts of one location can be merged.");
        return One(200, new ContactMerge(desk).Merge(location, survivor, other));
    }

    private Reply Edit(EditsRequest request)
    {
        var ids = new HumanEdits(desk).Make(
            LocationOf(request.LocationId),
            request.Count,
            request.Seed
        );
        return Reply.Plain(
            200,
            w =>
            {
                w.WriteStartObject();
                ContactJson.WriteTexts(w, "ids", ids);
                w.WriteEndObject();
            }
        );
    }
}
