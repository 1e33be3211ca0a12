using System.CommandLine;
using Tallystick.Cli.Output;
using Tallystick.Core.Records;
using Tallystick.Engine.Explaining;
using Tallystick.Engine.Runs;

namespace Tallystick.Cli.Commands;

/// <summary><c>tally why</c>: explains one record from what is remembered.</summary>
internal static class WhyCommand
{
    public static Command Build(Terminal terminal)
    {
        var file = CommonOptions.File();
        var record = new Argument<string>("record")
        {
            Description = "The record: left:ID or right:ID.",
        };
        var field = new Argument<string?>("field")
        {
            Description = "Only this field, by its key on either side.",
            DefaultValueFactory = _ => null,
        };
        var only = CommonOptions.Only();
        var command = new Command(
            "why",
            "Explain why a record is as it is: its partner, what wrote each field, what holds it."
        )
        {
            file,
            record,
            field,
            only,
        };
        command.SetAction(
            TallyRoot.Action(
                terminal,
                (parsed, cancellationToken) =>
                    RunAsync(
                        terminal,
                        new ChosenStreams(parsed.GetValue(file)!, parsed.GetValue(only)),
                        RecordName.Parse(parsed.GetValue(record)!),
                        parsed.GetValue(field),
                        cancellationToken
                    )
            )
        );
        return command;
    }

    private static async Task<int> RunAsync(
        Terminal terminal,
        ChosenStreams chosen,
        (Side Side, string Id) record,
        string? field,
        CancellationToken cancellationToken
    )
    {
        await using var workspace = await Workspace.OpenAsync(
            chosen.Path,
            isWriting: false,
            terminal,
            cancellationToken
        );
        var reports = new List<WhyReport>();
        foreach (var (_, stream) in workspace.Streams(chosen.Only))
            reports.Add(
                await new RecordExplainer(stream, workspace.Store).ExplainAsync(
                    record.Side,
                    record.Id,
                    field,
                    cancellationToken
                )
            );
        // Streams that know nothing of it only matter when none does.
        var known = reports.Where(r => r.State is not WhyState.Unknown).ToArray();
        foreach (var report in known.Length > 0 ? known : [.. reports])
        {
            if (field is not null && report.State is WhyState.Linked && report.Fields.Count == 0)
                throw new UserException(
                    $"'{report.Stream}' maps no field '{field}'.",
                    "Name it by its key on either side.",
                    ExitCode.Usage
                );
            WhyView.Show(terminal, report);
            terminal.Emit("why", w => JsonLine.Spread(w, report, ReportJson.Default.WhyReport));
        }
        return ExitCode.Done;
    }
}
