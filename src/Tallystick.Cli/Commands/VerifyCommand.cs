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
                        new ChosenStreams(parsed.GetValue(file)!, parsed.GetValue(only)),
                        new RunOptions { DifferencesMax = parsed.GetValue(differences) },
                        cancellationToken
                    )
            )
        );
        return command;
    }

    private static async Task<int> RunAsync(
        Terminal terminal,
        ChosenStreams chosen,
        RunOptions options,
        CancellationToken cancellationToken
    )
    {
        var reports = await EachStream.RunAsync(
            terminal,
            chosen,
            isWriting: false,
            session => session.VerifyAsync(options, cancellationToken),
            (report, left, right) =>
            {
                Reports.Show(terminal, report, left, right);
                terminal.Emit(
                    "verified",
                    w => JsonLine.Spread(w, report, ReportJson.Default.VerifyReport)
                );
            },
            cancellationToken
        );
        return reports.Any(r => !r.InSync) ? ExitCode.Failed
            : reports.Any(r => r.Held + r.HeldUnlinked.Total > 0) ? ExitCode.DoneWithIssues
            : ExitCode.Done;
    }
}
