using System.Text.Json;
using Tallystick.Sandbox.Contacts;
using Tallystick.Sandbox.Http;
using Tallystick.Sandbox.World;

namespace Tallystick.Sandbox.Locations;

/// <summary>A location, its custom fields, custom values and tags.</summary>
internal sealed class LocationApi(SandboxWorld world, ContactDesk desk)
{
    private const string One = "/locations/{locationId}";
    private const string Fields = One + "/customFields";
    private const string Values = One + "/customValues";
    private const string Tags = One + "/tags";

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
            new("GET", Fields, "customFields.list", "locations/customFields.readonly", ListFields),
            new("POST", Fields, "customFields.create", "locations/customFields.write", CreateField),
            new(
                "GET",
                Fields + "/{id}",
                "customFields.get",
                "locations/customFields.readonly",
                GetField
            ),
            new(
                "PUT",
                Fields + "/{id}",
                "customFields.update",
                "locations/customFields.write",
                UpdateField
            ),
            new(
                "DELETE",
                Fields + "/{id}",
                "customFields.delete",
                "locations/customFields.write",
                DeleteField
            ),
            new("GET", Values, "customValues.list", "locations/customValues.readonly", ListValues),
            new("POST", Values, "customValues.create", "locations/customValues.write", CreateValue),
            new(
                "GET",
                Values + "/{id}",
                "customValues.get",
                "locations/customValues.readonly",
                GetValue
            ),
            new(
                "PUT",
                Values + "/{id}",
                "customValues.update",
                "locations/customValues.write",
                UpdateValue
            ),
            new(
                "DELETE",
                Values + "/{id}",
                "customValues.delete",
                "locations/customValues.write",
                DeleteValue
            ),
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
            .Where(_ => email is "" or LocationJson.Email)
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

    private static Reply ListFields(Call call)
    {
        var model = call.Query["model"].ToString();
        var fields = Of(call)
            .CustomFields.Where(f => model is "" or "all" || f.Model == model)
            .Where(_ => !call.Faults.NoFields)
            .ToList();
        return call.Ok(writer =>
            WriteAll(writer, "customFields", fields, (w, f) => WriteField(w, f, call))
        );
    }

    private Reply CreateField(Call call)
    {
        var location = Of(call);
        var dto = FieldDto(call);
        var name = dto.Text("name", isRequired: true) ?? "";
        var type = dto.Text("dataType", isRequired: true) ?? "";
        var model = dto.Text("model") ?? "contact";
        var options = dto.Texts("textBoxListOptions").Concat(dto.Texts("options")).ToList();
        dto.Check();
        var key = $"{model}.{Snake(name)}";
        if (location.FindField(key) is not null)
            throw Refusal.BadRequest($"{name} is already taken.");
        var field = new CustomField(
            world.Ids.Next(),
            name,
            key,
            type,
            (location.CustomFields.Count + 1) * 50,
            options
        )
        {
            Model = model,
            Placeholder = dto.Text("placeholder"),
        };
        location.CustomFields.Add(field);
        return call.Created(writer =>
            WriteOne(writer, "customField", field, (w, f) => WriteField(w, f, call))
        );
    }

    private static Reply GetField(Call call)
    {
        var field = Find(Of(call).CustomFields, f => f.Id == call.Path["id"], "Custom field");
        return call.Ok(writer =>
            WriteOne(writer, "customField", field, (w, f) => WriteField(w, f, call))
        );
    }

    private static Reply UpdateField(Call call)
    {
        var fields = Of(call).CustomFields;
        var old = Find(fields, f => f.Id == call.Path["id"], "Custom field");
        var dto = FieldDto(call);
        var changed = old with
        {
            Name = dto.Text("name") ?? old.Name,
            Placeholder = dto.Text("placeholder") ?? old.Placeholder,
            Options = dto.Has("options") ? dto.Texts("options") : old.Options,
        };
        dto.Check();
        fields[fields.IndexOf(old)] = changed;
        return call.Ok(writer =>
            WriteOne(writer, "customField", changed, (w, f) => WriteField(w, f, call))
        );
    }

    private static Reply DeleteField(Call call)
    {
        var fields = Of(call).CustomFields;
        fields.Remove(Find(fields, f => f.Id == call.Path["id"], "Custom field"));
        return call.Done();
    }

