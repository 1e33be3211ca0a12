using System.CommandLine;

namespace Tallystick.Cli.Commands;

/// <summary>Options that several commands share.</summary>
internal static class CommonOptions
{
    public static Argument<string> File() =>
        new("file")
        {
            Description = "The sync file.",
            DefaultValueFactory = _ => "tallystick.yaml",
        };

    /// <summary>For commands whose arguments are something else.</summary>
    public static Option<string> FileOption() =>
        new("--file", "-f")
        {
            Description = "The sync file.",
            DefaultValueFactory = _ => "tallystick.yaml",
        };

    public static Option<string?> Only() =>
        new("--sync")
        {
            Description = "Only this sync, or this stream as sync/stream.",
            HelpName = "name",
        };

    public static Option<int> Differences() =>
        Typed.NumberOr("--differences", 20, 0, int.MaxValue, "How many differences to list.");
}
