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
                        parsed.GetValue(file)!,
                        parsed.GetValue(only),
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
        foreach (var (sync, stream) in workspace.Streams(only))
        {
            var left = await workspace.EndpointAsync(sync.Left, cancellationToken);
            var right = await workspace.EndpointAsync(sync.Right, cancellationToken);
            var report = await new ProgressView(terminal, workspace.Time).RunAsync(
                [left, right],
                progress =>
                    workspace
                        .Session(stream, left, right, progress)
                        .PlanAsync(options, cancellationToken)
            );
            Reports.Show(terminal, report, left.Name, right.Name);
            terminal.Emit(
                "planned",
                w => JsonLine.Spread(w, report, ReportJson.Default.PlanReport)
            );
        }
        return ExitCode.Done;
    }
}
