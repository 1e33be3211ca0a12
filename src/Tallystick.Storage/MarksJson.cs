using System.Text.Json;
using Tallystick.Core.Stores;

namespace Tallystick.Storage;

/// <summary>A link's marks as a JSON array of field and reason in turn; null for none.</summary>
internal static class MarksJson
{
    public static string? Write(IReadOnlyList<FieldMark> marks) =>
        marks.Count == 0
            ? null
            : JsonSerializer.Serialize(
                [.. marks.SelectMany(m => new[] { m.Field, m.Reason.ToString() })],
                StorageJson.Default.StringArray
            );

    public static IReadOnlyList<FieldMark> Read(string? json) =>
        json is null
            ? []
            :
            [
                .. JsonSerializer
                    .Deserialize(json, StorageJson.Default.StringArray)!
                    .Chunk(2)
                    .Select(m => new FieldMark(m[0]!, Enum.Parse<MarkReason>(m[1]!))),
            ];
}
