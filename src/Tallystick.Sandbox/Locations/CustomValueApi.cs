using System.Text.Json;
using Tallystick.Sandbox.Http;
using Tallystick.Sandbox.World;
using static Tallystick.Sandbox.Locations.LocationPart;

namespace Tallystick.Sandbox.Locations;

/// <summary>A location's custom values.</summary>
internal sealed class CustomValueApi(SandboxWorld world)
{
    private const string Values = "/locations/{locationId}/customValues";

    public IEnumerable<Route> Routes =>
        [
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
        ];

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

    private static void WriteValue(Utf8JsonWriter writer, CustomValue value, LocationState location)
    {
        writer.WriteString("id", value.Id);
        writer.WriteString("name", value.Name);
        writer.WriteString("fieldKey", value.FieldKey);
        writer.WriteString("value", value.Value);
        writer.WriteString("locationId", location.Id);
    }
}
