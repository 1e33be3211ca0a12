using System.Globalization;
using System.Text.Json;
using Tallystick.Sandbox.Locations;

namespace Tallystick.Sandbox.Contacts;

internal static class CustomFieldValues
{
    /// <summary>A value as its field's type stores it; null when it clears the field.</summary>
    public static JsonElement? Store(CustomField field, JsonElement value)
    {
        var isEmpty =
            value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined
            || (value.ValueKind is JsonValueKind.String && value.GetString()!.Length == 0)
            || (value.ValueKind is JsonValueKind.Array && value.GetArrayLength() == 0);
        if (isEmpty)
            return null;
        var isNumeric = field.DataType is "NUMERICAL" or "MONETORY";
        if (isNumeric && value.ValueKind is JsonValueKind.String)
        {
            return decimal.TryParse(
                value.GetString(),
                NumberStyles.Number,
                CultureInfo.InvariantCulture,
                out var number
            )
                ? JsonElement.Parse(number.ToString(CultureInfo.InvariantCulture))
                : null;
        }
        var isSet = field.DataType is "MULTIPLE_OPTIONS" or "CHECKBOX";
        if (isSet && value.ValueKind is JsonValueKind.String)
            return JsonElement.Parse($"[{value.GetRawText()}]");
        if (!isSet && !isNumeric && value.ValueKind is JsonValueKind.Number)
            return JsonElement.Parse($"\"{value.GetRawText()}\"");
        return value.Clone();
    }
}
