using System.Text.Json;

namespace Tallystick.HighLevel.Tokens;

/// <summary>A sub-account in which an app is installed.</summary>
public sealed record InstalledLocation(string Id, string Name)
{
    internal static IReadOnlyList<InstalledLocation> ParseAll(JsonElement root) =>
        [
            .. root.GetProperty("locations")
                .EnumerateArray()
                .Select(l => new InstalledLocation(
                    HighLevelOAuth.Text(l, "_id") ?? "",
                    HighLevelOAuth.Text(l, "name") ?? ""
                ))
                .Where(l => l.Id.Length > 0),
        ];
}
