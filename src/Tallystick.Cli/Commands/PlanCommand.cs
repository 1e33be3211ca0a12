using System.CommandLine;
using Tallystick.Cli.Output;
using Tallystick.Engine.Runs;

namespace Tallystick.Cli.Commands;

/// <summary><c>tally plan</c>: what a sync would write, and what it would cost.</summary>
internal static class PlanCommand
{
    public static Command Build(Terminal terminal)
    {
        var file = CommonOptions.File();
        var only = CommonOptions.Only();
        var differences = CommonOptions.Differences();
        var full = new Option<bool>("--full") { Description = "Plan for a run with --full." };
        var command = new Command(
            "plan",
            "Show what a sync would write, and what it would cost. Writes nothing."
        )
        {
            file,
            only,
            differences,
            full,
        };
        command.SetAction(
            TallyRoot.Action(
                terminal,
                (parsed, cancellationToken) =>
                    RunAsync(
                        terminal,
                        new ChosenStreams(parsed.GetValue(file)!, parsed.GetValue(only)),
                        new RunOptions
                        {
                            Full = parsed.GetValue(full),
                            DifferencesMax = parsed.GetValue(differences),
                        },
                        cancellationToken
                    )
            )
        );
        return command;
    }

    public static async Task<int> RunAsync(
        Terminal terminal,
        ChosenStreams chosen,
        RunOptions options,
        CancellationToken cancellationToken
    )
    {
        await EachStream.RunAsync(
            terminal,
            chosen,
            isWriting: false,
            session => session.PlanAsync(options, cancellationToken),
            (report, left, right) =>
            {
                Reports.Show(terminal, report, left, right);
                terminal.Emit(
                    "planned",
                    w => JsonLine.Spread(w, report, ReportJson.Default.PlanReport)
                );
            },
            cancellationToken
        );
        return ExitCode.Done;
    }
}
