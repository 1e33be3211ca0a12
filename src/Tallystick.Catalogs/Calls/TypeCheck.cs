using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tallystick.Catalogs.Calls;

/// <summary>
/// Holds a value against its type, and says all that is wrong with it. Null is let through
/// everywhere: documents seldom say where an app takes it, and it is how fields are cleared.
/// </summary>
internal sealed class TypeCheck(Catalog catalog, List<CallFault> faults)
{
    /// <summary>Deeper than any body that an app would take.</summary>
    private const int DepthMax = 64;

    /// <summary>Names that have their place elsewhere in the call; for suggestions at the top.</summary>
    public IReadOnlyList<string> AlsoKnown { get; init; } = [];

    /// <summary>What was given and could not be read: it is not missing too.</summary>
    public IReadOnlySet<string> Unreadable { get; init; } = new HashSet<string>();

    public void Check(string place, JsonNode? value, CatalogType type, int depth = 0)
    {
        if (value is null || depth > DepthMax)
            return;
        switch (type.Kind)
        {
            case CatalogKind.Any:
                return;
            case CatalogKind.List when value is JsonArray list:
                for (var i = 0; i < list.Count && type.Of is not null; i++)
                    Check($"{place}[{i}]", list[i], type.Of, depth + 1);
                return;
            case CatalogKind.Map when value is JsonObject map:
                foreach (var (name, inner) in map)
                    if (type.Of is not null)
                        Check($"{place}.{name}", inner, type.Of, depth + 1);
                return;
            case CatalogKind.Shape when value is JsonObject fields:
                if (type.Shape is { } name2 && catalog.Shapes.TryGetValue(name2, out var shape))
                    CheckShape(place, fields, shape, depth);
                return;
            default:
                CheckScalar(place, value, type);
                return;
        }
    }

    private void CheckShape(string place, JsonObject value, CatalogShape shape, int depth)
    {
        foreach (var field in shape.Fields)
        {
            var at = Below(place, field.Name);
            if (value.TryGetPropertyValue(field.Name, out var inner))
                Check(at, inner, field.Type, depth + 1);
            else if (field.Required && !Unreadable.Contains(at))
                faults.Add(Missing(at, field.Type));
        }
        if (shape.Open || shape.Fields.Count == 0)
            return;
        var known = shape.Fields.Select(f => f.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, _) in value.Where(v => !known.Contains(v.Key)))
            faults.Add(
                Unknown(
                    Below(place, name),
                    name,
                    place.Length == 0 ? known.Concat(AlsoKnown) : known
                )
            );
    }

    public static CallFault Missing(string place, CatalogType type) =>
        new(place, "is missing", $"It is {TypeText.Of(type)}.");

    public static CallFault Unknown(string place, string name, IEnumerable<string> known) =>
        new(place, "is no field of it", Nearest.For(name, known));

    private void CheckScalar(string place, JsonNode value, CatalogType type)
    {
        if (!IsOf(type.Kind, value.GetValueKind(), value))
            faults.Add(new CallFault(place, $"must be {TypeText.Of(type)}"));
        else if (type.Enum.Count > 0 && !type.Enum.Contains(value.ToString()))
            faults.Add(
                new CallFault(
                    place,
                    $"must be one of {Nearest.List([.. type.Enum])}",
                    Nearest.For(value.ToString(), type.Enum) is var near && near.EndsWith('?')
                        ? near
                        : null
                )
            );
        else if (type.Format is { } format && !FitsFormat(value.ToString(), format))
            faults.Add(new CallFault(place, $"must be {TypeText.Of(type)}", ExampleOf(format)));
    }

    private static bool IsOf(CatalogKind kind, JsonValueKind found, JsonNode value) =>
        kind switch
        {
            CatalogKind.Text => found is JsonValueKind.String,
            CatalogKind.Number => found is JsonValueKind.Number,
            CatalogKind.Whole => found is JsonValueKind.Number && IsWhole(value),
            CatalogKind.Bool => found is JsonValueKind.True or JsonValueKind.False,
            _ => false,
        };

    private static bool IsWhole(JsonNode value) =>
        decimal.TryParse(
            value.ToJsonString(),
            NumberStyles.Float,
            CultureInfo.InvariantCulture,
            out var number
        )
        && number == decimal.Truncate(number);

    private static bool FitsFormat(string text, string format) =>
        format switch
        {
            "date-time" => DateTimeOffset.TryParse(
                text,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out _
            ),
            "date" => DateOnly.TryParse(text, CultureInfo.InvariantCulture, out _),
            "uuid" => Guid.TryParse(text, out _),
            "email" => text.IndexOf('@') is > 0 and var at && at < text.Length - 1,
            _ => true,
        };

    private static string? ExampleOf(string format) =>
        format switch
        {
            "date-time" => "Write it like 2026-03-01T09:00:00Z.",
            "date" => "Write it like 2026-03-01.",
            "email" => "Write it like ada@example.com.",
            _ => null,
        };

    private static string Below(string place, string name) =>
        place.Length == 0 ? name : $"{place}.{name}";
}
