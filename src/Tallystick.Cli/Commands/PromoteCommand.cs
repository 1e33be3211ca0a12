using System.CommandLine;
using Spectre.Console;
using Tallystick.Cli.Output;
using Tallystick.Core.Mapping;
using Tallystick.Core.Stores;
using Tallystick.Engine.Configuration;
using Tallystick.Engine.Runs;

namespace Tallystick.Cli.Commands;

/// <summary><c>tally promote</c>: switches a sync on by one more step, in its file.</summary>
internal static class PromoteCommand
{
    public static Command Build(Terminal terminal)
    {
        var file = CommonOptions.File();
        var sync = new Argument<string?>("sync")
        {
            Description = "The sync; may be left out where the file has one.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var to = Typed.Word<SyncMode>(
            "--to",
            "mode",
            "This mode instead of the next one; alone, with every record."
        );
        var canary = new Option<string?>("--canary")
        {
            Description = "With --to: so many records (10), a share (10%), or all.",
        };
        var anyway = new Option<bool>("--anyway")
        {
            Description = "Go on although there are open issues.",
        };
        var command = new Command(
            "promote",
            "Switch a sync on by one more step: show what the last one did and the next one would do, and write it into the sync file."
        )
        {
            file,
            sync,
            to,
            canary,
            anyway,
        };
        command.SetAction(
            TallyRoot.Action(
                terminal,
                (parsed, cancellationToken) =>
                    RunAsync(
                        terminal,
                        new ChosenStreams(parsed.GetValue(file)!, parsed.GetValue(sync)),
                        (parsed.GetValue(to), parsed.GetValue(canary)),
                        parsed.GetValue(anyway),
                        cancellationToken
                    )
            )
        );
        return command;
    }

    private static async Task<int> RunAsync(
        Terminal terminal,
        ChosenStreams chosen,
        (SyncMode? Mode, string? Canary) wanted,
        bool anyway,
        CancellationToken cancellationToken
    )
    {
        SyncDefinition sync;
        SyncStep next;
        string edited;
        int issues;
        await using (
            var workspace = await Workspace.OpenAsync(
                chosen.Path,
                isWriting: true,
                terminal,
                cancellationToken
            )
        )
        {
            sync = SyncOf(workspace, chosen.Only);
            next = NextOf(sync.Step, wanted);
            var text = await File.ReadAllTextAsync(chosen.Path, cancellationToken);
            edited = SyncFileEditor.WithStep(text, chosen.Path, sync.Name, next);
            var ahead = SyncFile
                .Parse(edited, chosen.Path, ProcessEnvironment.Get)
                .Syncs.Single(s => s.Name == sync.Name);
            issues = await ShowAsync(terminal, workspace, sync, ahead, cancellationToken);
        }
        if (issues > 0 && !anyway)
        {
            terminal.Fail(
                $"'{sync.Name}' has {issues} open issues and was left at: {sync.Step}.",
                "Settle them (tally issues), or go on with --anyway."
            );
            return ExitCode.DoneWithIssues;
        }
        var beside = chosen.Path + ".new";
        await File.WriteAllTextAsync(beside, edited, cancellationToken);
        File.Move(beside, chosen.Path, overwrite: true);
        terminal.SayMarkup(
            $"[green]✓[/] {Markup.Escape(sync.Name)} is now at: {Markup.Escape(next.ToString())}. "
                + "Run tally sync."
        );
        terminal.Emit(
            "promoted",
            w =>
            {
                w.WriteString("sync", sync.Name);
                w.WriteString("from", sync.Step.ToString());
                w.WriteString("to", next.ToString());
                w.WriteNumber("openIssues", issues);
            }
        );
        return ExitCode.Done;
    }

    private static SyncDefinition SyncOf(Workspace workspace, string? name)
    {
        var all = workspace.File.Syncs;
        if (name is null)
            return all.Count == 1
                ? all[0]
                : throw new UserException(
                    $"'{workspace.File.Path}' has {all.Count} syncs.",
                    $"Name one: {string.Join(", ", all.Select(s => s.Name))}.",
                    ExitCode.Usage
                );
        return all.FirstOrDefault(s => s.Name == name)
            ?? throw new UserException(
                $"'{workspace.File.Path}' has no sync '{name}'.",
                Suggestions.For(name, all.Select(s => s.Name)),
                ExitCode.Usage
            );
    }

