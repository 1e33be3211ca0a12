using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using Tallystick.Cli.Output;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Core.Yaml;

namespace Tallystick.Cli.Commands;

/// <summary><c>tally journal</c>: what was decided and written, newest first.</summary>
internal static class JournalCommand
{
    public static Command Build(Terminal terminal)
    {
        var file = CommonOptions.File();
        var only = CommonOptions.Only();
        var record = new Option<string?>("--record")
        {
            Description =
                "Only of this record, as left:ID or right:ID, or by an ID that no other record has.",
            HelpName = "side:id",
        };
        var run = Typed.Number("--run", 1L, long.MaxValue, "Only of this run.");
        var kind = Typed.Word<JournalKind>("--kind", "kind of entry", "Only entries of this kind.");
        var limit = Typed.NumberOr("--limit", 50, 1, int.MaxValue, "How many entries.");
        var command = new Command("journal", "Show what was decided and written, newest first.")
        {
            file,
            only,
            record,
            run,
            kind,
            limit,
        };
        command.SetAction(
            TallyRoot.Action(
                terminal,
                async (parsed, cancellationToken) =>
                {
                    await using var workspace = await Workspace.OpenAsync(
                        parsed.GetValue(file)!,
                        isWriting: false,
                        terminal,
                        cancellationToken
                    );
                    var streams = workspace.Streams(parsed.GetValue(only));
                    var (side, id) = parsed.GetValue(record) is { } name
                        ? RecordName.ParseAny(name)
                        : (null, null);
                    if (id is not null && side is null)
                        await new KnownRecords(workspace.Store).RequireOneAsync(
                            streams.Select(s => s.Stream),
                            id,
                            cancellationToken
                        );
                    var entries = new List<JournalEntry>();
                    foreach (var (_, stream) in streams)
                    {
                        var query = new JournalQuery
                        {
                            Stream = stream.Name,
                            RecordId = id,
                            RecordSide = side,
                            Run = parsed.GetValue(run),
                            Kind = parsed.GetValue(kind),
                            EntriesMax = parsed.GetValue(limit),
                        };
                        await foreach (
                            var entry in workspace.Store.JournalAsync(query, cancellationToken)
                        )
                            entries.Add(entry);
                    }
                    Show(
                        terminal,
                        [.. entries.OrderByDescending(e => e.Number).Take(parsed.GetValue(limit))]
                    );
                    return ExitCode.Done;
                }
            )
        );
        return command;
    }

    private static void Show(Terminal terminal, IReadOnlyList<JournalEntry> entries)
    {
        foreach (var entry in entries)
            terminal.Emit("entry", writer => Write(writer, entry));
        if (terminal.IsJson)
            return;
        if (entries.Count == 0)
        {
            terminal.Say("The journal has nothing of this.");
            return;
        }
        var table = new Table().Border(TableBorder.Rounded);
        table.AddColumns(
            "when (UTC)",
            "run",
            "what",
            "on",
            "record",
            "field",
            "before",
            "after",
            "cause"
        );
        foreach (var entry in entries)
        {
            var fields =
                entry.Fields.Count > 0
                    ? entry.Fields
                    : [new JournalField("", Value.Empty, Value.Empty)];
            foreach (var (field, index) in fields.Select((f, i) => (f, i)))
                AddRow(table, entry, field, index == 0);
        }
        terminal.Show(table);
    }

    private static void AddRow(Table table, JournalEntry entry, JournalField field, bool isFirst)
    {
        var isConflict = entry.Kind is JournalKind.Conflict;
        table.AddRow(
            isFirst ? $"{entry.At.UtcDateTime:yyyy-MM-dd HH:mm:ss}" : "",
            isFirst ? Reports.Number(entry.Run) : "",
            isFirst ? YamlWords.Kebab(entry.Kind.ToString()) : "",
            isFirst ? entry.Side?.Word ?? "" : "",
            isFirst ? Reports.Cell($"{entry.LeftId ?? "–"} ↔ {entry.RightId ?? "–"}") : "",
            Reports.Cell(field.Field),
            Reports.Cell(isConflict ? $"left: {field.Left}" : field.Before.ToString()),
            Reports.Cell(
                isConflict ? $"right: {field.Right} ({field.Winner})" : field.After.ToString()
            ),
            isFirst ? Reports.Cell(entry.Cause) + By(entry) : ""
        );
    }

    /// <summary>The person who decided it.</summary>
    private static string By(JournalEntry entry) =>
        entry.Actor is JournalEntry.Sync or "undo" ? "" : $" (by {Reports.Cell(entry.Actor)})";

    private static void Write(Utf8JsonWriter writer, JournalEntry entry)
    {
        writer.WriteNumber("number", entry.Number);
        writer.WriteString("at", entry.At);
        writer.WriteString("stream", entry.Stream);
        writer.WriteNumber("run", entry.Run);
        writer.WriteString("kind", YamlWords.Kebab(entry.Kind.ToString()));
        if (entry.Side is { } side)
            writer.WriteString("side", side.Word);
        writer.WriteString("leftId", entry.LeftId);
        writer.WriteString("rightId", entry.RightId);
        writer.WriteString("cause", entry.Cause);
        writer.WriteString("actor", entry.Actor);
        writer.WriteStartArray("fields");
        foreach (var field in entry.Fields)
        {
            writer.WriteStartObject();
            writer.WriteString("field", field.Field);
            if (entry.Kind is JournalKind.Conflict)
            {
                WriteValue(writer, "left", field.Left);
                WriteValue(writer, "right", field.Right);
                writer.WriteString("winner", field.Winner);
            }
            else
            {
                WriteValue(writer, "before", field.Before);
                WriteValue(writer, "after", field.After);
            }
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static void WriteValue(Utf8JsonWriter writer, string name, Value value)
    {
        writer.WritePropertyName(name);
        ValueJson.Write(writer, value);
    }
}
