using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Tallystick.Catalogs;

/// <summary>Catalogs as files: JSON, sorted, with everything left out that says nothing.</summary>
public static class CatalogJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        TypeInfoResolver = CatalogJsonContext.Default.WithAddedModifier(WithoutEmptyLists),
    };

    /// <exception cref="CatalogException">It is no catalog; the message says where.</exception>
    public static Catalog Read(Stream json, string name)
    {
        try
        {
            return JsonSerializer.Deserialize(json, TypeOf<Catalog>())
                ?? throw new CatalogException($"{name} is empty.");
        }
        catch (JsonException e)
        {
            throw new CatalogException($"{name} is no catalog: {e.Message}", e);
        }
    }

    public static TriggerCatalog ReadTriggers(Stream json, string name)
    {
        try
        {
            return JsonSerializer.Deserialize(json, TypeOf<TriggerCatalog>())
                ?? throw new CatalogException($"{name} is empty.");
        }
        catch (JsonException e)
        {
            throw new CatalogException($"{name} is no list of triggers: {e.Message}", e);
        }
    }

    public static CatalogHelp ReadHelp(Stream json, string name)
    {
        try
        {
            return JsonSerializer.Deserialize(json, TypeOf<CatalogHelp>())
                ?? throw new CatalogException($"{name} is empty.");
        }
        catch (JsonException e)
        {
            throw new CatalogException($"{name} is no help for a catalog: {e.Message}", e);
        }
    }

    /// <summary>One operation and one shape a line, so that a change of one is a change of one line.</summary>
    public static string Write(Catalog catalog)
    {
        var text = new System.Text.StringBuilder();
        text.Append("{\n")
            .Append($"\"app\":{Quote(catalog.App)},\n")
            .Append($"\"surface\":{Quote(catalog.Surface)},\n")
            .Append($"\"source\":{Quote(catalog.Source)},\n")
            .Append("\"operations\":[\n")
            .AppendJoin(",\n", catalog.Operations.Select(o => Json(o)))
            .Append("\n],\n\"shapes\":{\n")
            .AppendJoin(
                ",\n",
                catalog
                    .Shapes.OrderBy(s => s.Key, StringComparer.Ordinal)
                    .Select(s => $"{Quote(s.Key)}:{Json(s.Value)}")
            )
            .Append("\n}\n}\n");
        return text.ToString();
    }

    public static string Write(TriggerCatalog catalog) =>
        $"{{\n\"app\":{Quote(catalog.App)},\n\"source\":{Quote(catalog.Source)},\n\"triggers\":[\n"
        + string.Join(",\n", catalog.Triggers.Select(t => Json(t)))
        + "\n]\n}\n";

    public static string Write(CatalogOperation operation) => Json(operation);

    public static string Write(CatalogShape shape) => Json(shape);

    private static string Quote(string text) =>
        JsonSerializer.Serialize(text, CatalogJsonContext.Default.String);

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, TypeOf<T>());

    private static JsonTypeInfo<T> TypeOf<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));

    private static void WithoutEmptyLists(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
            if (typeof(System.Collections.IEnumerable).IsAssignableFrom(property.PropertyType))
                property.ShouldSerialize = static (_, value) =>
                    value is not System.Collections.ICollection { Count: 0 } and not null;
    }
}

[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(Catalog))]
[JsonSerializable(typeof(TriggerCatalog))]
[JsonSerializable(typeof(CatalogShape))]
[JsonSerializable(typeof(CatalogHelp))]
internal sealed partial class CatalogJsonContext : JsonSerializerContext;

/// <summary>A catalog that cannot be read, or a call that does not fit one; in words for a person.</summary>
public sealed class CatalogException(string message, Exception? inner = null)
    : Exception(message, inner);
