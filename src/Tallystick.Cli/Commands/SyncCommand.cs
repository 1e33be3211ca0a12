using System.CommandLine;
using Tallystick.Cli.Output;
using Tallystick.Core.Records;
using Tallystick.Engine.Runs;

namespace Tallystick.Cli.Commands;

/// <summary><c>tally sync</c>: carries every change over, both ways.</summary>
internal static class SyncCommand
{
    public static Command Build(Terminal terminal)
    {
        var file = CommonOptions.File();
        var only = CommonOptions.Only();
        var plan = new Option<bool>("--plan")
        {
            Description = "Only show what would be done, like tally plan.",
        };
        var full = new Option<bool>("--full")
        {
            Description = "Read everything on both sides, whatever is remembered.",
        };
        var settle = new Option<bool>("--settle")
        {
            Description = "First wait until every listing shows the edits made before the run.",
        };
        var allowDeletes = new Option<bool>("--allow-deletes")
        {
            Description = "Deletes that a brake stopped are allowed this time.",
        };
        var allowChanges = new Option<bool>("--allow-changes")
        {
            Description = "Mass changes that a brake stopped are allowed this time.",
        };
        var retryHeld = new Option<bool>("--retry-held")
        {
            Description = "Try refused and held records again.",
        };
        var record = new Option<string[]>("--record")
        {
            Description = "Sync only this record now, as left:ID or right:ID; may be repeated.",
            HelpName = "side:id",
        };
        var command = new Command("sync", "Carry every change over, in both directions.")
        {
            file,
            only,
            plan,
            full,
            settle,
            allowDeletes,
            allowChanges,
            retryHeld,
            record,
        };
        command.SetAction(
            TallyRoot.Action(
                terminal,
                (parsed, cancellationToken) =>
                {
                    var hints = HintsOf(parsed.GetValue(record) ?? []);
                    if (
                        hints.Length > 0
                        && new[] { full, settle, allowDeletes, allowChanges, retryHeld }.Any(o =>
                            parsed.GetValue(o)
                        )
                    )
                        throw new UserException(
                            "--record looks at the named records and does nothing else.",
                            "Leave out --full, --settle, --allow-deletes, --allow-changes and --retry-held.",
                            ExitCode.Usage
                        );
                    var options = new RunOptions
                    {
                        Full = parsed.GetValue(full),
                        Settle = parsed.GetValue(settle),
                        AllowDeletes = parsed.GetValue(allowDeletes),
                        AllowChanges = parsed.GetValue(allowChanges),
                        RetryHeld = parsed.GetValue(retryHeld),
                        Hints = hints,
                    };
                    var chosen = new ChosenStreams(parsed.GetValue(file)!, parsed.GetValue(only))
                    {
                        MustBeOne = hints.Length > 0,
                    };
                    return parsed.GetValue(plan)
                        ? PlanCommand.RunAsync(terminal, chosen, options, cancellationToken)
                        : RunAsync(terminal, chosen, options, cancellationToken);
                }
            )
        );
        return command;
    }

    private static (Side Side, string Id)[] HintsOf(string[] names) =>
        [.. names.Select(RecordName.Parse)];

    public static async Task<int> RunAsync(
        Terminal terminal,
        ChosenStreams chosen,
        RunOptions options,
        CancellationToken cancellationToken
    )
    {
        var reports = await EachStream.RunAsync(
            terminal,
            chosen,
            isWriting: true,
            session => session.SyncAsync(options, cancellationToken),
            (report, left, right) =>
            {
                Reports.Show(terminal, report, left, right);
                terminal.Emit(
                    "synced",
                    w => JsonLine.Spread(w, report, ReportJson.Default.RunReport)
                );
            },
            cancellationToken
        );
        return reports.Any(r => r.OpenIssues > 0) ? ExitCode.DoneWithIssues : ExitCode.Done;
    }
}
