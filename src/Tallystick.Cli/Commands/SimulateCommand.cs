using System.CommandLine;
using Tallystick.Cli.Output;
using Tallystick.Core.Records;
using Tallystick.Engine.Configuration;
using Tallystick.Simulation.Mappings;

namespace Tallystick.Cli.Commands;

/// <summary><c>tally simulate</c>: lives a mapping through in storms between two played apps, before anybody goes live.</summary>
internal static class SimulateCommand
{
    private const int SchedulesUsual = 200;
    private const int SchedulesMax = 1_000_000;

    public static Command Build(Terminal terminal)
    {
        var file = CommonOptions.File();
        var only = CommonOptions.Only();
        var schedules = Typed.NumberOr(
            "--schedules",
            SchedulesUsual,
            1,
            SchedulesMax,
            "How many storms to live through."
        );
        var seed = Typed.NumberOr(
            "--seed",
            1,
            0,
            int.MaxValue - SchedulesMax,
            "The seed of the first storm; the same seed is the same storm."
        );
        var story = new Option<bool>("--story")
        {
            Description = "Tell the first storm, also when every law held.",
        };
        var command = new Command(
            "simulate",
            "Live your mapping through in storms between two simulated apps, before you go live. Writes to no app."
        )
        {
            file,
            only,
            schedules,
            seed,
            story,
        };
        command.SetAction(
            TallyRoot.Action(
                terminal,
                (parsed, cancellationToken) =>
                    RunAsync(
                        terminal,
                        new ChosenStreams(parsed.GetValue(file)!, parsed.GetValue(only)),
                        new Wanted(
                            parsed.GetValue(seed),
                            parsed.GetValue(schedules),
                            parsed.GetValue(story)
                        ),
                        cancellationToken
                    )
            )
        );
        return command;
    }

    private static async Task<int> RunAsync(
        Terminal terminal,
        ChosenStreams chosen,
        Wanted wanted,
        CancellationToken cancellationToken
    )
    {
        var reports = new List<MappingReport>();
        foreach (var sync in await SyncsAsync(terminal, chosen, cancellationToken))
        {
            var survey = MappingSurvey.Of(sync);
            var report = SimulateView.Watched(
                terminal,
                sync,
                wanted.Schedules,
                progress =>
                    survey.Run(
                        wanted.Seed,
                        wanted.Schedules,
                        wanted.Story,
                        progress,
                        cancellationToken
                    )
            );
            SimulateView.Show(terminal, report, chosen);
            reports.Add(report);
        }
        return reports.TrueForAll(r => r.Holds) ? ExitCode.Done : ExitCode.Failed;
    }

    /// <summary>
    /// The chosen syncs, each whole, since its streams refer to each other, with what both apps say
    /// of themselves. Nothing else is asked of them.
    /// </summary>
    private static async Task<IReadOnlyList<SimulatedSync>> SyncsAsync(
        Terminal terminal,
        ChosenStreams chosen,
        CancellationToken cancellationToken
    )
    {
        await using var workspace = await Workspace.OpenAsync(
            chosen.Path,
            isWriting: false,
            terminal,
            cancellationToken
        );
        var syncs = new List<SimulatedSync>();
        foreach (var sync in workspace.Streams(chosen.Only).Select(s => s.Sync).Distinct())
            syncs.Add(
                new SimulatedSync(
                    sync.Name,
                    await SideAsync(workspace, sync, Side.Left, cancellationToken),
                    await SideAsync(workspace, sync, Side.Right, cancellationToken),
                    sync.Streams
                )
            );
        return syncs;
    }

    private static async Task<SimulatedSide> SideAsync(
        Workspace workspace,
        SyncDefinition sync,
        Side side,
        CancellationToken cancellationToken
    )
    {
        var name = side is Side.Left ? sync.Left : sync.Right;
        var connector = (await workspace.EndpointAsync(name, cancellationToken)).Connector;
        var schemas = await connector.DescribeAsync(cancellationToken);
        return new SimulatedSide(
            name,
            schemas,
            schemas.ToDictionary(s => s.ObjectType, s => connector.CapabilitiesOf(s.ObjectType))
        );
    }

    private sealed record Wanted(int Seed, int Schedules, bool Story);
}
