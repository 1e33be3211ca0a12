using System.Text.Json;
using Tallystick.Sandbox.Contacts;
using Tallystick.Sandbox.Http;
using Tallystick.Sandbox.World;
using static Tallystick.Sandbox.Locations.LocationPart;

namespace Tallystick.Sandbox.Locations;

/// <summary>A location's custom fields.</summary>
internal sealed class CustomFieldApi(SandboxWorld world)
{
    private const string Fields = "/locations/{locationId}/customFields";

    public IEnumerable<Route> Routes =>
        [
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
        ];

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
        var options = Labels(dto).Concat(dto.Texts("options")).ToList();
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
            Options =
                dto.Has("options") ? dto.Texts("options")
                : dto.Has("textBoxListOptions") ? Labels(dto)
                : old.Options,
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

    /// <summary>Options of a list of text boxes: each an object with its label, or just the label.</summary>
    private static IReadOnlyList<string> Labels(Dto dto)
    {
        var given = dto["textBoxListOptions"];
        if (given.ValueKind is not JsonValueKind.Array)
            return dto.Texts("textBoxListOptions");
        var labels = new List<string>();
        foreach (var option in given.EnumerateArray())
        {
            var label =
                option.ValueKind is JsonValueKind.Object
                && option.TryGetProperty("label", out var named)
                    ? named
                    : option;
            if (label.ValueKind is JsonValueKind.String)
                labels.Add(label.GetString()!);
            else
                dto.Error("each value in textBoxListOptions must have a label");
        }
        return labels;
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
}
