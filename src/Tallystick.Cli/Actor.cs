using System.CommandLine;

namespace Tallystick.Cli;

/// <summary>Who decides, for the journal.</summary>
internal static class Actor
{
    public static Option<string?> Option() =>
        new("--actor")
        {
            Description =
                "Who decides, for the journal; without it, the system's name of the user.",
            HelpName = "name",
        };

    public static string Of(string? given) =>
        !string.IsNullOrWhiteSpace(given) ? given.Trim()
        : Environment.UserName is { Length: > 0 } user ? user
        : "somebody";
}
