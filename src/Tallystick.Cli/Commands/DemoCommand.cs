using System.CommandLine;
using Tallystick.Cli.Demo;
using Tallystick.Cli.Output;
using Tallystick.Engine.Runs;

namespace Tallystick.Cli.Commands;

/// <summary><c>tally demo</c>: the whole thing at work, offline, in a folder of its own.</summary>
internal static class DemoCommand
{
    public static Command Build(Terminal terminal)
    {
        var once = new Option<bool>("--once")
        {
            Description = "End after the first sync, a verification and a second sync.",
        };
        var folder = new Option<string>("--folder")
        {
            Description = "Where it keeps its files.",
            DefaultValueFactory = _ => "tally-demo",
        };
        var seconds = Typed.Number(
            "--seconds",
            0,
            int.MaxValue,
            "How long it lives on; without it, until you stop it."
        );
        var seed = Typed.NumberOr(
            "--seed",
            1,
            int.MinValue,
            int.MaxValue,
            "The same seed makes the same people."
        );
        var command = new Command(
            "demo",
            "See it work: two systems, 2,600 people, both directions. Needs nothing."
        )
        {
            once,
            folder,
            seconds,
            seed,
        };
        command.SetAction(
            TallyRoot.Action(
                terminal,
                async (parsed, cancellationToken) =>
                {
                    var place = Path.GetFullPath(parsed.GetValue(folder)!);
                    DemoFiles.Prepare(place);
                    await using var world = await DemoWorld.StartAsync(
                        place,
                        parsed.GetValue(seed),
                        cancellationToken
                    );
                    await DemoFiles.WriteSyncFileAsync(place, world, cancellationToken);
                    await using var workspace = await Workspace.OpenAsync(
                        DemoFiles.SyncFileOf(place),
                        isWriting: true,
                        terminal,
                        cancellationToken
                    );
                    var summary = await FirstSyncAsync(
                        terminal,
                        workspace,
                        place,
                        cancellationToken
                    );
                    if (!parsed.GetValue(once))
                    {
                        TimeSpan? duration = parsed.GetValue(seconds) is { } s
                            ? TimeSpan.FromSeconds(s)
                            : null;
                        await new DemoLife(
                            terminal,
                            workspace,
                            world,
                            parsed.GetValue(seed)
                        ).RunAsync(duration, cancellationToken);
                    }
                    summary.Show(terminal, place);
                    return summary.IsGood ? ExitCode.Done : ExitCode.Failed;
                }
            )
        );
        return command;
    }

    private static async Task<DemoSummary> FirstSyncAsync(
        Terminal terminal,
        Workspace workspace,
        string folder,
        CancellationToken cancellationToken
    )
    {
        var (sync, stream) = workspace.Streams(null)[0];
        var left = await workspace.EndpointAsync(sync.Left, cancellationToken);
        var right = await workspace.EndpointAsync(sync.Right, cancellationToken);
        var view = new ProgressView(terminal, workspace.Time);
        terminal.Say(
            $"Two systems: HighLevel (a sandbox) with {Reports.Number(DemoWorld.LeftCount)} contacts, Acme CRM with"
        );
        terminal.Say(
            $"{Reports.Number(DemoWorld.SharedCount + DemoWorld.RightOnlyCount)} people, {DemoWorld.SharedCount} of them the same ones, written differently."
        );
        terminal.Say($"The sync file: {DemoFiles.SyncFileOf(folder)}");
        terminal.Say("");

        var plan = await view.RunAsync(
            [left, right],
            p =>
                workspace
                    .Session(stream, left, right, p)
                    .PlanAsync(new RunOptions { DifferencesMax = 8 }, cancellationToken)
        );
        Reports.Show(terminal, plan, left.Name, right.Name);
        terminal.Emit("planned", w => JsonLine.Spread(w, plan, ReportJson.Default.PlanReport));

        var first = await view.RunAsync(
            [left, right],
            p =>
                workspace
                    .Session(stream, left, right, p)
                    .SyncAsync(new RunOptions(), cancellationToken)
        );
        Reports.Show(terminal, first, left.Name, right.Name);
        terminal.Emit("synced", w => JsonLine.Spread(w, first, ReportJson.Default.RunReport));

        // Search shows what was written only one lag later; a verification that asks at once would
        // read every new contact one by one.
        await Task.Delay(DemoWorld.SearchLag, workspace.Time, cancellationToken);
        var verified = await view.RunAsync(
            [left, right],
            p =>
                workspace
                    .Session(stream, left, right, p)
                    .VerifyAsync(new RunOptions(), cancellationToken)
        );
        VerifyView.Show(terminal, verified, left.Name, right.Name);
        terminal.Emit(
            "verified",
            w => JsonLine.Spread(w, verified, ReportJson.Default.VerifyReport)
        );

        var second = await workspace
            .Session(stream, left, right, null)
            .SyncAsync(new RunOptions(), cancellationToken);
        terminal.Emit("synced", w => JsonLine.Spread(w, second, ReportJson.Default.RunReport));
        return new DemoSummary(
            first,
            verified,
            second,
            second.LeftCalls.Total,
            second.RightCalls.Total
        );
    }
}
