using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tallystick.Connectors.Rest;

/// <summary>A place in a JSON document: property names parted by dots, such as "error.code".</summary>
public sealed class JsonPath
{
    private readonly string[] _names;
    private readonly byte[][] _utf8Names;

    private JsonPath(string[] names) =>
        (_names, _utf8Names) = (names, [.. names.Select(Encoding.UTF8.GetBytes)]);

    /// <summary>Null when a name is empty.</summary>
    public static JsonPath? TryParse(string text) =>
        text.Split('.') is var names && names.All(n => n.Trim().Length > 0)
            ? new JsonPath(names)
            : null;

    /// <summary>
    /// The element at this place; null when a name on the way is missing. A null on the way counts
    /// as the value: what is below an empty thing is empty. Undefined when names on the way cannot be
    /// read, such as half a surrogate pair.
    /// </summary>
    public JsonElement? Find(JsonElement root)
    {
        try
        {
            return FindIn(root);
        }
        catch (InvalidOperationException)
        {
            return default(JsonElement);
        }
    }

    /// <summary>Puts a value here, making the objects on the way.</summary>
    public void Set(JsonObject root, JsonNode? value)
    {
        var at = root;
        foreach (var name in _names.AsSpan(..^1))
        {
            if (at[name] is not JsonObject next)
                at[name] = next = [];
            at = next;
        }
        at[_names[^1]] = value;
    }

    private JsonElement? FindIn(JsonElement root)
    {
        var at = root;
        foreach (var name in _utf8Names)
        {
            if (at.ValueKind is JsonValueKind.Null)
                return at;
            if (at.ValueKind is not JsonValueKind.Object || !at.TryGetProperty(name, out at))
                return null;
        }
        return at;
    }

    /// <summary>Whether an app's complaint about <paramref name="name"/> may mean this place.</summary>
    public bool IsCalled(string name) =>
        string.Equals(ToString(), name, StringComparison.OrdinalIgnoreCase)
        || string.Equals(_names[^1], name, StringComparison.OrdinalIgnoreCase);

    public override string ToString() => string.Join('.', _names);
}
