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
        new("--differences")
        {
            Description = "How many differences to list.",
            DefaultValueFactory = _ => 20,
        };
}
