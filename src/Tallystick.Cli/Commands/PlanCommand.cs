using System.CommandLine;
using Tallystick.Cli.Output;
using Tallystick.Core.Stores;
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
        // One copy for all: what one stream would create is there for the streams that refer to it.
        await using var copy = new SharedCopy();
        await EachStream.RunAsync(
            terminal,
            chosen,
            isWriting: false,
            async session =>
                await session.PlanAsync(
                    await copy.OfAsync(session, cancellationToken),
                    options,
                    cancellationToken
                ),
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

/// <summary>The copy of the memory that the plans of one command share, made when the first needs it.</summary>
internal sealed class SharedCopy : IAsyncDisposable
{
    private ISyncStore? _copy;

    public async Task<ISyncStore> OfAsync(
        SyncSession session,
        CancellationToken cancellationToken
    ) => _copy ??= await session.CopyMemoryAsync(cancellationToken);

    public ValueTask DisposeAsync() => _copy?.DisposeAsync() ?? ValueTask.CompletedTask;
}
