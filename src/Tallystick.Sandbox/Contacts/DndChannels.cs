using Tallystick.Sandbox.Http;

namespace Tallystick.Sandbox.Contacts;

/// <summary>Channel names: capitals in the dated versions, camel case in v3.</summary>
internal static class DndChannels
{
    private static readonly string[] Names =
    [
        "Call",
        "Email",
        "SMS",
        "WhatsApp",
        "GMB",
        "FB",
        "RCS",
    ];

    public static string? Stored(string given) =>
        Array.Find(Names, name => name.Equals(given, StringComparison.OrdinalIgnoreCase));

    public static string Shown(string stored, ApiVersion version) =>
        version is not ApiVersion.V3 ? stored
        : stored == "WhatsApp" ? "whatsApp"
        : stored.ToLowerInvariant();
}
