using System.Text.Json;
using Tallystick.Sandbox.Http;
using Tallystick.Sandbox.World;

namespace Tallystick.Sandbox.Locations;

/// <summary>What the lists below a location have in common.</summary>
internal static class LocationPart
{
    public static LocationState Of(Call call) => call.LocationOf(call.Path["locationId"]);

    public static T Find<T>(List<T> items, Predicate<T> match, string what)
        where T : class => items.Find(match) ?? throw Refusal.BadRequest($"{what} not found");

    public static string Snake(string name) =>
        string.Concat(
            name.Trim().ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_')
        );

    public static void WriteOne<T>(
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

    public static void WriteAll<T>(
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
