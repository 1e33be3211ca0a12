using System.Text.Json;
using Spectre.Console;
using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Engine.Explaining;

namespace Tallystick.Cli.Output;

/// <summary>Whom a brake asks about, for people and programs.</summary>
internal static class ConcernsView
{
    /// <summary>So many are shown to people.</summary>
    private const int RowsMax = 20;

    public static void Show(Terminal terminal, Concerns concerns)
    {
        if (concerns.Found is not { } found)
        {
            terminal.SayMarkup(
                $"[yellow]Whom it concerns cannot be told now: {Markup.Escape(concerns.Trouble!)}[/]"
            );
            return;
        }
        terminal.Say(
            found.Deletes is null ? ChangesOf(found, concerns) : DeletesOf(found, concerns)
        );
        if (found.Count == 0)
            return;
        ShowRows(terminal, found, concerns);
        if (found.Count > RowsMax)
            terminal.Say(
                $"… {Reports.Number(found.Count - RowsMax)} more; --output json names the first "
                    + $"{Reports.Number(Concerns.PairsMax)}."
            );
    }

    public static void Write(Utf8JsonWriter writer, Concerns concerns)
    {
        writer.WriteStartObject("concerned");
        if (concerns.Found is { } found)
        {
            writer.WriteString("side", found.Side.Word);
            writer.WriteNumber("count", found.Count);
            writer.WriteStartArray("records");
            foreach (var pair in found.Records)
            {
                writer.WriteStartObject();
                writer.WriteString("leftId", pair.LeftId);
                writer.WriteString("rightId", pair.RightId);
                if (pair.Before is not null)
                    writer.WriteString("before", pair.Before);
                if (pair.After is not null)
                    writer.WriteString("after", pair.After);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
        }
        if (concerns.Trouble is { } trouble)
            writer.WriteString("trouble", trouble);
        writer.WriteEndObject();
    }

    private static void ShowRows(Terminal terminal, Concerned found, Concerns concerns)
    {
        var table = new Table().Border(TableBorder.Rounded);
        table.AddColumns(
            Markup.Escape($"left ({concerns.Names.Left})"),
            Markup.Escape($"right ({concerns.Names.Right})")
        );
        if (found.Deletes is null)
            table.AddColumns("is", "would be");
        foreach (var pair in found.Records.Take(RowsMax))
        {
            var cells = new List<string> { Reports.Cell(pair.LeftId), Reports.Cell(pair.RightId) };
            if (found.Deletes is null)
                cells.AddRange([Reports.Cell(pair.Before ?? ""), Reports.Cell(pair.After ?? "")]);
            table.AddRow([.. cells]);
        }
        terminal.Show(table);
    }

    private static string DeletesOf(Concerned found, Concerns concerns)
    {
        var missing =
            $"{Reports.Number(found.Count)} linked records are not in "
            + $"'{concerns.NameOf(found.Side)}' now";
        if (found.Count == 0)
            return missing + ": the next tally sync closes this.";
        var fate = found.Deletes switch
        {
            DeletePolicy.Archive => "are tagged",
            DeletePolicy.Keep => "stay without them",
            _ => "are deleted, but for those that were edited since",
        };
        var filter = found.IsFiltered ? " Some may only have left the filter; they are kept." : "";
        return $"{missing}; once it is approved, their partners in "
            + $"'{concerns.NameOf(found.Side.Other)}' {fate}.{filter}";
    }

    private static string ChangesOf(Concerned found, Concerns concerns)
    {
        var what = found.IsBlank ? "lose their" : "get another";
        var records =
            $"{Reports.Number(found.Count)} records of '{concerns.NameOf(found.Side)}' would {what} "
            + $"'{found.Field}'";
        return found.Count == 0
            ? records + " now: the next tally sync closes this."
            : records + ", once it is approved:";
    }
}
