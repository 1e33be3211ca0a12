using System.CommandLine;
using Tallystick.Cli.Output;
using Tallystick.Engine.Runs;

namespace Tallystick.Cli.Commands;

/// <summary><c>tally coverage</c>: what each stream keeps in step, how soon, and what not.</summary>
internal static class CoverageCommand
{
    public static Command Build(Terminal terminal)
    {
        var file = CommonOptions.File();
        var only = CommonOptions.Only();
        var command = new Command(
            "coverage",
            "Show how changes and deletes are found and how late, and which fields flow which way."
        )
        {
            file,
            only,
        };
        command.SetAction(
            TallyRoot.Action(
                terminal,
                (parsed, cancellationToken) =>
                    RunAsync(
                        terminal,
                        new ChosenStreams(parsed.GetValue(file)!, parsed.GetValue(only)),
                        cancellationToken
                    )
            )
        );
        return command;
    }

    private static async Task<int> RunAsync(
        Terminal terminal,
        ChosenStreams chosen,
        CancellationToken cancellationToken
    )
    {
        await EachStream.RunAsync(
            terminal,
            chosen,
            isWriting: false,
            session => session.CoverageAsync(cancellationToken),
            (report, _, _) =>
            {
                CoverageView.Show(terminal, report);
                terminal.Emit(
                    "coverage",
                    w => JsonLine.Spread(w, report, ReportJson.Default.CoverageReport)
                );
            },
            cancellationToken
        );
        return ExitCode.Done;
    }
}
