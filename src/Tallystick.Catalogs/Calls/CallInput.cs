using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tallystick.Catalogs.Calls;

/// <summary>What somebody wants to send, before it is known to fit the operation.</summary>
public sealed record CallInput
{
    /// <summary>Named values as text; they go before what <see cref="Data"/> says.</summary>
    public IReadOnlyList<CallField> Fields { get; init; } = [];

    /// <summary>
    /// The body. Names at its top that the body does not have and a parameter does go to that
    /// parameter, so that one object can hold all that a call takes.
    /// </summary>
    public JsonNode? Data { get; init; }

    /// <summary>Used where the operation requires a value of that name and none was given, such as locationId.</summary>
    public IReadOnlyDictionary<string, string> Known { get; init; } =
        new Dictionary<string, string>();
}

/// <summary>Where a value goes.</summary>
public enum CallPlace
{
    Path,
    Query,
    Header,
    Body,
}

/// <summary>One named value.</summary>
/// <param name="Path">"email", "tags[]", "dndSettings.SMS.status", "customFields[0].id".</param>
/// <param name="IsJson">The text is JSON; else it is read by the type that the catalog names.</param>
/// <param name="Place">Null: wherever the operation has that name.</param>
public sealed record CallField(
    string Path,
    string Text,
    bool IsJson = false,
    CallPlace? Place = null
)
{
    /// <summary>"name=text", "name:=JSON", "query:name=text".</summary>
    /// <exception cref="CatalogException">It is none of these.</exception>
    public static CallField Parse(string text)
    {
        var mark = text.IndexOf('=');
        var isJson = mark > 0 && text[mark - 1] == ':';
        var name = mark < 0 ? "" : text[..(isJson ? mark - 1 : mark)].Trim();
        CallPlace? place = null;
        if (name.Split(':', 2) is [var prefix, var rest] && PlaceOf(prefix) is { } named)
            (place, name) = (named, rest);
        if (name.Length == 0)
            throw new CatalogException(
                $"'{NameIn(text)}' is no named value: write name=text, name:=JSON, or query:name=text."
            );
        return new CallField(name, text[(mark + 1)..], isJson, place);
    }

    /// <summary>A value that is JSON already.</summary>
    public static CallField Of(string path, JsonNode? value, CallPlace? place = null) =>
        new(path, value?.ToJsonString(CallJson.Relaxed) ?? "null", IsJson: true, place);

    private static CallPlace? PlaceOf(string prefix) =>
        Enum.TryParse<CallPlace>(prefix, ignoreCase: true, out var place)
        && !char.IsAsciiDigit(prefix[0])
            ? place
            : null;

    /// <summary>Without what may be a value: it may be nobody's business.</summary>
    private static string NameIn(string text)
    {
        var name = text.Split('=')[0];
        return name.Length > 40 ? $"{name[..40]}…" : name;
    }
}

internal static class CallJson
{
    public static readonly JsonSerializerOptions Relaxed = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