    private static SyncStep NextOf(SyncStep now, (SyncMode? Mode, string? Canary) wanted)
    {
        var canary = wanted.Canary is null or "all"
            ? null
            : Canary.Parse(wanted.Canary)
                ?? throw new UserException(
                    $"--canary is '{wanted.Canary}'.",
                    "Give a number of records (10), a share (10%) or all.",
                    ExitCode.Usage
                );
        if (wanted.Mode is { } mode && wanted.Canary is not null)
            return new SyncStep(mode, canary);
        if (wanted.Canary is not null)
            return now with
            {
                Canary = canary is null
                    ? null
                    : canary with
                    {
                        Rest = now.Canary?.Rest ?? SyncMode.Observe,
                    },
            };
        if (wanted.Mode is SyncMode.ToRight or SyncMode.ToLeft && now.Mode is SyncMode.Observe)
            return now.Next(wanted.Mode.Value)!;
        if (wanted.Mode is { } whole)
            return new SyncStep(whole, null);
        return now.Next(SyncMode.ToRight)
            ?? throw new UserException(
                "The sync is switched on completely.",
                "--to goes back to an earlier step.",
                ExitCode.Usage
            );
    }

    /// <returns>How many issues are open.</returns>
    private static async Task<int> ShowAsync(
        Terminal terminal,
        Workspace workspace,
        SyncDefinition sync,
        SyncDefinition ahead,
        CancellationToken cancellationToken
    )
    {
        var issues = 0;
        var left = await workspace.EndpointAsync(sync.Left, cancellationToken);
        var right = await workspace.EndpointAsync(sync.Right, cancellationToken);
        terminal.SayMarkup(
            $"[bold]{Markup.Escape(sync.Name)}[/] is at: {Markup.Escape(sync.Step.ToString())}."
        );
        foreach (var stream in sync.Streams)
        {
            var decided = (await workspace.Store.DecisionsAsync(stream.Name, cancellationToken))
                .Select(d => d.IssueKey)
                .ToHashSet(StringComparer.Ordinal);
            // What is decided may wait for this very step.
            var open = await workspace
                .Store.IssuesAsync(new IssueQuery { Stream = stream.Name }, cancellationToken)
                .CountAsync(i => !decided.Contains(i.Key), cancellationToken);
            issues += open;
            terminal.Say(
                $"{stream.Name}: {await WrittenAsync(workspace, stream, cancellationToken)}, {open} open issues."
            );
            if (stream.Mode is not SyncMode.Observe)
            {
                var verified = await workspace
                    .Session(stream, left, right, null)
                    .VerifyAsync(new RunOptions(), cancellationToken);
                VerifyView.Show(terminal, verified, left.Name, right.Name);
                terminal.Emit(
                    "verified",
                    w => JsonLine.Spread(w, verified, ReportJson.Default.VerifyReport)
                );
            }
            var streamAhead = ahead.Streams.Single(s => s.Name == stream.Name);
            var plan = await workspace
                .Session(streamAhead, left, right, null)
                .PlanAsync(new RunOptions(), cancellationToken);
            terminal.SayMarkup($"Next: [bold]{Markup.Escape(ahead.Step.ToString())}[/].");
            Reports.Show(terminal, plan, left.Name, right.Name);
            terminal.Emit("planned", w => JsonLine.Spread(w, plan, ReportJson.Default.PlanReport));
        }
        return issues;
    }

    private static async Task<string> WrittenAsync(
        Workspace workspace,
        StreamDefinition stream,
        CancellationToken cancellationToken
    )
    {
        var counts = new List<string>();
        foreach (
            var kind in new[] { JournalKind.Created, JournalKind.Updated, JournalKind.Deleted }
        )
        {
            var query = new JournalQuery
            {
                Stream = stream.Name,
                Kind = kind,
                EntriesMax = int.MaxValue,
            };
            var count = await workspace
                .Store.JournalAsync(query, cancellationToken)
                .CountAsync(cancellationToken);
            counts.Add($"{Reports.Number(count)} {kind.ToString().ToLowerInvariant()}");
        }
        return $"{string.Join(", ", counts)} so far";
    }
}
