using System.Globalization;

namespace Tallystick.Sandbox.Http;

internal static class Times
{
    /// <summary>ISO 8601 with milliseconds and Z, as the API writes instants.</summary>
    public static string Iso(long epochMs) =>
        DateTimeOffset
            .FromUnixTimeMilliseconds(epochMs)
            .UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static long? Parse(string text) =>
        DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var instant
        )
            ? instant.ToUnixTimeMilliseconds()
            : null;
}
