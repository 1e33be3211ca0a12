using System.CommandLine;
using System.Globalization;
using Tallystick.Cli.Output;
using Tallystick.Core.Yaml;
using Tallystick.Engine.Runs;
using Tallystick.Engine.Undoing;

namespace Tallystick.Cli.Commands;

/// <summary><c>tally undo</c>: puts back what runs wrote, as a plan first.</summary>
internal static class UndoCommand
{
    public static Command Build(Terminal terminal, TimeProvider time)
    {
        var file = CommonOptions.File();
        var only = CommonOptions.Only();
        var differences = CommonOptions.Differences();
        var run = Typed.Number("--run", 1L, long.MaxValue, "What this run wrote.");
        var record = new Option<string?>("--record")
        {
            Description =
                "What was written to this record, as left:ID or right:ID, and to its partner; "
                + "or by an ID that no other record has.",
            HelpName = "side:id",
        };
        var since = new Option<string?>("--since")
        {
            Description =
                "What was written since this time (as 2026-03-01T08:00Z) or for so long (as 2h).",
        };
        var field = new Option<string?>("--field")
        {
            Description = "Only this field, by its key on either side.",
        };
        var apply = new Option<bool>("--apply")
        {
            Description = "Write it; without this, only show what would be written.",
        };
        var command = new Command(
            "undo",
            "Put back what was written, unless somebody has edited it since. A plan, until --apply."
        )
        {
            file,
            only,
            run,
            record,
            since,
            field,
            apply,
            differences,
        };
        command.SetAction(
            TallyRoot.Action(
                terminal,
                (parsed, cancellationToken) =>
                {
                    var (side, id) = parsed.GetValue(record) is { } name
                        ? RecordName.ParseAny(name)
                        : (null, null);
                    var request = new UndoRequest
                    {
                        Run = parsed.GetValue(run),
                        RecordId = id,
                        RecordSide = side,
                        Field = parsed.GetValue(field),
                        Since = parsed.GetValue(since) is { } text
                            ? TimeOf(text, time.GetUtcNow())
                            : null,
                    };
                    if (request is { Run: null, RecordId: null, Since: null })
                        throw new UserException(
                            "What is to be undone?",
                            "Say --run N, --record left:ID or --since TIME; tally journal FILE shows what there is.",
                            ExitCode.Usage
                        );
                    return RunAsync(
                        terminal,
                        new ChosenStreams(parsed.GetValue(file)!, parsed.GetValue(only)),
                        request,
                        new RunOptions { DifferencesMax = parsed.GetValue(differences) },
                        parsed.GetValue(apply),
                        cancellationToken
                    );
                }
            )
        );
        return command;
    }

    private static async Task<int> RunAsync(
        Terminal terminal,
        ChosenStreams chosen,
        UndoRequest request,
        RunOptions options,
        bool apply,
        CancellationToken cancellationToken
    )
    {
        await using var copy = new SharedCopy();
        string? cancelled = null;
        var reports = await EachStream.RunAsync(
            terminal,
            chosen with
            {
                Check = async (workspace, streams) =>
                {
                    var names = new UndoNames(workspace, streams, request);
                    await names.RequireAsync(cancellationToken);
                    cancelled = await names.CancelledAsync(cancellationToken);
                },
            },
            isWriting: apply,
            async session =>
                apply
                    ? await session.UndoAsync(request, options, cancellationToken)
                    : await session.PlanUndoAsync(
                        await copy.OfAsync(session, cancellationToken),
                        request,
                        options,
                        cancellationToken
                    ),
            (report, left, right) =>
            {
                UndoView.Show(terminal, report, left, right);
                terminal.Emit(
                    "undone",
                    w => JsonLine.Spread(w, report, ReportJson.Default.UndoReport)
                );
            },
            cancellationToken
        );
        if (cancelled is not null && reports.All(r => r.Writes == 0))
            terminal.Say(cancelled);
        return apply && reports.Any(r => r.Refused + r.Postponed > 0)
            ? ExitCode.DoneWithIssues
            : ExitCode.Done;
    }

    private static DateTimeOffset TimeOf(string text, DateTimeOffset now)
    {
        if (YamlWords.Duration(text) is { } ago)
            return now - ago;
        return DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var at
        )
            ? at
            : throw new UserException(
                $"'{text}' is no time.",
                "Write it like 2h, 7d or 2026-03-01T08:00Z.",
                ExitCode.Usage
            );
    }
}
