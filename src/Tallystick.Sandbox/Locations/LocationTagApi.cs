using System.Text.Json;
using Tallystick.Sandbox.Contacts;
using Tallystick.Sandbox.Http;
using Tallystick.Sandbox.World;
using static Tallystick.Sandbox.Locations.LocationPart;

namespace Tallystick.Sandbox.Locations;

/// <summary>A location's tags.</summary>
internal sealed class LocationTagApi(SandboxWorld world, ContactDesk desk)
{
    private const string Tags = "/locations/{locationId}/tags";

    public IEnumerable<Route> Routes =>
        [
            new("GET", Tags, "locationTags.list", "locations/tags.readonly", ListTags),
            new("POST", Tags, "locationTags.create", "locations/tags.write", CreateTag),
            new("GET", Tags + "/{tagId}", "locationTags.get", "locations/tags.readonly", GetTag),
            new("PUT", Tags + "/{tagId}", "locationTags.update", "locations/tags.write", RenameTag),
            new(
                "DELETE",
                Tags + "/{tagId}",
                "locationTags.delete",
                "locations/tags.write",
                DeleteTag
            ),
        ];

    private static Reply ListTags(Call call)
    {
        var location = Of(call);
        return call.Ok(writer =>
            WriteAll(writer, "tags", location.Tags, (w, t) => WriteTag(w, t, location))
        );
    }

    private Reply CreateTag(Call call)
    {
        var location = Of(call);
        var name = ReadName(call);
        location.LearnTags([name], world.Ids);
        var tag = Find(location.Tags, t => t.Name == name, "Tag");
        return call.Ok(writer => WriteOne(writer, "tag", tag, (w, t) => WriteTag(w, t, location)));
    }

    private static Reply GetTag(Call call)
    {
        var location = Of(call);
        var tag = Find(location.Tags, t => t.Id == call.Path["tagId"], "Tag");
        return call.Ok(writer => WriteOne(writer, "tag", tag, (w, t) => WriteTag(w, t, location)));
    }

    /// <summary>Contacts carry tags by name, so that a new name rewrites them; nothing is told of it.</summary>
    private Reply RenameTag(Call call)
    {
        var location = Of(call);
        var old = Find(location.Tags, t => t.Id == call.Path["tagId"], "Tag");
        var renamed = old with { Name = ReadName(call) };
        location.ForgetTag(old.Name);
        location.Tags[location.Tags.IndexOf(old)] = renamed;
        Retag(location, old.Name, renamed.Name);
        return call.Ok(writer =>
            WriteOne(writer, "tag", renamed, (w, t) => WriteTag(w, t, location))
        );
    }

    private Reply DeleteTag(Call call)
    {
        var location = Of(call);
        var tag = Find(location.Tags, t => t.Id == call.Path["tagId"], "Tag");
        location.Tags.Remove(tag);
        location.ForgetTag(tag.Name);
        Retag(location, tag.Name, null);
        return call.Done();
    }

    private void Retag(LocationState location, string from, string? to)
    {
        foreach (var contact in location.Contacts.All.Where(c => c.Tags.Contains(from)).ToList())
        {
            var tags = to is null ? contact.Tags.Remove(from) : contact.Tags.Replace(from, to);
            desk.Store(
                location,
                contact,
                contact with
                {
                    Tags = tags,
                },
                world.Options.TagsMoveDateUpdated
            );
        }
    }

    private static string ReadName(Call call)
    {
        var dto = new Dto(call.Body, "name");
        var name = dto.Text("name", isRequired: true) ?? "";
        dto.Check();
        return TagNames.Store([name]).FirstOrDefault()
            ?? throw Refusal.Invalid("name should not be empty");
    }

    private static void WriteTag(Utf8JsonWriter writer, LocationTag tag, LocationState location)
    {
        writer.WriteString("id", tag.Id);
        writer.WriteString("name", tag.Name);
        writer.WriteString("locationId", location.Id);
    }
}
