using System.Text.Json;

namespace Tallystick.Storage;

/// <summary>A record's match keys by rule as a JSON array; null where there are none at all.</summary>
internal static class KeysJson
{
    public static string? Write(IReadOnlyList<string?> keys) =>
        keys.Any(k => k is not null)
            ? JsonSerializer.Serialize(keys, StorageJson.Default.IReadOnlyListString)
            : null;

    public static string?[] Read(string? json) =>
        json is null ? [] : JsonSerializer.Deserialize(json, StorageJson.Default.StringArray)!;
}
