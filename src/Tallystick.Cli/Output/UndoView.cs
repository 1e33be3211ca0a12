using Spectre.Console;
using Tallystick.Core.Records;
using Tallystick.Engine.Undoing;

namespace Tallystick.Cli.Output;

/// <summary>The report of an undo, for people.</summary>
internal static class UndoView
{
    public static void Show(Terminal terminal, UndoReport report, string left, string right)
    {
        if (report.Entries == 0)
        {
            terminal.Say($"{report.Stream}: the journal has no writes of this.");
            return;
        }
        ShowCounts(terminal, report, left, right);
        ShowChanges(terminal, report, left, right);
        ShowSkips(terminal, report, left, right);
        if (report.Calls.Count > 0)
            terminal.Say(
                $"The writes will take {Reports.Number(report.Calls.Sum(c => c.Calls))} calls, and as many reads as there are records."
            );
        if (!report.Applied)
            terminal.Say("Nothing was written. Add --apply to write it.");
        else if (report.Run is { } run && report.Writes > 0)
            terminal.Say(
                $"This was run {Reports.Number(run)} and can be undone too: tally undo FILE --run {run}"
            );
        if (report.Refused + report.Postponed > 0)
            terminal.SayMarkup(
                "[yellow]What was refused or left can be tried again: the same undo goes on with it.[/]"
            );
    }

    private static void ShowCounts(Terminal terminal, UndoReport report, string left, string right)
    {
        var table = new Table()
            .Border(TableBorder.Rounded)
            .Title(
                Markup.Escape($"{(report.Applied ? "undo" : "plan of an undo")} of {report.Stream}")
            );
        table.AddColumn("");
        table.AddColumn(new TableColumn(Markup.Escape(left)).RightAligned());
        table.AddColumn(new TableColumn(Markup.Escape(right)).RightAligned());
        var done = report.Applied ? "" : "to be ";
        Row($"{done}put back", report.Updated.Left, report.Updated.Right);
        Row($"{done}deleted", report.Deleted.Left, report.Deleted.Right);
        Row($"{done}created again", report.Created.Left, report.Created.Right);
        terminal.Show(table);
        terminal.Say(
            $"{Reports.Number(report.Entries)} entries of the journal about "
                + $"{Reports.Number(report.Records)} records: {Reports.Number(report.Fields)} fields {done}put back"
                + Part("as before already", report.Already)
                + Part("edited since", report.EditedSince)
                + Part("changed by a later run", report.ChangedByLaterRun)
                + Part("gone", report.Gone)
                + Part("not possible", report.Unable)
                + Part("refused", report.Refused)
                + Part("left for another try", report.Postponed)
                + "."
        );

        void Row(string what, long l, long r) =>
            table.AddRow(what, Reports.Number(l), Reports.Number(r));

        static string Part(string what, long count) =>
            count > 0 ? $", {Reports.Number(count)} {what}" : "";
    }

    private static void ShowChanges(Terminal terminal, UndoReport report, string left, string right)
    {
        if (report.Changes.Count == 0)
            return;
        var table = new Table().Border(TableBorder.Rounded).Title("the first changes");
        table.AddColumns("", "on", "field", "before", "after", "record");
        foreach (var change in report.Changes)
            table.AddRow(
                change.Action,
                Markup.Escape(change.Target is Side.Left ? left : right),
                Reports.Cell(change.Field),
                Reports.Cell(change.Before),
                Reports.Cell(change.After),
                Reports.Cell($"{change.LeftId ?? "–"} ↔ {change.RightId ?? "–"}")
            );
        terminal.Show(table);
    }

    private static void ShowSkips(Terminal terminal, UndoReport report, string left, string right)
    {
        if (report.Skips.Count == 0)
            return;
        var table = new Table().Border(TableBorder.Rounded).Title("left alone");
        table.AddColumns("on", "field", "record", "why");
        foreach (var skip in report.Skips)
            table.AddRow(
                Markup.Escape(skip.Side is Side.Left ? left : right),
                Reports.Cell(skip.Field ?? ""),
                Reports.Cell($"{skip.LeftId ?? "–"} ↔ {skip.RightId ?? "–"}"),
                Markup.Escape(skip.Reason)
            );
        terminal.Show(table);
    }
}