    private static Dto FieldDto(Call call) =>
        new(
            call.Body,
            "name",
            "dataType",
            "placeholder",
            "acceptedFormat",
            "isMultipleFile",
            "maxNumberOfFiles",
            "textBoxListOptions",
            "options",
            "position",
            "model"
        );

    private static Reply ListValues(Call call)
    {
        var location = Of(call);
        return call.Ok(writer =>
            WriteAll(
                writer,
                "customValues",
                location.CustomValues,
                (w, v) => WriteValue(w, v, location)
            )
        );
    }

    private Reply CreateValue(Call call)
    {
        var location = Of(call);
        var (name, value) = ReadValue(call);
        var created = new CustomValue(
            world.Ids.Next(),
            name,
            $"{{{{ custom_values.{Snake(name)} }}}}",
            value
        );
        location.CustomValues.Add(created);
        return call.Created(writer =>
            WriteOne(writer, "customValue", created, (w, v) => WriteValue(w, v, location))
        );
    }

    private static Reply GetValue(Call call)
    {
        var location = Of(call);
        var value = Find(location.CustomValues, v => v.Id == call.Path["id"], "Custom value");
        return call.Ok(writer =>
            WriteOne(writer, "customValue", value, (w, v) => WriteValue(w, v, location))
        );
    }

    private static Reply UpdateValue(Call call)
    {
        var location = Of(call);
        var old = Find(location.CustomValues, v => v.Id == call.Path["id"], "Custom value");
        var (name, value) = ReadValue(call);
        var changed = old with { Name = name, Value = value };
        location.CustomValues[location.CustomValues.IndexOf(old)] = changed;
        return call.Ok(writer =>
            WriteOne(writer, "customValue", changed, (w, v) => WriteValue(w, v, location))
        );
    }

    private static Reply DeleteValue(Call call)
    {
        var values = Of(call).CustomValues;
        values.Remove(Find(values, v => v.Id == call.Path["id"], "Custom value"));
        return call.Done();
    }

    private static (string Name, string Value) ReadValue(Call call)
    {
        var dto = new Dto(call.Body, "name", "value");
        var pair = (
            dto.Text("name", isRequired: true) ?? "",
            dto.Text("value", isRequired: true) ?? ""
        );
        dto.Check();
        return pair;
    }

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

    private static LocationState Of(Call call) => call.LocationOf(call.Path["locationId"]);

    private static T Find<T>(List<T> items, Predicate<T> match, string what)
        where T : class => items.Find(match) ?? throw Refusal.BadRequest($"{what} not found");

    private static string Snake(string name) =>
        string.Concat(
            name.Trim().ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_')
        );

    private static void WriteField(Utf8JsonWriter writer, CustomField field, Call call)
    {
        writer.WriteString("id", field.Id);
        writer.WriteString("name", field.Name);
        writer.WriteString("fieldKey", field.FieldKey);
        ContactJson.Optional(writer, "placeholder", field.Placeholder);
        writer.WriteString("dataType", field.DataType);
        writer.WriteNumber("position", field.Position);
        if (field.Options.Count > 0)
            ContactJson.WriteTexts(writer, "picklistOptions", field.Options);
        writer.WriteString("locationId", call.Path["locationId"]);
        writer.WriteString("model", field.Model);
    }

    private static void WriteValue(Utf8JsonWriter writer, CustomValue value, LocationState location)
    {
        writer.WriteString("id", value.Id);
        writer.WriteString("name", value.Name);
        writer.WriteString("fieldKey", value.FieldKey);
        writer.WriteString("value", value.Value);
        writer.WriteString("locationId", location.Id);
    }

    private static void WriteTag(Utf8JsonWriter writer, LocationTag tag, LocationState location)
    {
        writer.WriteString("id", tag.Id);
        writer.WriteString("name", tag.Name);
        writer.WriteString("locationId", location.Id);
    }

    private static void WriteOne<T>(
        Utf8JsonWriter writer,
        string name,
        T item,
        Action<Utf8JsonWriter, T> write
    )
    {
        writer.WriteStartObject(name);
        write(writer, item);
        writer.WriteEndObject();
    }

    private static void WriteAll<T>(
        Utf8JsonWriter writer,
        string name,
        IEnumerable<T> items,
        Action<Utf8JsonWriter, T> write
    )
    {
        writer.WriteStartArray(name);
        foreach (var item in items)
        {
            writer.WriteStartObject();
            write(writer, item);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }
}
