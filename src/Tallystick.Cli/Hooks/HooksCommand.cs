using System.CommandLine;
using Tallystick.Cli.Output;

namespace Tallystick.Cli.Hooks;

/// <summary><c>tally hooks</c>: webhooks of HighLevel, taken and told.</summary>
internal static class HooksCommand
{
    public static Command Build(Terminal terminal, TimeProvider time) =>
        new("hooks", "Take webhooks of HighLevel, record them, and send them again.")
        {
            HooksListenCommand.Build(terminal, time),
            HooksReplayCommand.Build(terminal),
        };
}
