using System.Text.Json;
using Tallystick.Sandbox.Http;
using Tallystick.Sandbox.World;

namespace Tallystick.Sandbox.Contacts;

/// <summary>Many contacts in one call: tags, and the company they belong to.</summary>
internal sealed class BulkApi(SandboxWorld world, ContactDesk desk)
{
    private const int BusinessIdsMax = 50;

    public IEnumerable<Route> Routes =>
        [
            new(
                "POST",
                "/contacts/bulk/tags/update/{type}",
                "contacts.bulk-tags",
                "contacts.write",
                BulkTags
            ),
            new(
                "POST",
                "/contacts/bulk/business",
                "contacts.bulk-business",
                "contacts.write",
                BulkBusiness
            ),
        ];

    private Reply BulkTags(Call call)
    {
        var isAdd = call.Path["type"] == "add";
        if (!isAdd && call.Path["type"] != "remove")
            throw Refusal.Invalid("type must be one of the following values: add, remove");
        var dto = new Dto(call.Body, "contacts", "tags", "locationId", "removeAllTags");
        var ids = dto.Texts("contacts", isRequired: true);
        var tags = TagNames.Store(dto.Texts("tags", isRequired: true)).ToList();
        var isAll = dto.Flag("removeAllTags") ?? false;
        var locationId = dto.Text("locationId", isRequired: true);
        if (isAll && isAdd)
            dto.Error("removeAllTags is only allowed with remove");
        dto.Check();
        var location = call.LocationOf(locationId);
        var rows = ids.Select(id => Tag(location, id, tags, isAdd, isAll)).ToList();
        return call.Created(writer =>
        {
            writer.WriteBoolean("succeded", true);
            if (call.IsV3)
                writer.WriteBoolean("succeeded", true);
            writer.WriteNumber("errorCount", rows.Count(r => r.Error is not null));
            writer.WriteStartArray("responses");
            foreach (var row in rows)
                row.Write(writer);
            writer.WriteEndArray();
        });
    }

    private Row Tag(LocationState location, string id, List<string> tags, bool isAdd, bool isAll)
    {
        if (id.Length != 20)
            return new Row(id, "contact id is not a valid firebase id", [], [], []);
        if (!location.Contacts.TryGet(id, out var contact))
        {
            var isElsewhere = world.Locations.Values.Any(l => l.Contacts.TryGet(id, out _));
            return new Row(
                id,
                isElsewhere ? "contact does not belong to location" : "contact is deleted",
                [],
                [],
                []
            );
        }
        var added = isAdd ? tags.Except(contact.Tags).ToList() : [];
        var removed =
            isAll ? [.. contact.Tags]
            : isAdd ? []
            : tags.Intersect(contact.Tags).ToList();
        if (added.Count + removed.Count > 0)
        {
            var changed = contact with { Tags = [.. contact.Tags.Except(removed), .. added] };
            desk.Store(location, contact, changed, world.Options.TagsMoveDateUpdated);
        }
        return new Row(id, null, contact.Tags, added, removed);
    }

    private Reply BulkBusiness(Call call)
    {
        var dto = new Dto(call.Body, "locationId", "ids", "businessId");
        var ids = dto.Texts("ids", isRequired: true);
        var business = dto.Text("businessId");
        var locationId = dto.Text("locationId", isRequired: true);
        if (!dto.Has("businessId"))
            dto.Error("businessId must be a string");
        if (ids.Count > BusinessIdsMax)
            dto.Error($"ids must contain no more than {BusinessIdsMax} elements");
        dto.Check();
        var location = call.LocationOf(locationId);
        if (business is not null && !location.Businesses.ContainsKey(business))
            throw Refusal.BadRequest($"Business with id {business} not found");
        foreach (var id in ids)
        {
            var contact = desk.Get(location, id);
            if (contact.BusinessId != business)
                desk.Store(
                    location,
                    contact,
                    contact with
                    {
                        BusinessId = business,
                    },
                    world.Options.TagsMoveDateUpdated
                );
        }
        return call.Ok(writer =>
        {
            writer.WriteBoolean("success", true);
            ContactJson.WriteTexts(writer, "ids", ids);
        });
    }

    private sealed record Row(
        string Id,
        string? Error,
        IEnumerable<string> Old,
        IEnumerable<string> Added,
        IEnumerable<string> Removed
    )
    {
        public void Write(Utf8JsonWriter writer)
        {
            writer.WriteStartObject();
            writer.WriteString("contactId", Id);
            writer.WriteString("message", Error ?? "Tags updated");
            writer.WriteString("type", Error is null ? "success" : "error");
            if (Error is null)
            {
                ContactJson.WriteTexts(writer, "oldTags", Old);
                ContactJson.WriteTexts(writer, "tagsAdded", Added);
                ContactJson.WriteTexts(writer, "tagsRemoved", Removed);
            }
            writer.WriteEndObject();
        }
    }
}
