using System.CommandLine;
using Tallystick.Cli.Output;
using Tallystick.Cli.Running;

namespace Tallystick.Cli.Commands;

/// <summary><c>tally up</c>: keeps the syncs of a file running, each by its schedule.</summary>
internal static class UpCommand
{
    public static Command Build(Terminal terminal)
    {
        var file = CommonOptions.File();
        var only = CommonOptions.Only();
        var command = new Command("up", "Keep the syncs of a file running until you stop it.")
        {
            file,
            only,
        };
        command.SetAction(
            TallyRoot.Action(
                terminal,
                async (parsed, stop) =>
                {
                    await using var workspace = await Workspace.OpenAsync(
                        parsed.GetValue(file)!,
                        isWriting: true,
                        terminal,
                        stop
                    );
                    await new Upkeep(terminal, workspace).RunAsync(parsed.GetValue(only), stop);
                    return ExitCode.Done;
                }
            )
        );
        return command;
    }
}
