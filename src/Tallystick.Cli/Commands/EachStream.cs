using System.Runtime.ExceptionServices;
using Tallystick.Cli.Output;
using Tallystick.Core.Connectors;
using Tallystick.Core.Mapping;
using Tallystick.Engine.Runs;
using Tallystick.Engine.Scheduling;

namespace Tallystick.Cli.Commands;

/// <summary>Which streams of which sync file a command is about.</summary>
/// <param name="Only">"sync" or "sync/stream"; null for all.</param>
internal sealed record ChosenStreams(string Path, string? Only)
{
    /// <summary>What is asked for makes sense in one stream only.</summary>
    public bool MustBeOne { get; init; }

    /// <summary>Looks at what is asked for before the first of them is worked on, and throws where it makes no sense.</summary>
    public Func<Workspace, IReadOnlyList<StreamDefinition>, Task>? Check { get; init; }
}

/// <summary>
/// Works on one stream after the other, parents before their children, with progress, and shows each
/// one's report. What keeps one sync from running keeps no other.
/// </summary>
internal static class EachStream
{
    /// <param name="isWriting">Nobody else may run on the same state meanwhile.</param>
    /// <param name="show">Takes the report and the names of the left and the right connection.</param>
    public static async Task<IReadOnlyList<TReport>> RunAsync<TReport>(
        Terminal terminal,
        ChosenStreams chosen,
        bool isWriting,
        Func<SyncSession, Task<TReport>> work,
        Action<TReport, string, string> show,
        CancellationToken cancellationToken
    )
    {
        await using var workspace = await Workspace.OpenAsync(
            chosen.Path,
            isWriting,
            terminal,
            cancellationToken
        );
        var reports = new List<TReport>();
        var all = workspace.Streams(chosen.Only);
        if (chosen.MustBeOne && all.Count > 1)
            throw new UserException(
                "Records belong to one stream, and there are several.",
                $"Name it with --sync: {string.Join(", ", all.Select(s => s.Stream.Name))}.",
                ExitCode.Usage
            );
        if (chosen.Check is { } check)
            await check(workspace, [.. all.Select(s => s.Stream)]);
        var failures = new List<Exception>();
        foreach (var streams in all.GroupBy(s => s.Sync, s => s.Stream))
        {
            var current = streams.First();
            try
            {
                var left = await workspace.EndpointAsync(streams.Key.Left, cancellationToken);
                var right = await workspace.EndpointAsync(streams.Key.Right, cancellationToken);
                var order = await workspace.OrderAsync(
                    [.. streams],
                    left,
                    right,
                    cancellationToken
                );
                foreach (var stream in order)
                {
                    current = stream;
                    var report = await new ProgressView(terminal, workspace.Time).RunAsync(
                        [left, right],
                        progress => work(workspace.Session(stream, left, right, progress))
                    );
                    show(report, left.Name, right.Name);
                    reports.Add(report);
                }
            }
            // An app that is away keeps its own syncs from running, and no others.
            catch (Exception e) when (e is RunStoppedException or ConnectorException)
            {
                failures.Add(e);
                // Started by a scheduler, nobody may see it fail, and it stays until a person acts.
                if (isWriting)
                    await Trouble.RememberAsync(
                        workspace.Store,
                        current.Name,
                        e,
                        TallyRoot.Explain(e).Hint,
                        workspace.Time,
                        cancellationToken
                    );
            }
        }
        Tell(terminal, failures);
        return reports;
    }

    /// <summary>The last one is thrown, for the exit code; those before it are told here.</summary>
    private static void Tell(Terminal terminal, IReadOnlyList<Exception> failures)
    {
        foreach (var failure in failures.SkipLast(1))
        {
            var (message, hint, _) = TallyRoot.Explain(failure);
            terminal.Fail(message, hint);
        }
        if (failures.Count > 0)
            ExceptionDispatchInfo.Throw(failures[^1]);
    }
}
