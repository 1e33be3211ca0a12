using System.CommandLine;
using Tallystick.Cli.Output;
using Tallystick.Engine.Runs;

namespace Tallystick.Cli.Commands;

/// <summary><c>tally verify</c>: compares both sides, field by field.</summary>
internal static class VerifyCommand
{
    public static Command Build(Terminal terminal)
    {
        var file = CommonOptions.File();
        var only = CommonOptions.Only();
        var differences = CommonOptions.Differences();
        var command = new Command(
            "verify",
            "Compare both sides, field by field. Exit code 1 when they differ."
        )
        {
            file,
            only,
            differences,
        };
        command.SetAction(
            TallyRoot.Action(
                terminal,
                (parsed, cancellationToken) =>
                    RunAsync(
                        terminal,
                        parsed.GetValue(file)!,
                        parsed.GetValue(only),
                        new RunOptions { DifferencesMax = parsed.GetValue(differences) },
                        cancellationToken
                    )
            )
        );
        return command;
    }

    private static async Task<int> RunAsync(
        Terminal terminal,
        string path,
        string? only,
        RunOptions options,
        CancellationToken cancellationToken
    )
    {
        await using var workspace = await Workspace.OpenAsync(
            path,
            isWriting: false,
            terminal,
            cancellationToken
        );
        var (isInSync, isHeld) = (true, false);
        foreach (var (sync, stream) in workspace.Streams(only))
        {
            var left = await workspace.EndpointAsync(sync.Left, cancellationToken);
            var right = await workspace.EndpointAsync(sync.Right, cancellationToken);
            var report = await new ProgressView(terminal, workspace.Time).RunAsync(
                [left, right],
                progress =>
                    workspace
                        .Session(stream, left, right, progress)
                        .VerifyAsync(options, cancellationToken)
            );
            Reports.Show(terminal, report, left.Name, right.Name);
            terminal.Emit(
                "verified",
                w => JsonLine.Spread(w, report, ReportJson.Default.VerifyReport)
            );
            isInSync &= report.InSync;
            isHeld |= report.Held + report.HeldUnlinked.Total > 0;
        }
        return !isInSync ? ExitCode.Failed
            : isHeld ? ExitCode.DoneWithIssues
            : ExitCode.Done;
    }
}
